using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Orders;

/// <summary>Placing orders while more and more of them lie behind.</summary>
internal static class GrowthBench
{
    private static readonly int[] _sizes = [10_000, 100_000, 1_000_000];

    // Orders like one that was really made and is done with, over three years, each with its lines, steps, intent and attempt.
    private const string PastSql = """
        with past as materialized (select gen_random_uuid() as id, number, now() - make_interval(secs => 94.0 * number) as at from generate_series($2 + 1, $3) number),
        intents as (insert into payments.intent ({0}) select {1} from past, payments.intent one where one.id = $1),
        attempts as (insert into payments.attempt ({2}) select {3} from past, payments.attempt one where one.intent_id = $1),
        lines as (insert into orders.order_line ({4}) select {5} from past, orders.order_line one where one.order_id = $1),
        steps as (insert into orders.order_step ({6}) select {7} from past, orders.order_step one where one.order_id = $1)
        insert into orders.sale_order ({8}) select {9} from past, orders.sale_order one where one.id = $1
        """;

    public static async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Prepare();
        await using var host = await CheckoutBench.StartAsync(isCounting: false, cancellationToken);
        var shop = await CheckoutShop.OpenAsync(host, cancellationToken);
        using (var shopper = new BenchShopper(host))
        {
            shopper.Journey(shop, new Random(1));
        }

        var order = await shop.ScalarAsync<Guid>("select id from orders.sale_order where state = 'paid' limit 1", cancellationToken);
        string[] tables = ["payments.intent", "payments.attempt", "orders.order_line", "orders.order_step", "orders.sale_order"];
        var parts = new List<string>();
        foreach (var name in tables)
        {
            var columns = await shop.ScalarAsync<string[]>("select array(select attname::text from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum)", cancellationToken, name);
            parts.Add(string.Join(", ", columns));
            parts.Add(string.Join(", ", columns.Select(column => (name, column) switch
            {
                ("payments.intent" or "orders.sale_order" or "payments.attempt", "id") or (_, "order_id") or (_, "intent_id") => "past.id",
                ("payments.intent" or "orders.sale_order", "number") => "'P-' || past.number",
                ("payments.attempt", "key" or "reference" or "transaction") or ("payments.intent", "subject_id") => "past.id::text",
                ("orders.sale_order", "state") => "'completed'",
                (_, "next_at" or "expires_at" or "promised_until" or "reservation_id") => "null",
                (_, "placed_at" or "updated_at" or "created_at" or "at" or "sent_at") => "past.at",
                ("orders.order_line", "variant_id") => "one.variant_id",
                ("orders.sale_order", "contact_name") => "'Shopper ' || past.number % 50000",
                ("orders.sale_order", "phone") => "'+8801711' || lpad((past.number % 1000000)::text, 6, '0')",
                _ => "one." + column,
            })));
        }

        var (sql, one) = (string.Format(System.Globalization.CultureInfo.InvariantCulture, PastSql, [.. parts]), new CheckoutCase("place", 8, IsJourney: false));
        var table = Table("Placing orders with more and more of them behind, 8 shoppers", "orders behind", "orders/s", "p50 ms", "p99 ms", "against 10,000");
        var (there, first) = (0, 0.0);
        var lines = new List<Action>();
        await CheckoutBench.OursAsync(shop, one, TimeSpan.FromSeconds(8), cancellationToken);
        foreach (var size in _sizes)
        {
            // They are done with, as nearly all of a shop's orders are; the trigger has every order begin as placed.
            await shop.ScalarAsync<object?>("alter table orders.sale_order disable trigger order_move", cancellationToken);
            for (; there < size; there += Math.Min(50_000, size - there))
            {
                await shop.ScalarAsync<object?>(sql, cancellationToken, order, there, Math.Min(there + 50_000, size));
            }

            await shop.ScalarAsync<object?>("alter table orders.sale_order enable trigger order_move", cancellationToken);
            foreach (var name in tables)
            {
                await shop.ScalarAsync<object?>($"vacuum (analyze) {name}", cancellationToken);
            }

            Console.Error.WriteLine($"{size} orders behind");
            await CheckoutBench.OursAsync(shop, one, TimeSpan.FromSeconds(3), cancellationToken);
            var paces = new List<ShopperPace>();
            for (var round = 0; round < 3; round++)
            {
                paces.Add(await CheckoutBench.OursAsync(shop, one, duration / 3, cancellationToken));
            }

            var pace = paces.OrderBy(round => round.PerSecond).ElementAt(1);
            first = first == 0 ? pace.PerSecond : first;
            Row(table, N(size, "#,0"), N(pace.PerSecond, "#,0"), N(pace.P50, "0.0"), N(pace.P99, "0.0"), N(pace.PerSecond / first, "0.00"));
            var limit = first;
            lines.Add(() => Line("checkout", $"grow-{size}", pace.PerSecond, limit, "orders/s"));
        }

        AnsiConsole.Write(table);
        lines.ForEach(line => line());
    }
}
