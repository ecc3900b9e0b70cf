using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What is low, out, promised beyond what can be sold or nearly too old, on the first page of the admin: as the last look found it, in the caller's stores.</summary>
internal sealed class AlertTiles(UnitOfWork work, IStores stores) : IAdminTileSource
{
    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.Rights.Has(Permissions.StockRead.Name))
        {
            return [];
        }

        var days = await stores.SettingAsync(TellAlerts.DaysSetting, store: null, cancellationToken);
        await using var command = (await work.CommandAsync("""
            select count(*) filter (where kind = 'low'), count(*) filter (where kind = 'out'), count(distinct lot_id) filter (where kind = 'expiring'), count(*) filter (where kind = 'promised') from inventory.alert where $1::uuid[] is null or store_id = any ($1)
            """, cancellationToken)).With(caller.Rights.ScopeOf(Permissions.StockRead.Name).Stores?.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (low, gone, old, beyond) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        return
        [
            new AdminTile(text["inventory.tiles.low"], text.Number(low), "/admin/stock?state=low", "gauge", IsBad: low > 0),
            new AdminTile(text["inventory.tiles.out"], text.Number(gone), "/admin/stock?state=out", "mood-empty", IsBad: gone > 0),
            new AdminTile(text["inventory.tiles.promised"], text.Number(beyond), "/admin/stock?state=promised", "alert-triangle", IsBad: beyond > 0),
            new AdminTile(text.Count("inventory.tiles.expiring", int.Parse(days, CultureInfo.InvariantCulture)), text.Number(old), $"/admin/stock/lots?state=good&expiresWithin={days}", "calendar-due", IsBad: old > 0),
        ];
    }
}
