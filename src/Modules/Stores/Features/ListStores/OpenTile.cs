using Aisle.Contracts.Stores;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Stores.Features;

/// <summary>How many stores are open now, of those the caller sees; from memory.</summary>
internal sealed class OpenTile(StoresFacade stores, TimeProvider time) : IAdminTileSource
{
    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        var mine = (await stores.SnapshotAsync(cancellationToken)).Stores.Where(store => store.Kind == StoreKind.Store && caller.Rights.HasIn(Permissions.StoreRead.Name, store.Id.Value)).ToList();
        if (mine.Count == 0)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var open = mine.Count(store => WeekHours.IsOpen(store.Hours, TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone)).DateTime));
        return [new AdminTile(text["stores.stores_page.open_tile"], text["stores.stores_page.of", text.Number(open), text.Number(mine.Count)], "/admin/stores", "building-store")];
    }
}
