using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Inventory;

public sealed class TransferTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Goods_arrive_with_their_lots_and_value_in_parts_and_what_is_lost_is_written_off()
    {
        var (owner, from, to, variants) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), await shop.VariantsAsync(20, 2));
        var day = LedgerLab.Day.Date;
        var (soon, late) = (await LotAsync("SOON", day.AddDays(5)), await LotAsync("LATE", day.AddDays(50)));
        await shop.ReceiveAsync(from, variants[0], 2, 10, soon);
        await shop.ReceiveAsync(from, variants[0], 5, 25, late);
        await shop.ReceiveAsync(from, variants[1], 3, 10);
        var path = await WriteAsync(owner, from, to, ActsLab.Line(variants[0], 4), ActsLab.Line(variants[1], 3));
        (await shop.OnHandAsync(from, variants[0])).ShouldBe(7_000);
        var sent = (await shop.PostAsync(path + "/send", null, owner)).Is(200);
        sent.StateOf("transfer").ShouldBe("sent");
        sent.AmountOf("transfer", "sent").ShouldBe(30);
        sent.Json.GetProperty("lines")[0].GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("lot").GetProperty("code").GetString()).ShouldBe(["SOON", "LATE"]);
        (await shop.OnHandAsync(from, variants[0])).ShouldBe(3_000);
        (await shop.BookAsync("inventory_in_transit")).ShouldBe(30_00);
        await shop.StockIsWellAsync();

        // A third of 10.00 taka at a time: nothing is lost by rounding.
        foreach (var way in (decimal[])[26.67m, 23.33m, 20])
        {
            var part = (await ReceiveAsync(owner, path, to.Value, new { line = 2, quantity = ActsLab.Pieces(1) })).Is(200);
            part.AmountOf("transfer", "onTheWay").ShouldBe(way);
        }

        (await ReceiveAsync(owner, path, to.Value, new { line = 2, quantity = ActsLab.Pieces(1) })).Is(400).Codes.ShouldBe(["inventory.transfer_over"]);
        (await ReceiveAsync(owner, path, to.Value, new { line = 1, quantity = ActsLab.Pieces(1), lot = late.Value })).Is(200).StateOf("transfer").ShouldBe("sent");
        (await shop.ScalarAsync<long>($"select on_hand from inventory.balance where store_id = '{to}' and lot_id = '{late}'")).ShouldBe(1_000);
        var lost = await shop.BookAsync("stock_loss");
        var closed = (await shop.PostAsync(path + "/close", null, owner)).Is(200);
        closed.StateOf("transfer").ShouldBe("closed");
        closed.AmountOf("transfer", "lost").ShouldBe(15);
        closed.AmountOf("transfer", "onTheWay").ShouldBe(0);
        (await shop.BookAsync("inventory_in_transit")).ShouldBe(0);
        (await shop.BookAsync("stock_loss")).ShouldBe(lost + 15_00);
        (await shop.OnHandAsync(to, variants[0])).ShouldBe(1_000);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/adjustments?reason=transfer_loss", token: owner)).Is(200).Text.ShouldContain(closed.Json.GetProperty("transfer").GetProperty("number").GetString()!);
        (await shop.PostAsync(path + "/close", null, owner)).Is(409).Code.ShouldBe("inventory.transfer_state");
        (await ReceiveAsync(owner, path, to.Value)).Is(409).Code.ShouldBe("inventory.transfer_received");
        await shop.StockIsWellAsync();

        async Task<LotId> LotAsync(string code, DateOnly expires) => (await shop.StockAsync(stock => stock.LotsAsync([new NewLot(variants[0], code, expires)], CancellationToken.None))).Value[0];
    }

    [Fact]
    public async Task A_transfer_is_sent_once_and_received_once_however_many_try_at_once()
    {
        var (owner, from, to, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(30, 1))[0]);
        await shop.ReceiveAsync(from, variant, 20, 200);
        var path = await WriteAsync(owner, from, to, ActsLab.Line(variant, 10));
        var sends = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => shop.PostAsync(path + "/send", null, owner))));
        sends.Count(answer => answer.Status == 200).ShouldBe(1);
        sends.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "inventory.transfer_state");
        (await shop.OnHandAsync(from, variant)).ShouldBe(10_000);

        var receives = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReceiveAsync(owner, path, to.Value))));
        receives.Count(answer => answer.Status == 200).ShouldBe(1);
        receives.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Code == "inventory.transfer_received");
        (await shop.OnHandAsync(to, variant)).ShouldBe(10_000);

        // The same arrival told again and again is one.
        var second = await WriteAsync(owner, from, to, ActsLab.Line(variant, 6));
        (await shop.PostAsync(second + "/send", null, owner)).Is(200);
        var id = ActsLab.NewId();
        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => shop.PostAsync(second + "/receive", new { id, storeId = to.Value, lines = new[] { new { line = 1, quantity = ActsLab.Pieces(2) } } }, owner))));
        copies.ShouldAllBe(answer => answer.Status == 200);
        (await shop.OnHandAsync(to, variant)).ShouldBe(12_000);
        (await shop.PostAsync(second + "/receive", new { id, storeId = to.Value, lines = new[] { new { line = 1, quantity = ActsLab.Pieces(3) } } }, owner)).Is(422).Code.ShouldBe("inventory.contradiction");

        // Several who each received a part, and one who closes: nothing arrives twice or gets lost between them.
        var race = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Task.Run(() => index == 4
            ? shop.PostAsync(second + "/close", null, owner) : ReceiveAsync(owner, second, to.Value, new { line = 1, quantity = ActsLab.Pieces(1) }))));
        race.ShouldAllBe(answer => answer.Status == 200 || answer.Code == "inventory.transfer_received" || answer.Code == "inventory.transfer_state" || answer.Code == "inventory.transfer_over");
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/" + second, token: owner)).Is(200).StateOf("transfer").ShouldBe("closed");
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task Cancelling_and_sending_at_once_ends_in_one_of_both()
    {
        var (owner, from, to, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(31, 1))[0]);
        await shop.ReceiveAsync(from, variant, 100, 100);
        for (var round = 0; round < 5; round++)
        {
            var path = await WriteAsync(owner, from, to, ActsLab.Line(variant, 1));
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(index => Task.Run(() => shop.PostAsync(path + (index % 2 == 0 ? "/send" : "/cancel"), null, owner))));
            answers.Count(answer => answer.Status == 200).ShouldBe(1);
            var state = (await shop.Http.SendAsync("GET", "/api/v1/inventory/" + path, token: owner)).Is(200).StateOf("transfer");
            state.ShouldBe(answers.Single(answer => answer.Status == 200).StateOf("transfer"));
            (await ReceiveAsync(owner, path, to.Value)).Status.ShouldBe(state == "sent" ? 200 : 409);
        }

        (await shop.OnHandAsync(from, variant) + await shop.OnHandsAsync(to, variant)).ShouldBe(100_000);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task A_large_loss_is_not_closed_by_who_sent_it()
    {
        var (owner, from, to, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), (await shop.VariantsAsync(32, 1))[0]);
        await shop.ReceiveAsync(from, variant, 10, 100_000);
        var path = await WriteAsync(owner, from, to, ActsLab.Line(variant, 2));
        (await shop.PostAsync(path + "/send", null, owner)).Is(200);
        (await shop.PostAsync(path + "/close", null, owner)).Is(409).Code.ShouldBe("inventory.transfer_approval");
        (await shop.PostAsync(path + "/close", null, await shop.Http.TokenAsync("admin"))).Is(200).AmountOf("transfer", "lost").ShouldBe(20_000);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task What_is_wrong_is_told_and_nothing_moves()
    {
        var (owner, from, to, other, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), await shop.StoreAsync(1), await shop.StoreAsync(2), (await shop.VariantsAsync(33, 1))[0]);
        await shop.ReceiveAsync(from, variant, 5, 5);
        (await shop.PostAsync("transfers", new { fromStoreId = from.Value, toStoreId = from.Value, lines = new[] { ActsLab.Line(variant, -1) } }, owner)).Is(400).Codes.ShouldBe(["inventory.transfer_same", "inventory.quantity_sign"]);
        (await shop.PostAsync("transfers", new { fromStoreId = from.Value, toStoreId = ActsLab.NewId(), lines = Array.Empty<object>() }, owner)).Is(400).Codes.ShouldBe(["inventory.store_unknown", "inventory.lines"]);
        var path = await WriteAsync(owner, from, to, ActsLab.Line(variant, 6));
        (await shop.PostAsync(path + "/send", null, owner)).Is(409).Code.ShouldBe("inventory.short");
        (await shop.PostAsync(path + "/close", null, owner)).Is(409).Code.ShouldBe("inventory.transfer_state");
        (await ReceiveAsync(owner, path, to.Value)).Is(409).Code.ShouldBe("inventory.transfer_state");
        (await shop.PostAsync(path + "/cancel", null, owner)).Is(200).StateOf("transfer").ShouldBe("cancelled");

        // What is promised to a customer stays.
        var promised = await WriteAsync(owner, from, to, ActsLab.Line(variant, 5));
        var reservation = StockLab.Reservation(from, null, (variant, 1));
        (await shop.StockAsync(stock => stock.ReserveAsync(reservation, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.PostAsync(promised + "/send", null, owner)).Is(409).Code.ShouldBe("inventory.reserved");
        (await shop.StockAsync(stock => stock.ReleaseAsync(reservation.Id, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.PostAsync(promised + "/send", null, owner)).Is(200);
        (await shop.PostAsync(promised + "/cancel", null, owner)).Is(409).Code.ShouldBe("inventory.transfer_state");
        (await ReceiveAsync(owner, promised, other.Value)).Is(409).Code.ShouldBe("inventory.transfer_elsewhere");
        (await ReceiveAsync(owner, promised, to.Value, new { line = 2, quantity = ActsLab.Pieces(1) }, new { line = 1, quantity = ActsLab.Pieces(0) }, new { line = 1, quantity = ActsLab.Of(1, "kg") }, new { line = 1, quantity = ActsLab.Pieces(1), lot = ActsLab.NewId() })).Is(400)
            .Codes.ShouldBe(["inventory.line_unknown", "inventory.quantity_zero", "quantity.conversion", "inventory.lot_unknown"]);
        (await ReceiveAsync(owner, promised, to.Value, new { line = 1, quantity = ActsLab.Pieces(3) }, new { line = 1, quantity = ActsLab.Pieces(3) })).Is(400).Codes.ShouldBe(["inventory.transfer_over"]);
        (await ReceiveAsync(owner, promised, to.Value)).Is(200).StateOf("transfer").ShouldBe("closed");
        (await shop.PostAsync($"transfers/{ActsLab.NewId()}/send", null, owner)).Is(404).Code.ShouldBe("inventory.transfer_unknown");
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/transfers?state=closed&format=csv", token: owner)).Is(200).Text.ShouldContain("TR-S1");
    }

    [Fact]
    public async Task Who_works_at_one_end_does_the_part_of_that_end()
    {
        var (owner, manager, cashier, customer) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("cashier"), await shop.Http.TokenAsync("customer"));
        var (here, there, third, variant) = (await shop.StoreAsync(), await shop.StoreAsync(1), await shop.StoreAsync(2), (await shop.VariantsAsync(34, 1))[0]);
        await shop.ReceiveAsync(here, variant, 5, 5);
        await shop.ReceiveAsync(there, variant, 5, 5);
        object Body(Guid from, Guid to) => new { fromStoreId = from, toStoreId = to, lines = new[] { ActsLab.Line(variant, 1) } };
        (await shop.PostAsync("transfers", Body(there.Value, here.Value), manager)).Is(403);
        (await shop.PostAsync("transfers", Body(here.Value, there.Value), cashier)).Is(403);
        (await shop.PostAsync("transfers", Body(here.Value, there.Value), customer)).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/inventory/transfers", Body(here.Value, there.Value))).Is(401);
        var outgoing = await WriteAsync(manager, here, there, ActsLab.Line(variant, 1));
        (await shop.PostAsync(outgoing + "/send", null, manager)).Is(200);
        (await ReceiveAsync(manager, outgoing, there.Value)).Is(403);
        (await shop.PostAsync(outgoing + "/close", null, manager)).Is(403);
        var incoming = await WriteAsync(owner, there, here, ActsLab.Line(variant, 1));
        (await shop.PostAsync(incoming + "/send", null, manager)).Is(403);
        (await shop.PostAsync(incoming + "/cancel", null, manager)).Is(403);
        (await shop.PostAsync(incoming + "/send", null, owner)).Is(200);
        (await ReceiveAsync(cashier, incoming, here.Value)).Is(403);
        (await ReceiveAsync(manager, incoming, here.Value)).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/" + incoming, token: manager)).Is(200);
        var foreign = await WriteAsync(owner, there, third, ActsLab.Line(variant, 1));
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/" + foreign, token: manager)).Is(404);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/transfers", token: manager)).Is(200).Text.ShouldNotContain(third.ToString());
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/transfers", token: customer)).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/transfers")).Is(401);
        (await ReceiveAsync(owner, outgoing, there.Value)).Is(200);
    }

    private async Task<string> WriteAsync(string token, Contracts.Stores.StoreId from, Contracts.Stores.StoreId to, params object[] lines) =>
        (await shop.PostAsync("transfers", new { fromStoreId = from.Value, toStoreId = to.Value, lines }, token)).Is(201).Headers.Location!.ToString()["/api/v1/inventory/".Length..];

    private Task<Answer> ReceiveAsync(string token, string path, Guid store, params object[] lines) =>
        shop.PostAsync(path + "/receive", new { storeId = store, lines = lines.Length == 0 ? null : lines }, token);
}
