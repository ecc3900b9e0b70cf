using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;

namespace Aisle.Modules.Stores.Features;

/// <summary>Imports stores with their opening hours.</summary>
internal sealed class StoreRows(StoresDb db, IReadOnlyList<Store> there, TimeProvider time)
{
    private static readonly (string Word, DayOfWeek Day)[] _days =
        [.. Enum.GetValues<DayOfWeek>().Select(day => (day.ToString().ToLowerInvariant(), day))];

    private readonly Dictionary<string, Store> _stores = there.ToDictionary(store => store.Code, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _slugs = there.ToDictionary(store => store.Code, store => store.Slug, StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>The store of a code, as it is after the import.</summary>
    public Store? Find(string code) => _stores.GetValueOrDefault(code);

    /// <summary>Says that there is no such store, unless its own row says already why there is none.</summary>
    public void FaultUnknown(FileRow row, string code)
    {
        if (!_named.Contains(code))
        {
            row.Fault("store", "There is no store with this code.");
        }
    }

    public void Import(IReadOnlyList<FileRow> stores, IReadOnlyList<FileRow>? hours)
    {
        var hoursOf = ChildRows<OpeningHours>.ByParent(hours, "store", row => new OpeningHours(row.Choice("day", _days), row.Time("opens"), row.Time("closes")));
        var slugRows = new List<(FileRow Row, string Code, string Slug)>();
        foreach (var row in stores)
        {
            var code = row.Word("code");
            if (!_named.Add(code))
            {
                row.Fault("code", "This store stands above already.");
                continue;
            }

            var own = hoursOf?.GetValueOrDefault(code);
            Save(row, code, Read(row), hoursOf is null ? null : own?.Values ?? [], own);
            slugRows.Add((row, code, _slugs[code] = row.Word("slug")));
        }

        foreach (var (row, _, _) in slugRows.Where(own => own.Slug.Length > 0 && _slugs.Any(other => IsAnothers(other, own.Code, own.Slug))))
        {
            row.Fault("slug", "Another store has this slug.");
        }

        foreach (var (code, own) in (hoursOf ?? []).Where(group => !_named.Contains(group.Key)))
        {
            if (Find(code) is { } store)
            {
                ChildRows<OpeningHours>.Spread(own, parent: null, "hours", store.Change(store.Details, own.Values, time.GetUtcNow()).Errors);
                continue;
            }

            foreach (var row in hours!.Where(row => string.Equals(row.Word("store"), code, StringComparison.Ordinal)))
            {
                FaultUnknown(row, code);
            }
        }
    }

    private static bool IsAnothers(KeyValuePair<string, string> slugOf, string code, string slug) =>
        !string.Equals(slugOf.Key, code, StringComparison.Ordinal) && string.Equals(slugOf.Value, slug, StringComparison.Ordinal);

    private void Save(FileRow row, string code, StoreDetails details, IReadOnlyList<OpeningHours>? hours, ChildRows<OpeningHours>? hourRows)
    {
        var now = time.GetUtcNow();
        var store = Find(code);
        var saved = store is null
            ? Store.Create(TypedId.New<StoreId>(time), details, hours ?? [], now)
            : store.Change(details, hours, now).Map(() => store);
        ChildRows<OpeningHours>.Spread(hourRows, row, "hours", saved.Errors);
        if (store is null && saved.IsSuccess)
        {
            db.Add(saved.Value);
            _stores.Add(code, saved.Value);
        }
    }

    private static StoreDetails Read(FileRow row) => new(
        row.Word("code"), row.Word("slug"),
        row.Choice("kind", ("store", StoreKind.Store), ("warehouse", StoreKind.Warehouse)),
        row.Choice("status", ("active", StoreStatus.Active), ("closed", StoreStatus.Closed)),
        row.Integer("position"), row.Text("name"),
        new Address(row.Text("address.lines"), row.Text("address.city"), row.Word("address.postcode"), row.Word("address.country")),
        row.Word("phone"), row.Word("time_zone"), row.Word("currency"), row.Time("day_cut_off"),
        row.Number("latitude", required: false), row.Number("longitude", required: false));
}
