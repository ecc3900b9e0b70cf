using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Orders.Features;

/// <summary>A column of the board.</summary>
/// <param name="Key">Its name.</param>
/// <param name="States">The states in it.</param>
/// <param name="Count">How many orders are in it.</param>
/// <param name="Orders">Those that are due first.</param>
internal sealed record BoardColumn(string Key, IReadOnlyList<string> States, int Count, IReadOnlyList<OrderRecord> Orders);

/// <summary><c>/admin/orders/board</c>: what is to be done, side by side; what is due first stands at the top. One statement.</summary>
internal sealed class BoardPageModel(RowStore rows, OrdersClock clock) : AdminPage
{
    private const int Most = 30;

    private static readonly (string Key, string[] States)[] _columns =
    [
        ("waiting", ["placed", "awaiting_payment"]), ("to_pick", ["paid", "confirmed"]), ("picking", ["picking", "partly_packed"]), ("packed", ["packed"]), ("out", ["out_for_delivery", "partly_delivered"]),
    ];

    public IReadOnlyList<BoardColumn> Board { get; private set; } = [];

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        (Title, Zone) = (T["orders.board_page.title"], (await clock.ShopAsync(cancellationToken)).Zone());
        Crumbs = [new AdminCrumb(T["orders.orders_page.title"], "/admin/orders")];
        var found = await rows.SelectAsync<Ranked>("""
            select placed.place, placed.of_all, to_jsonb(sale) as sale from (
                select sale.id, row_number() over (partition by part.no order by coalesce(sale.slot_from, sale.placed_at), sale.id) as place, count(*) over (partition by part.no) as of_all
                from orders.sale_order sale join unnest($1, $2) with ordinality part (state, no, at) on part.state = sale.state
                where sale.state not in ('completed', 'cancelled', 'returned') and ($3::uuid[] is null or sale.store_id = any ($3))) placed
            join orders.sale_order sale on sale.id = placed.id where placed.place <= $4 order by placed.place
            """, cancellationToken, _columns.SelectMany(column => column.States).ToArray(), _columns.SelectMany((column, no) => column.States.Select(_ => no)).ToArray(), Caller.Rights.ScopeOf(Permissions.OrderRead.Name).Stores?.ToArray(), Most);
        Board = [.. _columns.Select(column =>
        {
            var mine = found.FindAll(one => column.States.Contains(one.Sale.State, StringComparer.Ordinal));
            return new BoardColumn(column.Key, column.States, mine.Count == 0 ? 0 : mine[0].OfAll, [.. mine.Select(one => one.Sale.Record())]);
        })];
    }

    private sealed record Ranked(int Place, int OfAll, OrderRow Sale);
}
