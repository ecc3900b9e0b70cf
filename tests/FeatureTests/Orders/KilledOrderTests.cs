using System.Text.Json;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Payments;
using Aisle.FeatureTests.Simulation;
using Aisle.FeatureTests.Support;
using Aisle.Sandbox;
using Npgsql;

namespace Aisle.FeatureTests.Orders;

/// <summary>A shop that is killed in the middle of what it does with an order: it has happened wholly or not at all, and asked again it happens once.</summary>
public sealed class KilledOrderTests(KilledShop lab) : IClassFixture<KilledShop>
{
    private readonly World _world = lab.World;

    [Fact]
    public async Task Killed_while_an_order_is_placed_it_is_placed_once_when_it_is_asked_for_again()
    {
        var shopper = await ShopperAsync();
        await KillWhileAsync("orders.sale_order", () => shopper.PlaceAsync("cash", quote: shopper.Quote));
        // The database may have had all of it already, with the commit; then it is there, wholly.
        var there = await _world.ScalarAsync<long>($"select count(*) from orders.sale_order where id = '{shopper.Id}'");
        (await ReservedAsync(shopper)).ShouldBe(2_000 * there);
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => shopper.PlaceAsync("cash", quote: shopper.Quote)));
        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString()).Distinct().Count().ShouldBe(1);
        (await ReservedAsync(shopper)).ShouldBe(2_000);
    }

    [Fact]
    public async Task Killed_while_an_order_is_packed_it_has_left_wholly_or_not_and_packed_again_it_leaves_once()
    {
        var shopper = await ShopperAsync();
        var placed = (await shopper.PlaceAsync("cash", quote: shopper.Quote)).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        var (owner, wave, shipment) = (await _world.Http.TokenAsync("owner"), OrdersLab.NewId(), OrdersLab.NewId());
        Task<Answer> StaffAsync(string path, object body) => _world.Http.SendAsync("POST", "/api/v1" + path, body, owner);
        (await StaffAsync("/picking-waves", new { id = wave, storeId = _world.Store.Value, orderIds = new[] { shopper.Id } })).Is(201);
        (await StaffAsync($"/picking-waves/{wave}/picks", new { id = OrdersLab.NewId(), orderId = shopper.Id, no = 1, quantity = 2 })).Is(200);
        await KillWhileAsync("orders.shipment_line", () => StaffAsync($"/orders/{shopper.Id}/shipments", new { id = shipment, isLast = true }));
        var isPacked = await _world.ScalarAsync<bool>($"select state = 'packed' and invoiced > 0 from orders.sale_order where id = '{shopper.Id}' and (state = 'packed') = (invoiced > 0)");
        (await OnHandAsync(shopper)).ShouldBe(shopper.Goods.Stock - (isPacked ? 2_000 : 0));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StaffAsync($"/orders/{shopper.Id}/shipments", new { id = shipment, isLast = true })));
        answers.ShouldAllBe(answer => answer.Status == 200);
        (await OnHandAsync(shopper), await ReservedAsync(shopper)).ShouldBe((shopper.Goods.Stock - 2_000, 0L));
        (await _world.ScalarAsync<long>($"select count(*) from orders.shipment where order_id = '{shopper.Id}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Killed_while_a_refund_is_sent_the_money_goes_back_once()
    {
        var shopper = await ShopperAsync();
        var placed = (await shopper.PlaceAsync("stripe", quote: shopper.Quote)).Is(201);
        var step = (await shopper.PayAsync(placed, "stripe")).Is(200);
        using var browser = new PageSession(_world.SandboxRoot);
        var page = new Uri(step.Json.GetProperty("sendTo").GetString()!).PathAndQuery;
        var back = (await browser.FillAsync((await browser.GetAsync(page)).Is(200), page, "main form", ModelCalls.PaysAt("stripe"))).Location!;
        using var home = new PageSession(_world.Http.BaseAddress!);
        (await home.GetAsync(new Uri(back).PathAndQuery)).Is(303);
        (await _world.ScalarAsync<string>($"select state from orders.sale_order where id = '{shopper.Id}'")).ShouldBe("paid");

        _world.Faults.Add("stripe", "refund", FaultKinds.TimeoutAfterSuccess, "120000", 1);
        (await _world.Http.SendAsync("PUT", $"/api/v1/orders/{shopper.Id}/cancel", new { }, null, ("Order-Token", placed["token"]))).Is(200);
        await Eventually.IsAsync(() => Task.FromResult(_world.Book.Newest(1)[0].Refunds.Count == 1));
        await _world.KillAsync();
        (await _world.ScalarAsync<string>($"select state from payments.refund where intent_id = '{shopper.Id}'")).ShouldBe("pending", "that it is sent was written down before");
        await _world.StartAsync();

        var (app, http) = await _world.HostAsync();
        await new Rest(_world, app, http).RunAsync();
        http.Dispose();
        await app.StopAsync(World.Stop);
        await app.DisposeAsync();
        (await _world.ScalarAsync<string>($"select state || ' ' || sent from payments.refund where intent_id = '{shopper.Id}'")).ShouldBe("done 1");
        var payment = _world.Book.Newest(1).Single();
        payment.Refunds.ShouldHaveSingleItem().Amount.ShouldBe(payment.Taken);
    }

    /// <summary>Holds a table so that who writes into it waits, asks, and kills the shop while it waits there in the middle of its work.</summary>
    private async Task KillWhileAsync(string table, Func<Task<Answer>> ask)
    {
        await using var connection = new NpgsqlConnection(_world.ConnectionString);
        await connection.OpenAsync(World.Stop);
        await using var holds = await connection.BeginTransactionAsync(World.Stop);
        await using (var command = new NpgsqlCommand($"lock table {table} in share mode", connection, holds))
        {
            await command.ExecuteNonQueryAsync(World.Stop);
        }

        var asked = ask();
        await Eventually.IsAsync(() => _world.ScalarAsync<bool>($"select exists (select from pg_locks where relation = '{table}'::regclass and not granted)"));
        await _world.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(() => asked);
        await holds.RollbackAsync(World.Stop);
        await _world.StartAsync();
        // Whoever was in the middle of it is gone when the server has seen that.
        await Eventually.IsAsync(() => _world.ScalarAsync<bool>($"select not exists (select from pg_locks where relation = '{table}'::regclass and mode <> 'AccessShareLock')"));
    }

    /// <summary>A shopper of something that no other test sells.</summary>
    private async Task<OneShopper> ShopperAsync()
    {
        var shopper = new OneShopper(_world, _world.Goods[lab.Next()]);
        await shopper.FillAsync();
        return shopper;
    }

    private Task<long> ReservedAsync(OneShopper shopper) => _world.ScalarAsync<long>($"""
        select coalesce(sum(line.quantity), 0)::bigint from inventory.reservation_line line join inventory.reservation on reservation.id = line.reservation_id where reservation.state = 'open' and line.variant_id = '{shopper.Goods.Variant}'
        """);

    private Task<long> OnHandAsync(OneShopper shopper) => _world.ScalarAsync<long>($"select sum(on_hand)::bigint from inventory.stock where variant_id = '{shopper.Goods.Variant}'");

    /// <summary>A guest with two of something.</summary>
    private sealed class OneShopper(World world, SimGoods goods)
    {
        private string _cart = "";

        public Guid Id { get; } = OrdersLab.NewId();

        public SimGoods Goods => goods;

        public string Quote { get; private set; } = "";

        public async Task FillAsync()
        {
            _cart = (await world.Http.SendAsync("POST", "/api/v1/cart/add", new { packId = goods.Pack, quantity = 2 })).Is(200)["token"];
            (await world.Http.SendAsync("POST", "/api/v1/cart/delivery", new { kind = "pickup", storeId = world.Store.Value }, null, ("Cart-Token", _cart))).Is(200);
            Quote = (await world.Http.SendAsync("GET", "/api/v1/cart", null, null, ("Cart-Token", _cart))).Is(200)["quoteHash"];
        }

        public Task<Answer> PlaceAsync(string method, string quote) =>
            world.Http.SendAsync("POST", "/api/v1/orders/checkout", new { id = Id, quoteHash = quote, contact = new { name = "Nusrat Jahan", phone = "01711000000" }, method, isOfAge = true }, null, ("Cart-Token", _cart));

        public Task<Answer> PayAsync(Answer placed, string method) => world.Http.SendAsync("POST", $"/api/v1/orders/{Id}/payments", new { id = OrdersLab.NewId(), method }, null, ("Order-Token", placed["token"]));
    }
}

/// <summary>A shop to be killed, one for the class; whatever was done to it, it comes to rest and verifies.</summary>
public sealed class KilledShop(Cluster cluster) : IAsyncLifetime
{
    private int _next = -1;

    internal World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.BeginAsync(cluster);

    public int Next() => Interlocked.Increment(ref _next);

    public async ValueTask DisposeAsync()
    {
        await World.KillAsync();
        World.Faults.Clear();
        var (app, http) = await World.HostAsync();
        var shop = World.ShopOf(app, http);
        try
        {
            await new Rest(World, app, http).RunAsync();
        }
        finally
        {
            // Verifies, and stops the host.
            await shop.DisposeAsync();
            await World.DisposeAsync();
        }
    }
}
