using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>/admin/settings/{key}</c>: a setting of the company or of a store, with every change; an older value is restored from there.</summary>
internal sealed class SettingPageModel(ListSettingsQuery query, ChangeSetting change, IStores stores) : AdminPage
{
    private const int PageSize = 25;
    private static readonly QueryParameter<string?> _before = Query.Text("before", "", 20);

    /// <summary>The setting as it holds here.</summary>
    public SettingRow Row { get; private set; } = null!;

    /// <summary>The place; null for the company.</summary>
    public StoreId? Place { get; private set; }

    public string PlaceName { get; private set; } = "";

    public IReadOnlyList<SettingHistoryRow> History { get; private set; } = [];

    /// <summary>Where the history goes on; null at its end.</summary>
    public long? Older { get; private set; }

    public string Value { get; private set; } = "";

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public SettingDefinition Definition => Row.Definition;

    /// <summary>Whether a store can have a value of its own here.</summary>
    public bool HasPlace => Place is null || Definition.PerStore;

    public bool MayEdit => HasPlace && (Place is { } store ? Caller.Rights.HasIn(Permissions.SettingEdit.Name, store.Value) : Caller.Rights.HasEverywhere(Permissions.SettingEdit.Name));

    /// <summary>Whether a value is set in exactly this place, which can be taken away.</summary>
    public bool IsSet => Version > 0;

    public IReadOnlyList<ListChoice> Choices => [.. Definition.Choices.Select(word => new ListChoice(word, SettingWords.Choice(T, word)))];

    /// <summary>The address of this page, without language.</summary>
    public string Here => $"/admin/settings/{Definition.Key}{(Place is { } store ? $"?store={store}" : "")}";

    /// <summary>Where a form is sent.</summary>
    public string Handler(string name) => $"?handler={name}{(Place is { } store ? $"&store={store}" : "")}";

    public async Task<IActionResult> OnGetAsync([FromRoute] string key, CancellationToken cancellationToken)
    {
        if (await LoadAsync(key, cancellationToken) is { } refused)
        {
            return refused;
        }

        Value = Row.Value;
        return Page();
    }

    public Task<IActionResult> OnPostAsync([FromRoute] string key, string? value, int version, CancellationToken cancellationToken) =>
        SaveAsync(key, Request.Form.ContainsKey("switch") ? value ?? "false" : value ?? "", version, "stores.setting_page.saved", cancellationToken);

    public Task<IActionResult> OnPostResetAsync([FromRoute] string key, int version, CancellationToken cancellationToken) =>
        SaveAsync(key, value: null, version, "stores.setting_page.reset_notice", cancellationToken);

    public Task<IActionResult> OnPostRestoreAsync([FromRoute] string key, string? value, bool isSet, int version, CancellationToken cancellationToken) =>
        SaveAsync(key, isSet ? value ?? "" : null, version, "stores.setting_page.restored", cancellationToken);

    private async Task<IActionResult> SaveAsync(string key, string? value, int version, string noticeKey, CancellationToken cancellationToken)
    {
        var place = QueryReader.Lenient(Request).Get(SettingRoutes.Place);
        var done = await change.EditAsync(place, new SettingBody(value), WriteRequest.ForPage(HttpContext, version));
        if (await LoadAsync(key, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (done.IsSuccess)
        {
            return Done(T[noticeKey], Here);
        }

        Value = value ?? Row.Value;
        if (done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            Conflict = [new ConflictRow(T["stores.setting_page.value"], SettingWords.Of(T, Definition, Row.Value), SettingWords.Of(T, Definition, value))];
        }

        return Fail(done.Errors);
    }

    private async Task<IActionResult?> LoadAsync(string key, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        Place = reader.Get(SettingRoutes.Place);
        if (Place is { } store && !Caller.Rights.HasIn(Permissions.StoreRead.Name, store.Value))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (await query.FindAsync(key, Place, cancellationToken) is not { } row)
        {
            return Missing();
        }

        var shop = await stores.ShopAsync(cancellationToken);
        (Row, Zone, Version) = (row, shop.Zone(), row.Version);
        PlaceName = Place is null ? T["stores.settings_page.company"] : shop?.Stores.FirstOrDefault(one => one.Id == Place) is { } known ? $"{known.Code} {T.Of(known.Name)}" : Place.ToString()!;
        Title = T[Definition.TextKey];
        Crumbs = [new AdminCrumb(T["stores.settings_page.title"], "/admin/settings" + (Place is null ? "" : $"?store={Place}")), new AdminCrumb(PlaceName)];
        var before = long.TryParse(reader.Get(_before), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        var changes = await query.HistoryAsync(key, Place, before, PageSize + 1, cancellationToken);
        (History, Older) = ([.. changes.Take(PageSize)], changes.Count > PageSize ? changes[PageSize - 1].Id : null);
        return null;
    }
}
