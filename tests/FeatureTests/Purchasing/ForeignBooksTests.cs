using System.Globalization;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Purchasing;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Purchasing;

public sealed class ForeignBooksTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("", "5430")]
    [InlineData("update ledger.account set code = '5430' where code = '5390'; ", "5430-1")]
    public async Task Books_of_before_get_the_account_with_the_rules_that_need_it(string before, string code)
    {
        // As a shop was before there were foreign suppliers: without their rules, and without the account that these name.
        var database = await shop.Cluster.CopyAsync();
        await ExecuteAsync(database, $"""
            alter table ledger.rule disable trigger user;
            delete from ledger.rule where (document like 'supplier_%' and version = 2) or document = 'supplier_exchange';
            alter table ledger.rule enable trigger user;
            delete from ledger.account_role where role = 'exchange_difference';
            update ledger.account set code = 'OLD' where code = '5430';
            {before}
            """);
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, database);
        await using var _ = app;
        using var __ = http;
        var old = ShopHost.Of(shop.Cluster, app, http, database);
        var lab = await ForeignLab.OfAsync(old, "USD");
        var bill = await lab.BilledAsync(await lab.ArriveAsync(1, 10, "120"), 1, 10, "121");
        (await lab.MovedAsync(bill)).ShouldBe("goods_received<payable 120000; exchange_difference<payable 1000");
        (await old.ScalarAsync<string>("select account.code || ' below ' || heading.code from ledger.account_role join ledger.account on account.id = account_id join ledger.account heading on heading.id = account.parent_id where role = 'exchange_difference'"))
            .ShouldBe($"{code} below 5400");
        var run = await app.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "purchasing.", told: null, CancellationToken.None);
        run.Results.SelectMany(result => result.Faults).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_bought_before_there_were_rates_is_booked_as_it_is()
    {
        var database = await shop.Cluster.CopyAsync();
        await ExecuteAsync(database, "drop schema purchasing cascade;" + await MigrationAsync("0001_purchasing") + await MigrationAsync("0002_costs"));
        var (supplier, receipt, bill, payment, sent, credit) = (BuyLab.NewId(), BuyLab.NewId(), BuyLab.NewId(), BuyLab.NewId(), BuyLab.NewId(), BuyLab.NewId());
        await ExecuteAsync(database, string.Create(CultureInfo.InvariantCulture, $"""
            insert into purchasing.supplier (id, code, name, payment_days, lead_days, currency, minimum_order, status, created_at, updated_at) values ('{supplier}', 'OLD', 'Old', 1, 1, 'BDT', 0, 'active', now(), now());
            insert into purchasing.receipt (id, number, supplier_id, store_id, business_date, currency, value, content, created_at) values ('{receipt}', 'GR-1', '{supplier}', '{supplier}', '2026-01-02', 'BDT', 1000, '', now());
            insert into purchasing.receipt_line (receipt_id, no, variant_id, sku, name, unit, quantity, damaged, wrong, pack_units, price, value, billed, billed_value, corrected)
                values ('{receipt}', 1, '{supplier}', 'X', jsonb_build_object('en', 'X'), 'pc', 1000, 0, 0, 1000, 1000, 1000, 1000, 900, -100);
            insert into purchasing.bill (id, number, supplier_id, store_id, supplier_number, billed_on, due_on, state, currency, net, vat, total, received_value, paid, credited, content, created_at, updated_at)
                values ('{bill}', 'SB-1', '{supplier}', '{supplier}', 'X', '2026-01-02', '2026-01-02', 'posted', 'BDT', 900, 100, 1000, 900, 300, 50, '', now(), now());
            insert into purchasing.bill_line (bill_id, no, receipt_id, receipt_line, quantity, net, matched, value) values ('{bill}', 1, '{receipt}', 1, 1000, 900, 1000, 900);
            insert into purchasing.payment (id, number, supplier_id, store_id, business_date, tender, currency, amount, content, created_at) values ('{payment}', 'SP-1', '{supplier}', '{supplier}', '2026-01-02', 'bank', 'BDT', 300, '', now());
            insert into purchasing.supplier_return (id, number, supplier_id, store_id, business_date, currency, agreed, content, created_at) values ('{sent}', 'RT-1', '{supplier}', '{supplier}', '2026-01-02', 'BDT', 70, '', now());
            insert into purchasing.credit (id, number, supplier_id, store_id, supplier_number, business_date, currency, net, vat, total, used, content, created_at)
                values ('{credit}', 'SC-1', '{supplier}', '{supplier}', 'X', '2026-01-02', 'BDT', 80, 5, 85, 50, '', now());
            insert into purchasing.settlement (bill_id, kind, source_id, amount, at) values ('{bill}', 'payment', '{payment}', 300, now()), ('{bill}', 'credit', '{credit}', 50, now());
            """));
        await ExecuteAsync(database, await MigrationAsync("0003_currency"));
        foreach (var (sql, wanted) in ((string, string)[])
            [
                ("select concat_ws(' ', currency, amount, rate, booked_currency, value) from purchasing.receipt", "BDT 1000 1.00000000 BDT 1000"),
                ("select concat_ws(' ', amount, billed_amount, corrected_amount) from purchasing.receipt_line", "1000 900 -100"),
                ("select concat_ws(' ', rate, booked_currency, booked_net, booked_vat, booked_total, booked_settled) from purchasing.bill", "1.00000000 BDT 900 100 1000 350"),
                ("select amount::text from purchasing.bill_line", "900"),
                ("select concat_ws(' ', rate, booked_currency, paid, settled) from purchasing.payment", "1.00000000 BDT 300 300"),
                ("select concat_ws(' ', rate, booked_currency, booked) from purchasing.supplier_return", "1.00000000 BDT 70"),
                ("select concat_ws(' ', rate, booked_currency, booked_net, booked_vat, booked_total, booked_used) from purchasing.credit", "1.00000000 BDT 80 5 85 50"),
                ("select string_agg(concat_ws(' ', kind, booked, booked_source), ', ' order by kind) from purchasing.settlement", "credit 50 50, payment 300 300"),
                ("select coalesce(purchasing.last_rate('BDT')::text, 'none')", "none"),
            ])
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand(sql, connection);
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(wanted, sql);
        }

        // What is never changed is kept so again.
        await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(database, "update purchasing.receipt set value = value + 1"));
        await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(database, "update purchasing.bill set rate = 2"));
    }

    private static async Task<string> MigrationAsync(string name)
    {
        var assembly = typeof(PurchasingModule).Assembly;
        await using var file = assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(resource => resource.Contains(name, StringComparison.Ordinal)))!;
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
