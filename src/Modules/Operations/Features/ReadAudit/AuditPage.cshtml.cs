using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>/admin/audit</c>: who did what to which thing, newest first. Who may read it in some stores sees the lines of these.</summary>
internal sealed class AuditPageModel(AuditTrail trail, IStores stores) : AdminPage
{
    private const int PageSize = 50;
    private const string Sort = "audit";
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<UserId?> _actor = Query.Id<UserId>("actor", "");
    private static readonly QueryParameter<string?> _action = Query.Text("action", "", 100);
    private static readonly QueryParameter<string?> _type = Query.Text("type", "", 100);
    private static readonly QueryParameter<string?> _thing = Query.Text("thing", "", 200);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    /// <summary>A kind of thing in words, where there are some.</summary>
    public static string KindOf(AdminText text, string type)
    {
        var key = "operations.subject." + type;
        return text[key] is { } words && !string.Equals(words, key, StringComparison.Ordinal) ? words : type;
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["operations.audit_page.title"];
        var reader = QueryReader.Lenient(Request);
        var shop = await stores.ShopAsync(cancellationToken);
        if (FilterOf(reader, shop.Zone()) is not { } filter)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, new Problems());
        var before = cursor is not null && long.TryParse(cursor.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        var lines = await trail.FindAsync(filter, before, PageSize + 1, cancellationToken);
        var places = (shop?.Stores ?? []).Where(store => Caller.Rights.HasIn(Permissions.AuditRead.Name, store.Id.Value)).ToList();
        var codes = places.ToDictionary(store => store.Id.Value, store => store.Code);
        // Who everybody is and what they did elsewhere is not for who reads the lines of one store.
        var choices = Caller.Rights.HasEverywhere(Permissions.AuditRead.Name) ? await trail.ChoicesAsync(cancellationToken) : new AuditChoices([], [], []);
        List = new ListView
        {
            Key = "audit",
            Path = To("/admin/audit"),
            Words = filter.Words ?? "",
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                Filter("actor", T["operations.audit_page.actor"], T["operations.audit_page.anybody"], choices.Actors.Select(actor => new ListChoice(actor.Key.ToString(), actor.Value)), filter.ActorId?.ToString() ?? ""),
                Filter("action", T["operations.audit_page.action"], T["operations.audit_page.anything"], choices.Actions.Select(action => new ListChoice(action, T[action])), filter.Action ?? ""),
                Filter("type", T["operations.audit_page.type"], T["operations.audit_page.any_type"], choices.Types.Select(type => new ListChoice(type, KindOf(T, type))), filter.SubjectType ?? ""),
                .. places.Count == 0 ? Array.Empty<ListFilter>() :
                    [Filter("store", T["operations.audit_page.store"], T["operations.audit_page.any_store"], places.Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}")), reader.Get(_store)?.ToString() ?? "")],
                .. filter.SubjectId is { } thing ? (ListFilter[])[Filter("thing", T["operations.audit_page.thing"], T["operations.audit_page.any_thing"], [new ListChoice(thing, lines is [var newest, ..] ? newest.SubjectName : thing)], thing)] : [],
                ListFilter.Day("from", T["operations.audit_page.from"], reader.Get(_from)),
                ListFilter.Day("to", T["operations.audit_page.to"], reader.Get(_to)),
            ],
            Columns =
            [
                new ListColumn("action", T["operations.audit_page.action"]), new ListColumn("thing", T["operations.audit_page.thing"]), new ListColumn("type", T["operations.audit_page.type"], IsShown: false),
                new ListColumn("actor", T["operations.audit_page.actor"]), new ListColumn("at", T["operations.audit_page.at"]), new ListColumn("store", T["operations.audit_page.store"]),
                new ListColumn("address", T["operations.audit_page.address"], IsShown: false),
            ],
            Rows = [.. lines.Take(PageSize).Select(line => new ListRow(line.Id.ToString(CultureInfo.InvariantCulture), To($"/admin/audit/{line.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["action"] = T[line.Action],
                ["thing"] = line.SubjectName,
                ["type"] = KindOf(T, line.SubjectType),
                ["actor"] = line.ActorName,
                ["at"] = T.Moment(line.At, shop.Zone()),
                ["store"] = line.StoreId is { } store ? codes.GetValueOrDefault(store, "?") : "–",
                ["address"] = line.Address,
            }))],
            Next = lines.Count > PageSize ? new Cursor(Sort, lines[PageSize - 1].Id.ToString(CultureInfo.InvariantCulture), Guid.Empty).ToString() : null,
            IsDeeper = before is not null,
            Empty = T["operations.audit_page.none"],
        };
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken) =>
        FilterOf(QueryReader.Lenient(Request), (await stores.ShopAsync(cancellationToken)).Zone()) is { } filter ? AuditCsv.Of(trail, filter) : StatusCode(StatusCodes.Status403Forbidden);

    private static ListFilter Filter(string name, string label, string any, IEnumerable<ListChoice> choices, string value)
    {
        var all = choices.OrderBy(choice => choice.Label, StringComparer.CurrentCultureIgnoreCase).ToList();
        // What a link has chosen stands there too.
        return new ListFilter(name, label, [new ListChoice("", any), .. all, .. value.Length == 0 || all.Exists(choice => string.Equals(choice.Value, value, StringComparison.Ordinal)) ? Array.Empty<ListChoice>() : [new ListChoice(value, value)]], value);
    }

    /// <summary>What is looked for, within what the caller may see; null where they ask for a store that is not theirs.</summary>
    private AuditFilter? FilterOf(QueryReader reader, TimeZoneInfo zone)
    {
        var scope = Caller.Rights.ScopeOf(Permissions.AuditRead.Name);
        var store = reader.Get(_store);
        return store is { } place && !scope.Covers(place.Value) ? null : new AuditFilter(
            Given(_words), reader.Get(_actor)?.Value, Given(_action), Given(_type), Given(_thing), Start(reader.Get(_from)), Start(reader.Get(_to)?.AddDays(1)), store is { } only ? [only.Value] : scope.Stores);

        string? Given(QueryParameter<string?> parameter) => reader.Get(parameter) is { Length: > 0 } text ? text : null;

        DateTimeOffset? Start(DateOnly? day) => day is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), zone.GetUtcOffset(date.ToDateTime(TimeOnly.MinValue))).ToUniversalTime() : null;
    }
}
