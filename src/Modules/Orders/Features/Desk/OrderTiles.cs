using Aisle.Contracts.Orders;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Orders.Features;

/// <summary>What is to be done about orders, on the first page of the admin: to each what they may do, in their stores.</summary>
internal sealed class OrderTiles(RowStore rows) : IAdminTileSource
{
    // Of what is open alone, which is little: an index has nothing else.
    private const string Sql = """
        select count(*) filter (where state in ('paid', 'confirmed')) as to_pick, count(*) filter (where state in ('packed', 'out_for_delivery', 'partly_delivered')) as to_bring,
            (select count(*) from orders.sale_order bad where bad.attention is not null and ($1::uuid[] is null or bad.store_id = any ($1))) as bad,
            (select count(*) from orders.sale_return back where back.state in ('requested', 'approved') and ($1 is null or back.store_id = any ($1))) as returns
        from orders.sale_order where state not in ('completed', 'cancelled', 'returned') and ($1 is null or store_id = any ($1))
        """;

    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        bool May(Permission permission) => caller.Rights.Has(permission.Name);
        if (!May(Permissions.OrderRead) || !May(Permissions.OrderPick) && !May(Permissions.OrderShip) && !May(Permissions.OrderCancel))
        {
            return [];
        }

        var found = (await rows.SelectAsync<Counts>(Sql, cancellationToken, caller.Rights.ScopeOf(Permissions.OrderRead.Name).Stores?.ToArray())).Single();
        return
        [
            .. May(Permissions.OrderPick) ? [new AdminTile(text["orders.tiles.to_pick"], text.Number(found.ToPick), "/admin/orders/picking", "package")] : Array.Empty<AdminTile>(),
            .. May(Permissions.OrderShip) ? [new AdminTile(text["orders.tiles.to_bring"], text.Number(found.ToBring), "/admin/orders/board", "truck-delivery")] : Array.Empty<AdminTile>(),
            .. May(Permissions.OrderCancel)
                ? [
                    new AdminTile(text["orders.tiles.attention"], text.Number(found.Bad), "/admin/orders?state=attention", "alert-triangle", IsBad: found.Bad > 0),
                    new AdminTile(text["orders.tiles.returns"], text.Number(found.Returns), "/admin/orders/returns", "arrow-back-up"),
                ] : Array.Empty<AdminTile>(),
        ];
    }

    private sealed record Counts(long ToPick, long ToBring, long Bad, long Returns);
}
