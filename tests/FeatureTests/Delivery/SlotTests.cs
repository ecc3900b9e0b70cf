using Aisle.Contracts.Delivery;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Delivery;

/// <summary>Places in slots: never more than there are, one a document, whatever happens at once.</summary>
public sealed class SlotTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slot_is_never_overfull_under_64_at_once()
    {
        var slot = await NewSlotAsync(capacity: 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => shop.Services.TakeAsync(slot, DeliveryLab.NewDocument())));
        answers.Count(answer => answer.IsSuccess).ShouldBe(10);
        answers.Where(answer => answer.IsFailure).ShouldAllBe(answer => answer.FirstError.Code == "slot.full" && answer.FirstError.Kind == ErrorKind.Conflict);
        (await shop.TakenAsync(slot)).ShouldBe(10);
        (await PlacesAsync(slot)).ShouldBe(10);
    }

    [Fact]
    public async Task A_document_has_one_place_and_moves_it()
    {
        var (first, second, document) = (await NewSlotAsync(), await NewSlotAsync(), DeliveryLab.NewDocument());
        (await shop.Services.TakeAsync(first, document)).IsSuccess.ShouldBeTrue();
        (await shop.Services.TakeAsync(first, document)).IsSuccess.ShouldBeTrue();
        (await shop.TakenAsync(first)).ShouldBe(1);
        (await shop.Services.TakeAsync(second, document)).IsSuccess.ShouldBeTrue();
        ((await shop.TakenAsync(first)), (await shop.TakenAsync(second))).ShouldBe((0, 1));
        (await shop.Services.GiveBackAsync(document)).IsSuccess.ShouldBeTrue();
        (await shop.Services.GiveBackAsync(document)).IsSuccess.ShouldBeTrue();
        (await shop.TakenAsync(second)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_cannot_move_keeps_the_place_they_have()
    {
        var (roomy, full, document) = (await NewSlotAsync(), await NewSlotAsync(capacity: 1), DeliveryLab.NewDocument());
        (await shop.Services.TakeAsync(full, DeliveryLab.NewDocument())).IsSuccess.ShouldBeTrue();
        (await shop.Services.TakeAsync(roomy, document)).IsSuccess.ShouldBeTrue();
        (await shop.Services.TakeAsync(full, document)).FirstError.Code.ShouldBe("slot.full");
        ((await shop.TakenAsync(roomy)), (await shop.TakenAsync(full))).ShouldBe((1, 1));
        // The place one has may be full for others.
        (await shop.Services.TakeAsync(full, document)).IsFailure.ShouldBeTrue();
    }

    [Fact]
    public async Task One_document_taking_many_slots_at_once_ends_with_one_place()
    {
        var (slots, document) = (new List<SlotId>(), DeliveryLab.NewDocument());
        for (var i = 0; i < 4; i++)
        {
            slots.Add(await NewSlotAsync());
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => number % 8 == 7 ? shop.Services.GiveBackAsync(document) : shop.Services.TakeAsync(slots[number % 4], document)));
        answers.ShouldAllBe(answer => answer.IsSuccess);
        (await shop.Services.TakeAsync(slots[0], document)).IsSuccess.ShouldBeTrue();
        var taken = await Task.WhenAll(slots.Select(slot => shop.TakenAsync(slot)));
        taken.ShouldBe([1, 0, 0, 0]);
    }

    [Fact]
    public async Task Documents_that_swap_their_slots_at_once_lose_nothing()
    {
        var (left, right) = (await NewSlotAsync(capacity: 20), await NewSlotAsync(capacity: 20));
        var documents = Enumerable.Range(0, 16).Select(_ => DeliveryLab.NewDocument()).ToList();
        foreach (var (document, index) in documents.Select((document, index) => (document, index)))
        {
            (await shop.Services.TakeAsync(index % 2 == 0 ? left : right, document)).IsSuccess.ShouldBeTrue();
        }

        for (var round = 0; round < 4; round++)
        {
            var answers = await Task.WhenAll(documents.Select((document, index) => shop.Services.TakeAsync((index + round) % 2 == 0 ? right : left, document)));
            answers.ShouldAllBe(answer => answer.IsSuccess);
        }

        ((await shop.TakenAsync(left)), (await shop.TakenAsync(right))).ShouldBe((8, 8));
    }

    [Fact]
    public async Task What_is_refused_undoes_the_whole()
    {
        var slot = await NewSlotAsync(capacity: 1);
        (await shop.Services.TakeAsync(slot, DeliveryLab.NewDocument())).IsSuccess.ShouldBeTrue();
        var zone = await shop.ScalarAsync<string>("select id::text || ' ' || fee from delivery.zone order by position limit 1");
        await using var scope = shop.Services.CreateAsyncScope();
        var (work, delivery) = (scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<IDelivery>());
        var done = await work.RunAsync<int>(async stop =>
        {
            await using var command = await work.CommandAsync("update delivery.zone set fee = fee + 1", stop);
            await command.ExecuteNonQueryAsync(stop);
            await delivery.TakeWithCommitAsync(slot, DeliveryLab.NewDocument(), stop);
            return 1;
        }, Stop);
        done.FirstError.Code.ShouldBe("slot.full");
        (await shop.ScalarAsync<string>("select id::text || ' ' || fee from delivery.zone order by position limit 1")).ShouldBe(zone);
        (await shop.Services.TakeAsync(SlotId.From(Guid.Empty), DeliveryLab.NewDocument())).FirstError.Code.ShouldBe("slot.unknown");
    }

    [Fact]
    public async Task A_slot_closes_so_long_before_it_begins()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        var store = (await host.Http.SendAsync("GET", "/api/v1/stores?q=S1")).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        async Task<List<(Guid Id, DateTimeOffset From, DateTimeOffset ClosesAt)>> OpenAsync() => [.. (await host.Http.SendAsync("GET", $"/api/v1/delivery/slots?store={store}&days=14")).Is(200).Json.GetProperty("items").EnumerateArray()
            .Select(slot => (slot.GetProperty("id").GetGuid(), slot.GetProperty("from").GetDateTimeOffset(), slot.GetProperty("closesAt").GetDateTimeOffset()))];

        var open = await OpenAsync();
        var slot = open[3];
        (slot.From - slot.ClosesAt).ShouldBe(TimeSpan.FromMinutes(30));
        clock.Advance(slot.ClosesAt - clock.GetUtcNow() - TimeSpan.FromSeconds(20));
        (await host.Services.TakeAsync(SlotId.From(slot.Id), DeliveryLab.NewDocument())).IsSuccess.ShouldBeTrue();
        (await OpenAsync()).ShouldContain(one => one.Id == slot.Id);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await host.Services.TakeAsync(SlotId.From(slot.Id), DeliveryLab.NewDocument())).FirstError.Code.ShouldBe("slot.closed");
        (await OpenAsync()).ShouldNotContain(one => one.Id == slot.Id);
    }

    [Fact]
    public async Task Staff_set_one_slot_and_nobody_loses_their_place()
    {
        var (slot, owner) = (await NewSlotAsync(capacity: 3), await shop.Http.TokenAsync("owner"));
        var documents = new[] { DeliveryLab.NewDocument(), DeliveryLab.NewDocument() };
        foreach (var document in documents)
        {
            (await shop.Services.TakeAsync(slot, document)).IsSuccess.ShouldBeTrue();
        }

        var path = $"/api/v1/delivery/slots/{slot}";
        (await shop.Http.SendAsync("PUT", path, new { capacity = -1 }, owner, ("If-Match", "\"1\""))).Is(400).Codes.ShouldBe(["slot.capacity"]);
        (await shop.Http.SendAsync("PUT", path, new { capacity = 1 }, owner)).Is(428);
        var fewer = (await shop.Http.SendAsync("PUT", path, new { capacity = 1 }, owner, ("If-Match", "\"1\""))).Is(200);
        fewer.Json.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("id").GetString()).ShouldBe(documents.Select(document => document.Id), ignoreOrder: true);
        (await shop.Services.TakeAsync(slot, DeliveryLab.NewDocument())).FirstError.Code.ShouldBe("slot.full");
        (await shop.Http.SendAsync("PUT", path, new { capacity = 9 }, owner, ("If-Match", "\"1\""))).Is(412);
        (await shop.Http.SendAsync("PUT", path, new { capacity = 9, isClosed = true }, owner, ("If-Match", fewer.Headers.ETag!.ToString()))).Is(200);
        (await shop.Services.TakeAsync(slot, DeliveryLab.NewDocument())).FirstError.Code.ShouldBe("slot.closed");
        var again = (await shop.Http.SendAsync("PUT", path, new { capacity = 9, isClosed = false }, owner, ("If-Match", "\"3\""))).Is(200);
        again["isByHand"].ShouldBe("True");
        (await shop.Services.TakeAsync(slot, DeliveryLab.NewDocument())).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Slots_of_a_zone_and_of_picking_up_are_told_apart_in_one_statement()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync("S1"));
        var zone = await shop.ScalarAsync<Guid>($"select id from delivery.zone where store_id = '{store}' order by position limit 1");
        var other = await shop.ScalarAsync<Guid>($"select id from delivery.zone where store_id = '{store}' and id <> '{zone}' order by position limit 1");
        var own = await shop.PlanAsync(owner, DeliveryLab.Plan(store, zone: zone, from: "06:00:00", to: "07:00:00"));
        await using var scope = shop.Services.CreateAsyncScope();
        var delivery = scope.ServiceProvider.GetRequiredService<IDelivery>();
        var id = Contracts.Stores.StoreId.From(store);
        (await delivery.SlotsAsync(id, ZoneId.From(zone), 14, Stop)).ShouldContain(slot => slot.Zone == ZoneId.From(zone));
        var others = await delivery.SlotsAsync(id, ZoneId.From(other), 14, Stop);
        others.ShouldNotBeEmpty();
        others.ShouldAllBe(slot => slot.Zone == null && !slot.IsPickup);
        var fetched = await delivery.SlotsAsync(id, zone: null, 3, Stop);
        fetched.ShouldNotBeEmpty();
        fetched.ShouldAllBe(slot => slot.IsPickup && slot.From < TimeProvider.System.GetUtcNow().AddDays(3));
        fetched.Select(slot => slot.From).ShouldBeInOrder();
        (await delivery.SlotAsync(await shop.SlotAsync(own), Stop))!.Left.ShouldBe(3);

        // The zones come from memory once they were asked for.
        (await shop.Http.SendAsync("GET", "/api/v1/delivery/zones")).Is(200);
        var answer = (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots?zone={zone}")).Is(200);
        answer.Headers.GetValues("X-Statements").Single().ShouldBe("1");
        answer.Text.ShouldNotContain("taken");
        (await shop.Http.SendAsync("GET", "/api/v1/delivery/slots")).Is(400).Codes.ShouldBe(["slot.store"]);
        (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots?zone={Guid.Empty}")).Status.ShouldBeOneOf(400, 404);
        (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots?zone={zone}&store={await shop.StoreAsync("S2")}")).Is(404);
        (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots?store={zone}")).Is(404).Code.ShouldBe("store.unknown");
        (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots?store={store}&days=15")).Is(400);
        var managed = (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots/managed?store={store}&days=7", token: owner)).Is(200);
        managed.Headers.GetValues("X-Statements").Single().ShouldBe("1");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/delivery/plans/{own}", token: owner)).Is(204);
    }

    [Fact]
    public async Task Verify_tells_of_a_slot_that_is_counted_wrongly()
    {
        var slot = await NewSlotAsync();
        (await shop.Services.TakeAsync(slot, DeliveryLab.NewDocument())).IsSuccess.ShouldBeTrue();
        await shop.ScalarAsync<int>($"update delivery.slot set taken = 2 where id = '{slot}' returning taken");
        var verifier = shop.Services.GetRequiredService<Aisle.Platform.Verify.Verifier>();
        var red = await verifier.RunAsync(askedBy: null, only: "delivery.places", told: null, Stop);
        red.Results.Single().Faults.Single().ShouldContain(slot.ToString());
        await shop.ScalarAsync<int>($"update delivery.slot set taken = 1 where id = '{slot}' returning taken");
        (await verifier.RunAsync(askedBy: null, only: "delivery.places", told: null, Stop)).Ok.ShouldBeTrue();
    }

    private Task<long> PlacesAsync(SlotId slot) => shop.ScalarAsync<long>($"select count(*) from delivery.place where slot_id = '{slot}'");

    private async Task<SlotId> NewSlotAsync(int capacity = 3) =>
        await shop.SlotAsync(await shop.PlanAsync(await shop.Http.TokenAsync("owner"), DeliveryLab.Plan(await shop.StoreAsync("S2"), capacity)));
}
