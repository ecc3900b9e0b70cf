using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Stores.Features;

/// <summary>Finds stores, settings and classes of tax for the global search of the admin.</summary>
internal sealed class StoreSearch(StoresDb db, StoresFacade stores, SettingRegistry settings) : IAdminSearchSource
{
    private const int Most = 5;

    public async Task<IReadOnlyList<AdminHit>> FindAsync(string words, Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.Rights.Has(Permissions.StoreRead.Name))
        {
            return [];
        }

        var found = await ManageStores.FindAsync(db, caller.Rights.ScopeOf(Permissions.StoreRead.Name), new StoreFilter(words), cursor: null, Most, cancellationToken);
        var classes = (await stores.SnapshotAsync(cancellationToken)).TaxClasses.Where(one => Says(one.Code) || one.Name.All.Values.Any(Says));
        return
        [
            .. found.Items.Select(store => new AdminHit(text["stores.store_page.store"], $"{store.Code} {text.Of(store.Name)}", $"/admin/stores/{store.Id}", "building-store")),
            .. settings.All.Where(setting => Says(setting.Key) || Says(text[setting.TextKey])).Take(Most).Select(setting => new AdminHit(text["stores.settings_page.title"], text[setting.TextKey], $"/admin/settings/{setting.Key}", "settings")),
            .. classes.Take(Most).Select(one => new AdminHit(text["stores.taxes_page.title"], text.Of(one.Name), $"/admin/taxes/{one.Code}", "receipt-tax")),
        ];

        bool Says(string there) => there.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
