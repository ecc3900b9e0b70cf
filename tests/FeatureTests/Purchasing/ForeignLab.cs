using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>What the tests of foreign suppliers share: one in a currency, and calls as the owner makes them.</summary>
internal sealed class ForeignLab
{
    private static int _codes;
    private readonly ShopHost _shop;
    private readonly Currency _unit;

    private ForeignLab(ShopHost shop, Currency unit, string owner, Guid store, Guid supplier, VariantId[] variants) =>
        (_shop, _unit, Owner, Store, Supplier, Variants) = (shop, unit, owner, store, supplier, variants);

    public string Owner { get; }

    public Guid Store { get; }

    public Guid Supplier { get; }

    public VariantId[] Variants { get; }

    public static async Task<ForeignLab> OfAsync(ShopHost shop, string currency)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var number = Interlocked.Increment(ref _codes);
        var made = (await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code = $"F{number}", name = $"Foreign {number}", paymentDays = 30, currency }, owner)).Is(201);
        made["currency"].ShouldBe(currency);
        var store = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        return new ForeignLab(shop, Currency.Get(currency), owner, store, Guid.Parse(made["id"]), await shop.VariantsAsync(number * 3 % 60, 3));
    }

    public Task<Answer> SendAsync(string path, object? body = null) => _shop.Http.SendAsync("POST", "/api/v1" + path, body, Owner);

    public Task<Answer> GetAsync(string path) => _shop.Http.SendAsync("GET", "/api/v1" + path, token: Owner);

    public object Of(decimal amount) => new { amount = Money.FromDecimal(amount, _unit).Value.ToAmountString(), currency = _unit.Code };

    public object Came(Guid id, decimal quantity, decimal price, string? rate) =>
        new { id, supplierId = Supplier, storeId = Store, rate, confirmRate = true, lines = new[] { new { variantId = Variants[0].Value, quantity, price = Of(price) } } };

    /// <summary>Goods that came without an order.</summary>
    public async Task<Guid> ArriveAsync(decimal quantity, decimal price, string? rate)
    {
        var id = BuyLab.NewId();
        (await SendAsync("/goods-receipts", Came(id, quantity, price, rate))).Is(201);
        return id;
    }

    public object Bill(Guid receipt, decimal quantity, decimal net, string? rate, decimal vat = 0) => new
    {
        id = BuyLab.NewId(), supplierId = Supplier, storeId = Store, supplierNumber = $"F-{Interlocked.Increment(ref _codes)}", billedOn = BuyLab.Day, vat = Of(vat), total = Of(net + vat), rate, confirmRate = true,
        lines = new[] { new { receiptId = receipt, line = 1, quantity, net = Of(net) } },
    };

    /// <summary>A bill that is posted, whatever it differs by.</summary>
    public async Task<string> BilledAsync(Guid receipt, decimal quantity, decimal net, string? rate, decimal vat = 0)
    {
        var made = (await SendAsync("/supplier-bills", Bill(receipt, quantity, net, rate, vat))).Is(201).Json;
        var bill = made.GetProperty("bill").GetProperty("id").GetString()!;
        if (!made.GetProperty("isWithin").GetBoolean())
        {
            (await SendAsync($"/supplier-bills/{bill}/accept", new { })).Is(200);
        }

        (await SendAsync($"/supplier-bills/{bill}/post")).Is(200);
        return bill;
    }

    /// <summary>A bill of one unit that came and is billed at the same rate.</summary>
    public async Task<string> OwedAsync(decimal price, string? rate) => await BilledAsync(await ArriveAsync(1, price, rate), 1, price, rate);

    public object Payment(string bill, decimal amount, string? rate) => new { id = BuyLab.NewId(), supplierId = Supplier, storeId = Store, tender = "bank", rate, confirmRate = true, settles = new[] { new { billId = bill, amount = Of(amount) } } };

    public async Task<string> PayAsync(string bill, decimal amount, string? rate) => (await SendAsync("/supplier-payments", Payment(bill, amount, rate))).Is(201)["id"];

    /// <summary>What the books say is owed to the supplier, minor units.</summary>
    public Task<long> OwedInBooksAsync() =>
        _shop.ScalarAsync<long>($"select (coalesce((select sum(amount) from ledger.line where credit_sub = '{Supplier}'), 0) - coalesce((select sum(amount) from ledger.line where debit_sub = '{Supplier}'), 0))::bigint");

    /// <summary>What entries of a document have moved: debit, credit and minor units, in the order of their lines.</summary>
    public Task<string> MovedAsync(object document) => _shop.ScalarAsync<string>($"""
        select string_agg(format('%s<%s %s', (select min(role) from ledger.account_role where account_id = line.debit), (select min(role) from ledger.account_role where account_id = line.credit), line.amount), '; ' order by line.entry_key, line.no)
        from ledger.entry join ledger.line on line.entry_key = entry.key where entry.document_id = '{document}'
        """);

    /// <summary>What is left in the account of exchange differences of this supplier's documents; above zero: a loss.</summary>
    public Task<long> ExchangeAsync() => _shop.ScalarAsync<long>($"""
        select coalesce(sum(case when line.debit = account_id then line.amount else -line.amount end), 0)::bigint from ledger.account_role join ledger.line on account_id in (line.debit, line.credit) join ledger.entry on entry.key = line.entry_key
        where role = 'exchange_difference' and entry.document_id in (
            select id::text from purchasing.bill where supplier_id = '{Supplier}' union all select id::text from purchasing.payment where supplier_id = '{Supplier}' union all select id::text from purchasing.credit where supplier_id = '{Supplier}')
        """);

    public static string Text(JsonElement money) => $"{money.GetProperty("amount").GetString()} {money.GetProperty("currency").GetString()}";

    public static decimal Amount(JsonElement money) => decimal.Parse(money.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);
}
