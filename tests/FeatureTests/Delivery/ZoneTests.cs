using System.Text.Json.Nodes;
using Aisle.Contracts.Delivery;
using Aisle.FeatureTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Delivery;

/// <summary>Zones: which one holds for an address, who may change them, and what they must be.</summary>
public sealed class ZoneTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Zones = "/api/v1/delivery/zones";

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_shop_brings_goods_in_and_outside_of_Dhaka_for_other_fees()
    {
        foreach (var (area, fee, needsSlot) in ((string, string, bool)[])[("BD-6-47-T13", "40.00", true), ("BD-6-47-T47", "40.00", true), ("BD-6-47-365", "70.00", true), ("BD-1-8-110", "130.00", false)])
        {
            var zone = (await shop.Http.SendAsync("GET", $"{Zones}?area={area}")).Is(200).Json.GetProperty("items")[0];
            (zone.GetProperty("fee").GetProperty("amount").GetString(), zone.GetProperty("needsSlot").GetBoolean()).ShouldBe((fee, needsSlot), area);
        }

        (await shop.Http.SendAsync("GET", $"{Zones}?area=IN-1")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await shop.Http.SendAsync("GET", $"{Zones}?country=IN")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await shop.Http.SendAsync("GET", $"{Zones}?country=bd")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await shop.Http.SendAsync("GET", $"{Zones}?area=BD-6&country=IN")).Is(400).Codes.ShouldBe(["zone.country"]);
        var all = await shop.Http.SendAsync("GET", Zones);
        all.Is(200).Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThanOrEqualTo(4);
        (await shop.Http.SendAsync("GET", Zones)).Headers.GetValues("X-Statements").Single().ShouldBe("0");
    }

    [Fact]
    public async Task A_zone_is_made_once_changed_taken_out_of_use_and_removed()
    {
        var (owner, id) = (await shop.Http.TokenAsync("owner"), Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        var body = await BodyAsync("BD-2-15");
        body["id"] = id;
        var made = (await shop.Http.SendAsync("POST", Zones, body, owner)).Is(201);
        (await shop.Http.SendAsync("POST", Zones, body, owner)).Is(201)["id"].ShouldBe(made["id"]);
        (await shop.Http.SendAsync("POST", Zones, With(body, "position", 9), owner)).Is(422).Code.ShouldBe("delivery.contradiction");
        await using var scope = shop.Services.CreateAsyncScope();
        var delivery = scope.ServiceProvider.GetRequiredService<IDelivery>();
        (await delivery.ZoneAsync("BD-2-15-131", "BD", Stop))!.Id.Value.ShouldBe(id);

        var edited = With(body, "areas", new JsonArray("BD-2-15", "BD-2-16"));
        (await shop.Http.SendAsync("PUT", $"{Zones}/{id}", edited, owner)).Is(428);
        (await shop.Http.SendAsync("PUT", $"{Zones}/{id}", edited, owner, ("If-Match", "\"5\""))).Is(412);
        (await shop.Http.SendAsync("PUT", $"{Zones}/{id}", edited, owner, ("If-Match", "\"1\""))).Is(200)["version"].ShouldBe("2");
        (await shop.Http.SendAsync("PUT", $"{Zones}/{id}", edited, owner, ("If-Match", "\"2\""))).Is(200)["version"].ShouldBe("2");
        (await delivery.ZoneAsync("BD-2-16", "BD", Stop))!.Id.Value.ShouldBe(id);
        (await shop.Http.SendAsync("PUT", $"{Zones}/{id}", With(edited, "isActive", false), owner, ("If-Match", "\"2\""))).Is(200);
        // Out of use it is looked through; who ordered there still finds it by its id.
        (await delivery.ZoneAsync("BD-2-16", "BD", Stop))!.Name.In("en").ShouldBe("Outside Dhaka");
        (await delivery.ZoneAsync(ZoneId.From(id), Stop))!.Name.In("en").ShouldBe("Test");
        (await delivery.ZonesAsync(Stop)).ShouldNotContain(zone => zone.Id.Value == id);
        (await shop.Http.SendAsync("DELETE", $"{Zones}/{id}", token: owner)).Is(204);
        (await shop.Http.SendAsync("DELETE", $"{Zones}/{id}", token: owner)).Is(404);
        (await delivery.ZoneAsync(ZoneId.From(id), Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_zones_of_the_same_area_are_refused_also_at_once()
    {
        var owner = await shop.Http.TokenAsync("owner");
        (await shop.Http.SendAsync("POST", Zones, await BodyAsync("BD-6-47-T13"), owner)).Is(409).Code.ShouldBe("zone.area_taken");
        var body = await BodyAsync("BD-3-27");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.Http.SendAsync("POST", Zones, body.DeepClone(), owner)));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Status == 409);
        (await shop.ScalarAsync<long>("select count(*) from delivery.zone_area where area = 'BD-3-27'")).ShouldBe(1);
        (await shop.Http.SendAsync("DELETE", $"{Zones}/{answers.Single(answer => answer.Status == 201)["id"]}", token: owner)).Is(204);
    }

    [Theory]
    [InlineData("name", "{}", "text.required")]
    [InlineData("storeId", "\"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001\"", "zone.store")]
    [InlineData("country", "\"Bangladesh\"", "zone.country")]
    [InlineData("areas", "[]", "zone.areas")]
    [InlineData("areas", "[\"BD-99\"]", "zone.area_unknown")]
    [InlineData("areas", "[\"IN\"]", "zone.area_unknown")]
    [InlineData("fee", "{\"amount\":\"-1.00\",\"currency\":\"BDT\"}", "zone.amount")]
    [InlineData("fee", "{\"amount\":\"1.00\",\"currency\":\"USD\"}", "zone.currency")]
    [InlineData("taxClass", "\"none\"", "zone.tax_class")]
    [InlineData("freeFrom", "{\"amount\":\"0.00\",\"currency\":\"BDT\"}", "zone.amount")]
    [InlineData("minimumOrder", "{\"amount\":\"0.00\",\"currency\":\"BDT\"}", "zone.amount")]
    [InlineData("position", "-1", "zone.position")]
    [InlineData("id", "\"00000000-0000-0000-0000-000000000000\"", "body.type")]
    public async Task A_field_of_a_zone_that_is_wrong_is_named_and_nothing_is_made(string field, string value, string code)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var refused = (await shop.Http.SendAsync("POST", Zones, With(await BodyAsync("BD-4-33"), field, JsonNode.Parse(value)!), owner)).Is(400);
        refused.Codes.ShouldContain(code);
        refused.Json.GetProperty("errors").EnumerateArray().ShouldContain(error => error.GetProperty("field").GetString() == field);
        (await shop.ScalarAsync<long>("select count(*) from delivery.zone_area where area like 'BD-4%'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_manager_changes_the_zones_of_their_store_alone()
    {
        var (owner, manager) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"));
        var (mine, theirs) = (await shop.StoreAsync("S1"), await shop.StoreAsync("S2"));
        var zone = await shop.ScalarAsync<string>($"select id::text from delivery.zone where store_id = '{theirs}' limit 1");
        (await shop.Http.SendAsync("GET", Zones + "/managed", token: manager)).Is(200).Text.ShouldNotContain(zone);
        (await shop.Http.SendAsync("GET", $"{Zones}/managed/{zone}", token: manager)).Is(404);
        (await shop.Http.SendAsync("GET", $"{Zones}/managed/{zone}", token: owner)).Is(200);
        (await shop.Http.SendAsync("GET", Zones + "/managed")).Is(401);
        (await shop.Http.SendAsync("GET", Zones + "/managed", token: await shop.Http.TokenAsync("cashier"))).Is(403);
        var body = With(await BodyAsync("BD-5-36"), "storeId", theirs);
        (await shop.Http.SendAsync("POST", Zones, body, manager)).Is(403);
        (await shop.Http.SendAsync("PUT", $"{Zones}/{zone}", body, manager, ("If-Match", "\"1\""))).Is(403);
        (await shop.Http.SendAsync("DELETE", $"{Zones}/{zone}", token: manager)).Is(403);
        var own = (await shop.Http.SendAsync("POST", Zones, With(body, "storeId", mine), manager)).Is(201);
        // Nor is one given away to a store that is not theirs.
        (await shop.Http.SendAsync("PUT", $"{Zones}/{own["id"]}", body, manager, ("If-Match", "\"1\""))).Is(403);
        (await shop.Http.SendAsync("DELETE", $"{Zones}/{own["id"]}", token: manager)).Is(204);
    }

    private static JsonObject With(JsonObject body, string field, JsonNode value)
    {
        var changed = body.DeepClone().AsObject();
        changed[field] = value;
        return changed;
    }

    private async Task<JsonObject> BodyAsync(string area) => new()
    {
        ["name"] = new JsonObject { ["en"] = "Test", ["bn"] = "পরীক্ষা" }, ["storeId"] = await shop.StoreAsync("S1"), ["country"] = "BD", ["areas"] = new JsonArray(area), ["fee"] = new JsonObject { ["amount"] = "55.00", ["currency"] = "BDT" }, ["taxClass"] = "standard",
    };
}
