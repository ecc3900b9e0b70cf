using System.Globalization;
using System.Text.Json.Nodes;
using Aisle.Contracts.Delivery;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Delivery;

/// <summary>Weekly plans, exceptions, and what they do to slots that were made already.</summary>
public sealed class PlanTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_plan_makes_a_slot_for_each_of_its_days_in_two_weeks()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync("S2"));
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var body = DeliveryLab.Plan(store, days: ["friday", "monday", "friday"], id: id);
        var made = (await shop.Http.SendAsync("POST", "/api/v1/delivery/plans", body, owner)).Is(201);
        made.Json.GetProperty("plan").GetProperty("days").EnumerateArray().Select(day => day.GetString()).ShouldBe(["monday", "friday"]);
        // Today's may be over already.
        made.Json.GetProperty("slotsChanged").GetInt32().ShouldBeInRange(3, 4);
        (await shop.ScalarAsync<bool>($"select bool_and(extract(dow from day) in (1, 5) and (starts_at at time zone 'Asia/Dhaka')::time = '09:00' and (starts_at at time zone 'Asia/Dhaka')::date = day) from delivery.slot where plan_id = '{id}'")).ShouldBeTrue();
        (await shop.Http.SendAsync("POST", "/api/v1/delivery/plans", body, owner)).Is(201).Json.GetProperty("slotsChanged").GetInt32().ShouldBe(0);
        (await shop.Http.SendAsync("POST", "/api/v1/delivery/plans", DeliveryLab.Plan(store, capacity: 9, id: id), owner)).Is(422).Code.ShouldBe("delivery.contradiction");
    }

    [Fact]
    public async Task A_change_is_followed_by_what_nobody_took_and_leaves_what_was_taken()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync("S2"));
        var plan = await shop.PlanAsync(owner, DeliveryLab.Plan(store));
        var (taken, free) = (await shop.SlotAsync(plan, 1), await shop.SlotAsync(plan, 2));
        var document = DeliveryLab.NewDocument();
        (await shop.Services.TakeAsync(taken, document)).IsSuccess.ShouldBeTrue();
        var before = await RowAsync(taken);
        var saved = (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{plan}", DeliveryLab.Plan(store, capacity: 7, from: "14:00:00", to: "16:00:00"), owner, ("If-Match", "\"1\""))).Is(200);
        saved.Json.GetProperty("slotsKept").GetInt32().ShouldBe(1);
        (await RowAsync(taken)).ShouldBe(before);
        // The row stays the same one, so who looks at it takes what it has become.
        (await shop.ScalarAsync<string>($"select capacity || ' ' || (starts_at at time zone 'Asia/Dhaka')::time from delivery.slot where id = '{free}'")).ShouldBe("7 14:00:00");

        // Its day goes: what nobody took is gone, what was taken stays and is closed to others.
        var day = await shop.ScalarAsync<int>($"select extract(dow from day)::integer from delivery.slot where id = '{taken}'");
        var others = DeliveryLab.EveryDay.Where(name => name != ((DayOfWeek)day).ToString().ToLowerInvariant()).ToArray();
        (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{plan}", DeliveryLab.Plan(store, capacity: 7, from: "14:00:00", to: "16:00:00", days: others), owner, ("If-Match", "\"2\""))).Is(200);
        (await shop.ScalarAsync<long>($"select count(*) from delivery.slot where plan_id = '{plan}' and extract(dow from day) = {day} and starts_at > now()")).ShouldBe(1);
        (await shop.Services.TakeAsync(taken, DeliveryLab.NewDocument())).FirstError.Code.ShouldBe("slot.closed");
        (await shop.TakenAsync(taken)).ShouldBe(1);

        (await shop.Http.SendAsync("DELETE", $"/api/v1/delivery/plans/{plan}", token: owner)).Is(204);
        (await shop.ScalarAsync<long>($"select count(*) from delivery.slot where id = '{taken}' and plan_id is null")).ShouldBe(1);
        (await shop.ScalarAsync<long>($"select count(*) from delivery.slot where id = '{free}'")).ShouldBe(0);
        (await shop.Services.GiveBackAsync(document)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Taking_and_changing_the_plan_at_once_lose_no_place()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync("S2"));
        var plan = await shop.PlanAsync(owner, DeliveryLab.Plan(store, capacity: 100));
        var slots = await Task.WhenAll(Enumerable.Range(0, 6).Select(place => shop.SlotAsync(plan, place)));
        var taking = Enumerable.Range(0, 48).Select(number => shop.Services.TakeAsync(slots[number % 6], DeliveryLab.NewDocument())).ToList();
        var version = 1;
        for (var i = 0; i < 6; i++)
        {
            var days = i % 2 == 0 ? DeliveryLab.EveryDay[..1] : DeliveryLab.EveryDay;
            version = (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{plan}", DeliveryLab.Plan(store, capacity: 100, days: days), owner, ("If-Match", $"\"{version}\""))).Is(200).Json.GetProperty("plan").GetProperty("version").GetInt32();
        }

        var answers = await Task.WhenAll(taking);
        // Some came too late for a slot that was gone or closed; whoever was told yes has a place.
        answers.Where(answer => answer.IsFailure).ShouldAllBe(answer => answer.FirstError.Code == "slot.unknown" || answer.FirstError.Code == "slot.closed");
        (await shop.ScalarAsync<long>($"select count(*) from delivery.place where slot_id = any (array[{string.Join(',', slots.Select(slot => $"'{slot}'::uuid"))}])")).ShouldBe(answers.Count(answer => answer.IsSuccess));
        (await shop.ScalarAsync<long>("select count(*) from (select slot.id from delivery.slot left join delivery.place on place.slot_id = slot.id group by slot.id having taken <> count(place.slot_id)) wrong")).ShouldBe(0);
    }

    [Fact]
    public async Task An_exception_holds_for_its_day_and_goes_again()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync("S2"));
        var (one, two) = (await shop.PlanAsync(owner, DeliveryLab.Plan(store)), await shop.PlanAsync(owner, DeliveryLab.Plan(store, from: "13:00:00", to: "15:00:00")));
        var (first, second) = (await shop.SlotAsync(one, 3), SlotId.From(await shop.ScalarAsync<Guid>($"select b.id from delivery.slot a join delivery.slot b on b.day = a.day where a.id = '{await shop.SlotAsync(one, 3)}' and b.plan_id = '{two}'")));
        var day = (await shop.ScalarAsync<DateTime>($"select day::timestamp from delivery.slot where id = '{first}'")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (await shop.Services.TakeAsync(second, DeliveryLab.NewDocument())).IsSuccess.ShouldBeTrue();

        var closed = (await shop.Http.SendAsync("POST", "/api/v1/delivery/exceptions", new { storeId = store, day, note = "Holiday" }, owner)).Is(200);
        foreach (var slot in (SlotId[])[first, second])
        {
            (await shop.Services.TakeAsync(slot, DeliveryLab.NewDocument())).FirstError.Code.ShouldBe("slot.closed");
        }

        (await shop.TakenAsync(second)).ShouldBe(1);
        // One of a plan wins over that of the store.
        (await shop.Http.SendAsync("POST", "/api/v1/delivery/exceptions", new { storeId = store, day, planId = two, capacity = 2 }, owner)).Is(200);
        (await shop.Services.TakeAsync(second, DeliveryLab.NewDocument())).IsSuccess.ShouldBeTrue();
        (await shop.Services.TakeAsync(second, DeliveryLab.NewDocument())).FirstError.Code.ShouldBe("slot.full");
        var same = (await shop.Http.SendAsync("POST", "/api/v1/delivery/exceptions", new { storeId = store, day, capacity = 5 }, owner)).Is(200);
        same["id"].ShouldBe(closed["id"]);
        (await shop.ScalarAsync<int>($"select capacity from delivery.slot where id = '{first}' and not is_closed")).ShouldBe(5);
        foreach (var exception in (await shop.Http.SendAsync("GET", $"/api/v1/delivery/exceptions?store={store}", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Where(row => row.GetProperty("day").GetString() == day))
        {
            (await shop.Http.SendAsync("DELETE", $"/api/v1/delivery/exceptions/{exception.GetProperty("id").GetString()}", token: owner)).Is(204);
        }

        (await shop.ScalarAsync<string>($"select string_agg(capacity || ' ' || is_closed, ', ' order by starts_at) from delivery.slot where id in ('{first}', '{second}')")).ShouldBe("3 false, 3 false");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/delivery/exceptions/{closed["id"]}", token: owner)).Is(404);
    }

    [Fact]
    public async Task A_slot_that_was_set_by_hand_is_left_alone()
    {
        var (owner, store) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync("S2"));
        var plan = await shop.PlanAsync(owner, DeliveryLab.Plan(store));
        var slot = await shop.SlotAsync(plan);
        (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/slots/{slot}", new { capacity = 50 }, owner, ("If-Match", "\"1\""))).Is(200);
        (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{plan}", DeliveryLab.Plan(store, capacity: 8), owner, ("If-Match", "\"1\""))).Is(200);
        (await shop.ScalarAsync<int>($"select capacity from delivery.slot where id = '{slot}'")).ShouldBe(50);
    }

    [Fact]
    public async Task Time_goes_on_and_the_job_makes_the_days_that_come_into_sight_across_a_change_of_clocks()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        var owner = await host.Http.TokenAsync("owner");
        var opened = (await host.Http.SendAsync("POST", "/api/v1/stores", StoreIn("America/New_York"), owner)).Is(201)["id"];
        // The week before the clocks go forward in New York: 14 March 2027.
        clock.Advance(new DateTimeOffset(2027, 3, 8, 15, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        var login = await host.Http.TokenAsync("owner");
        var plan = (await host.Http.SendAsync("POST", "/api/v1/delivery/plans", DeliveryLab.Plan(Guid.Parse(opened), isPickup: true), login)).Is(201);
        var slots = (await host.Http.SendAsync("GET", $"/api/v1/delivery/slots?store={opened}&days=14")).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        slots.Count.ShouldBeInRange(13, 14);
        slots.ShouldAllBe(slot => TimeZoneInfo.ConvertTime(slot.GetProperty("from").GetDateTimeOffset(), zone).TimeOfDay == TimeSpan.FromHours(9) && TimeZoneInfo.ConvertTime(slot.GetProperty("to").GetDateTimeOffset(), zone).TimeOfDay == TimeSpan.FromHours(12));
        slots.Select(slot => slot.GetProperty("from").GetDateTimeOffset().UtcDateTime.Hour).Distinct().ShouldBe([14, 13]);

        clock.Advance(TimeSpan.FromDays(3));
        var last = slots[^1].GetProperty("from").GetDateTimeOffset();
        await host.Services.RunJobAsync("delivery.make_slots");
        var later = (await host.Http.SendAsync("GET", $"/api/v1/delivery/slots?store={opened}&days=14")).Is(200).Json.GetProperty("items").EnumerateArray().Select(slot => slot.GetProperty("from").GetDateTimeOffset()).ToList();
        later[^1].ShouldBe(last.AddDays(3));
        var count = later.Count;
        await host.Services.RunJobAsync("delivery.make_slots");
        (await host.Http.SendAsync("GET", $"/api/v1/delivery/slots?store={opened}&days=14")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(count);
        plan.Json.GetProperty("slotsChanged").GetInt32().ShouldBe(slots.Count);
    }

    [Theory]
    [InlineData("days", "[]", "plan.days")]
    [InlineData("from", "\"09:00:30\"", "plan.times")]
    [InlineData("to", "\"09:00:00\"", "plan.times")]
    [InlineData("to", "\"12:00:01\"", "plan.times")]
    [InlineData("capacity", "0", "plan.capacity")]
    [InlineData("capacity", "10001", "plan.capacity")]
    [InlineData("closesBefore", "-1", "plan.closes")]
    [InlineData("closesBefore", "10081", "plan.closes")]
    [InlineData("zoneId", "\"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001\"", "plan.zone")]
    [InlineData("storeId", "\"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001\"", "plan.store")]
    [InlineData("id", "\"00000000-0000-0000-0000-000000000000\"", "body.type")]
    public async Task A_field_of_a_plan_that_is_wrong_is_named_and_nothing_is_made(string field, string value, string code)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(DeliveryLab.Plan(await shop.StoreAsync("S2"), capacity: 77)))!.AsObject();
        body[field] = JsonNode.Parse(value);
        var refused = (await shop.Http.SendAsync("POST", "/api/v1/delivery/plans", body, owner)).Is(400);
        refused.Codes.ShouldContain(code);
        refused.Json.GetProperty("errors").EnumerateArray().ShouldContain(error => error.GetProperty("field").GetString() == field);
        (await shop.ScalarAsync<long>("select count(*) from delivery.plan where capacity = 77")).ShouldBe(0);
    }

    [Fact]
    public async Task A_plan_is_of_a_zone_of_its_store_and_picking_up_is_of_none()
    {
        var (owner, here, there) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync("S1"), await shop.StoreAsync("S2"));
        var zone = await shop.ScalarAsync<Guid>($"select id from delivery.zone where store_id = '{here}' order by position limit 1");
        (await shop.Http.SendAsync("POST", "/api/v1/delivery/plans", DeliveryLab.Plan(there, zone: zone), owner)).Is(400).Codes.ShouldBe(["plan.zone"]);
        (await shop.Http.SendAsync("POST", "/api/v1/delivery/plans", DeliveryLab.Plan(here, zone: zone, isPickup: true), owner)).Is(400).Codes.ShouldBe(["plan.zone"]);
        var plan = await shop.PlanAsync(owner, DeliveryLab.Plan(here, zone: zone, from: "05:00:00", to: "06:00:00"));
        (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{plan}", DeliveryLab.Plan(there), owner, ("If-Match", "\"1\""))).Is(400).Codes.ShouldContain("plan.store");
        (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{plan}", DeliveryLab.Plan(here), owner, ("If-Match", "\"9\""))).Is(412);
        (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{plan}", DeliveryLab.Plan(here), owner)).Is(428);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/delivery/zones/{zone}", token: owner)).Is(409).Code.ShouldBe("zone.used");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/delivery/plans/{plan}", token: owner)).Is(204);
    }

    [Theory]
    [InlineData("day", "\"2020-01-01\"", "exception.day")]
    [InlineData("day", "\"2090-01-01\"", "exception.day")]
    [InlineData("capacity", "0", "plan.capacity")]
    [InlineData("planId", "\"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001\"", "exception.plan")]
    [InlineData("storeId", "\"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001\"", "plan.store")]
    [InlineData("note", "\"a\\nb\"", "text.control_characters")]
    public async Task A_field_of_an_exception_that_is_wrong_is_named(string field, string value, string code)
    {
        var day = TimeProvider.System.GetUtcNow().AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var body = new JsonObject { ["storeId"] = (await shop.StoreAsync("S2")).ToString(), ["day"] = day };
        body[field] = JsonNode.Parse(value);
        (await shop.Http.SendAsync("POST", "/api/v1/delivery/exceptions", body, await shop.Http.TokenAsync("owner"))).Is(400).Codes.ShouldBe([code]);
        (await shop.ScalarAsync<long>($"select count(*) from delivery.exception where day = '{day}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Each_role_does_what_it_may_and_in_its_store()
    {
        var (owner, manager, rider) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("rider"));
        var (mine, theirs) = (await shop.StoreAsync("S1"), await shop.StoreAsync("S2"));
        var (own, other) = (await shop.PlanAsync(manager, DeliveryLab.Plan(mine, from: "04:00:00", to: "05:00:00")), await shop.PlanAsync(owner, DeliveryLab.Plan(theirs)));
        foreach (var (method, path, body) in ((string, string, object?)[])
                 [
                     ("POST", "/delivery/plans", DeliveryLab.Plan(theirs)), ("PUT", $"/delivery/plans/{other}", DeliveryLab.Plan(theirs, capacity: 9)), ("DELETE", $"/delivery/plans/{other}", null), ("POST", "/delivery/exceptions", new { storeId = theirs, day = "2027-01-01" }),
                     ("PUT", $"/delivery/slots/{await shop.SlotAsync(other)}", new { capacity = 9 }),
                 ])
        {
            (await shop.Http.SendAsync(method, "/api/v1" + path, body, manager, ("If-Match", "\"1\""))).Is(403, path);
            (await shop.Http.SendAsync(method, "/api/v1" + path, body, rider, ("If-Match", "\"1\""))).Is(403, path);
            (await shop.Http.SendAsync(method, "/api/v1" + path, body, await shop.Http.TokenAsync("customer"), ("If-Match", "\"1\""))).Is(403, path);
            (await shop.Http.SendAsync(method, "/api/v1" + path, body)).Is(401, path);
        }

        (await shop.Http.SendAsync("GET", $"/api/v1/delivery/plans/{other}", token: manager)).Is(404);
        (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots/managed?store={theirs}", token: manager)).Is(404);
        (await shop.Http.SendAsync("GET", "/api/v1/delivery/plans", token: manager)).Is(200).Text.ShouldNotContain(other.ToString());
        (await shop.Http.SendAsync("GET", $"/api/v1/delivery/slots/managed?store={mine}", token: rider)).Is(200).Text.ShouldContain("places");
        (await shop.Http.SendAsync("PUT", $"/api/v1/delivery/plans/{own}", DeliveryLab.Plan(mine, capacity: 9), rider, ("If-Match", "\"1\""))).Is(403);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/delivery/plans/{own}", token: manager)).Is(204);
    }

    private static object StoreIn(string zone) => new
    {
        code = "NY", slug = "new-york", kind = "store", name = new { en = "New York" }, address = new { lines = new { en = "1 Main St" }, city = new { en = "New York" }, postcode = "10001", country = "US" }, phone = "", timeZone = zone, currency = "BDT",
        dayCutOff = "04:00:00", hours = Array.Empty<object>(), position = 9,
    };

    private Task<string> RowAsync(SlotId slot) => shop.ScalarAsync<string>($"select to_jsonb(slot)::text from delivery.slot where id = '{slot}'");
}
