using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>What the tests of purchasing share: a supplier, an order on its way, and calls as the owner makes them.</summary>
internal sealed class BuyLab
{
    private static int _codes;
    private readonly ShopHost _shop;

    private BuyLab(ShopHost shop, string owner, Guid store, Guid supplier, VariantId[] variants) => (_shop, Owner, Store, Supplier, Variants) = (shop, owner, store, supplier, variants);

    public string Owner { get; }

    public Guid Store { get; }

    public Guid Supplier { get; }

    public VariantId[] Variants { get; }

    /// <summary>The day of a bill: yesterday, or the day before where the day has begun already.</summary>
    public static string Day => TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static object Taka(decimal amount) => new { amount = amount.ToString("0.00", CultureInfo.InvariantCulture), currency = "BDT" };

    public static async Task<BuyLab> OfAsync(ShopHost shop, string email = "")
    {
        var owner = await shop.Http.TokenAsync("owner");
        var number = Interlocked.Increment(ref _codes);
        var made = (await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code = $"T{number}", name = $"Supplier {number}", email, paymentDays = 30, leadDays = 2 }, owner)).Is(201);
        var store = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        return new BuyLab(shop, owner, store, Guid.Parse(made["id"]), await shop.VariantsAsync(number * 3 % 600, 3));
    }

    public Task<Answer> SendAsync(string path, object? body = null, string? token = null) => _shop.Http.SendAsync("POST", "/api/v1" + path, body, token ?? Owner);

    public Task<Answer> GetAsync(string path, string? token = null) => _shop.Http.SendAsync("GET", "/api/v1" + path, token: token ?? Owner);

    public object Order(decimal packs = 10, decimal price = 100, decimal packUnits = 1, Guid? id = null, Guid? store = null) =>
        new { id = id ?? NewId(), supplierId = Supplier, storeId = store ?? Store, lines = new[] { new { variantId = Variants[0].Value, packs, packUnits, price = Taka(price) } } };

    /// <summary>An order that was sent.</summary>
    public async Task<string> SentAsync(decimal packs = 10, decimal price = 100, decimal packUnits = 1)
    {
        var id = (await SendAsync("/purchase-orders", Order(packs, price, packUnits))).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        (await SendAsync($"/purchase-orders/{id}/approve", new { })).Is(200);
        (await SendAsync($"/purchase-orders/{id}/send", new { })).Is(200);
        return id;
    }

    public object Came(decimal quantity, Guid? id = null, bool acceptOver = false, decimal damaged = 0, decimal? price = null) => new
    {
        id = id ?? NewId(), acceptOver, lines = new[] { new { variantId = Variants[0].Value, quantity, damaged, price = price is { } said ? Taka(said) : null } },
    };

    /// <summary>A receipt of an order of its own.</summary>
    public async Task<Guid> ReceivedAsync(decimal quantity = 10, decimal price = 100)
    {
        var (order, id) = (await SentAsync(quantity, price), NewId());
        (await SendAsync($"/purchase-orders/{order}/receive", Came(quantity, id))).Is(201);
        return id;
    }

    /// <summary>Goods that came without an order: of some variants, units at a price.</summary>
    public Task<Guid> ArriveAsync(params (int Variant, decimal Quantity, decimal Price)[] lines) => ArriveAsync(Store, lines);

    public async Task<Guid> ArriveAsync(Guid store, params (int Variant, decimal Quantity, decimal Price)[] lines)
    {
        var id = NewId();
        (await SendAsync("/goods-receipts", new { id, supplierId = Supplier, storeId = store, lines = lines.Select(line => new { variantId = Variants[line.Variant].Value, quantity = line.Quantity, price = Taka(line.Price) }) })).Is(201);
        return id;
    }

    public object Bill(Guid receipt, decimal quantity, decimal net, decimal vat = 0, string? number = null, Guid? id = null) => new
    {
        id = id ?? NewId(), supplierId = Supplier, storeId = Store, supplierNumber = number ?? $"INV-{Interlocked.Increment(ref _codes)}", billedOn = Day, vat = Taka(vat), total = Taka(net + vat),
        lines = new[] { new { receiptId = receipt, line = 1, quantity, net = Taka(net) } },
    };

    /// <summary>A bill that is owed.</summary>
    public async Task<string> OwedAsync(decimal quantity = 10, decimal price = 100, decimal vat = 0)
    {
        var bill = (await SendAsync("/supplier-bills", Bill(await ReceivedAsync(quantity, price), quantity, quantity * price, vat))).Is(201).Json.GetProperty("bill").GetProperty("id").GetString()!;
        (await SendAsync($"/supplier-bills/{bill}/post")).Is(200);
        return bill;
    }

    public object Payment(string bill, decimal amount, Guid? id = null, string tender = "bank") => new { id = id ?? NewId(), supplierId = Supplier, storeId = Store, tender, settles = new[] { new { billId = bill, amount = Taka(amount) } } };

    /// <summary>What the books say is owed to the supplier, minor units.</summary>
    public Task<long> OwedInBooksAsync() =>
        _shop.ScalarAsync<long>($"select (coalesce((select sum(amount) from ledger.line where credit_sub = '{Supplier}'), 0) - coalesce((select sum(amount) from ledger.line where debit_sub = '{Supplier}'), 0))::bigint");

    public async Task<decimal> OnHandAsync()
    {
        var levels = await _shop.StockAsync(stock => stock.LevelsAsync([Variants[0]], Contracts.Stores.StoreId.From(Store), CancellationToken.None));
        return levels.Count == 0 ? 0 : levels[0].OnHand / 1_000m;
    }

    public static decimal Amount(JsonElement money) => decimal.Parse(money.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>What the invariants of purchasing say; there is nothing wrong.</summary>
    public async Task AllIsWellAsync()
    {
        var run = await _shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "purchasing.", told: null, CancellationToken.None);
        run.Results.Count.ShouldBe(5);
        run.Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty();
    }
}
