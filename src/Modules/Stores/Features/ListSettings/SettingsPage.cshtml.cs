using Aisle.Contracts.Stores;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>/admin/settings</c>: every setting as it holds for the company or for a store, and where its value comes from.</summary>
internal sealed class SettingsPageModel(ListSettingsQuery query, IStores stores) : AdminPage
{
    /// <summary>The place; null for the company.</summary>
    public StoreId? Place { get; private set; }

    public IReadOnlyList<ListChoice> Places { get; private set; } = [];

    public string Words { get; private set; } = "";

    /// <summary>The settings by what they are about.</summary>
    public IReadOnlyList<IGrouping<string, SettingRow>> Groups { get; private set; } = [];

    /// <summary>The places whose settings a caller may see: the company's hold in every store and are for all who may read.</summary>
    public static async Task<IReadOnlyList<ListChoice>> PlacesAsync(AdminPage page, IStores stores, CancellationToken cancellationToken) =>
    [
        new ListChoice("", page.T["stores.settings_page.company"]),
        .. ((await stores.ShopAsync(cancellationToken))?.Stores ?? []).Where(store => page.Caller.Rights.HasIn(Permissions.StoreRead.Name, store.Id.Value)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {page.T.Of(store.Name)}")),
    ];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["stores.settings_page.title"];
        var reader = QueryReader.Lenient(Request);
        (Place, Words) = (reader.Get(SettingRoutes.Place), reader.Get(_words) ?? "");
        if (Place is { } store && !Caller.Rights.HasIn(Permissions.StoreRead.Name, store.Value))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        Places = await PlacesAsync(this, stores, cancellationToken);
        Groups =
        [
            .. (await query.ReadAsync(Place, cancellationToken))
                .Where(row => row.Definition.Key.Contains(Words, StringComparison.OrdinalIgnoreCase) || T[row.Definition.TextKey].Contains(Words, StringComparison.OrdinalIgnoreCase))
                .GroupBy(row => row.Definition.Key.Split('.')[0], StringComparer.Ordinal),
        ];
        return Page();
    }

    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
}
