using Aisle.FeatureTests.Support;
using static Aisle.FeatureTests.Stores.StoresLab;

namespace Aisle.FeatureTests.Stores;

public sealed class EditSettingTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Only_who_may_change_settings_of_a_place_changes_them_there()
    {
        var (first, second) = (await shop.FirstAsync(), await shop.SecondAsync());
        var before = await shop.StateAsync();
        const string path = "/api/v1/settings/shop.order_minimum";

        (await shop.Http.SendAsync("PUT", path, new { value = "1" }, token: null, IfMatch("\"0\""))).Is(401);
        foreach (var (role, place) in ((string, string)[])[("cashier", $"?store={first}"), ("accountant", ""), ("customer", ""), ("manager", $"?store={second}"), ("manager", "")])
        {
            (await shop.Http.SendAsync("PUT", path + place, new { value = "1" }, await shop.Http.TokenAsync(role), IfMatch("\"0\""))).Is(403);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/settings")).Is(401);
        (await shop.Http.SendAsync("GET", "/api/v1/settings", token: await shop.Http.TokenAsync("cashier"))).Is(403);
        foreach (var address in (string[])["/api/v1/settings", path, path + "/history"])
        {
            (await shop.Http.SendAsync("GET", $"{address}?store={second}", token: await shop.Http.TokenAsync("manager"))).Is(403);
            (await shop.Http.SendAsync("GET", $"{address}?store={first}", token: await shop.Http.TokenAsync("manager"))).Is(200);
        }

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_store_has_its_own_value_until_it_is_taken_away_and_all_of_it_stays_in_the_history()
    {
        await shop.ListenAsync();
        var (store, manager, owner) = (await shop.FirstAsync(), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("owner"));
        const string path = "/api/v1/settings/till.cash_rounding";
        var own = $"{path}?store={store}";

        var company = (await shop.Http.SendAsync("GET", path, token: owner)).Is(200);
        var set = (await shop.Http.SendAsync("PUT", path, new { value = "0.50" }, owner, IfMatch(company.Headers.ETag!.Tag))).Is(200);
        (set["value"], set["source"]).ShouldBe(("0.5", "company"));
        var inherited = (await shop.Http.SendAsync("GET", own, token: manager)).Is(200);
        (inherited["value"], inherited["source"], inherited["version"]).ShouldBe(("0.5", "company", "0"));

        var changed = (await shop.Http.SendAsync("PUT", own, new { value = "1" }, manager, IfMatch(inherited.Headers.ETag!.Tag))).Is(200);
        (changed["value"], changed["source"], changed.Headers.ETag!.Tag).ShouldBe(("1", "store", "\"1\""));
        (await shop.Http.SendAsync("PUT", own, new { value = "2" }, manager, IfMatch("\"0\""))).Is(412);
        (await shop.Http.SendAsync("PUT", own, new { value = "2" }, manager)).Is(428);
        var reset = (await shop.Http.SendAsync("PUT", own, """{"value":null}""", manager, IfMatch("\"1\""))).Is(200);
        (reset["value"], reset["source"], reset["version"]).ShouldBe(("0.5", "company", "0"));
        (await shop.Http.SendAsync("DELETE", own, token: manager)).Is(428);
        (await shop.Http.SendAsync("DELETE", path, body: null, manager, IfMatch("\"1\""))).Is(403);

        (await shop.Http.SendAsync("DELETE", own, body: null, manager, IfMatch("\"0\""))).Is(200, "there is none any more")["source"].ShouldBe("company");
        var history = (await shop.Http.SendAsync("GET", $"{path}/history?store={store}&limit=1", token: manager)).Is(200).Json;
        history.GetProperty("items")[0].GetProperty("oldValue").GetString().ShouldBe("1");
        history.GetProperty("items")[0].TryGetProperty("newValue", out _).ShouldBeFalse();
        var older = (await shop.Http.SendAsync("GET", $"{path}/history?store={store}&limit=1&cursor={history.GetProperty("nextCursor")}", token: manager)).Is(200).Json;
        older.GetProperty("items")[0].GetProperty("newValue").GetString().ShouldBe("1");
        older.GetProperty("items")[0].GetProperty("by").GetString().ShouldBe("Rahima Khatun");
        older.TryGetProperty("nextCursor", out _).ShouldBeFalse("the company's change is not the store's");
        var line = await shop.AuditAsync("stores.setting.update", "till.cash_rounding");
        line.GetProperty("store_id").GetGuid().ShouldBe(store);
        line.GetProperty("before").GetProperty("value").GetString().ShouldBe("1");
        (await shop.ToldAsync("stores.setting_changed.v1", "setting/till.cash_rounding")).ShouldBe(3);
    }

    [Fact]
    public async Task A_wrong_value_key_or_place_changes_nothing()
    {
        var (store, owner) = (await shop.FirstAsync(), await shop.Http.TokenAsync("owner"));
        var before = await shop.StateAsync();

        (await shop.Http.SendAsync("PUT", "/api/v1/settings/tax.rounding", new { value = "up" }, owner, IfMatch("\"0\""))).Is(400).Codes.ShouldBe(["setting.choice"]);
        (await shop.Http.SendAsync("PUT", $"/api/v1/settings/tax.rounding?store={store}", new { value = "half_even" }, owner, IfMatch("\"0\""))).Is(400).Codes.ShouldBe(["setting.not_per_store"]);
        (await shop.Http.SendAsync("PUT", "/api/v1/settings/no.such", new { value = "1" }, owner, IfMatch("\"0\""))).Is(404).Code.ShouldBe("setting.unknown");
        (await shop.Http.SendAsync("PUT", $"/api/v1/settings/shop.order_minimum?store={StoresLab.NewId()}", new { value = "1" }, owner, IfMatch("\"0\""))).Is(400).Codes.ShouldBe(["store.unknown"]);
        (await shop.Http.SendAsync("PUT", "/api/v1/settings/shop.order_minimum?store=x&nobody=1", new { value = "1" }, owner, IfMatch("\"0\""))).Is(400).Codes.Count().ShouldBe(2);
        (await shop.Http.SendAsync("PUT", "/api/v1/settings/shop.order_minimum", new { value = 5 }, owner, IfMatch("\"0\""))).Is(400).Codes.ShouldBe(["body.type"]);

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_company_is_changed_by_who_may_everywhere_and_its_history_tells_who()
    {
        await shop.ListenAsync();
        var owner = await shop.Http.TokenAsync("owner");
        var company = (await shop.Http.SendAsync("GET", "/api/v1/company", token: await shop.Http.TokenAsync("manager"))).Is(200);
        var body = new { name = new { en = "New Bazar" }, legalName = "New Bazar Limited", currency = "BDT", languages = (string[])["en", "bn"], pricesIncludeTax = true, taxNumber = "12345" };
        var before = await shop.StateAsync();

        (await shop.Http.SendAsync("GET", "/api/v1/company")).Is(401);
        (await shop.Http.SendAsync("PUT", "/api/v1/company", body, token: null, IfMatch(company.Headers.ETag!.Tag))).Is(401);
        (await shop.Http.SendAsync("PUT", "/api/v1/company", body, await shop.Http.TokenAsync("cashier"), IfMatch(company.Headers.ETag!.Tag))).Is(403);
        (await shop.Http.SendAsync("PUT", "/api/v1/company", body, await shop.Http.TokenAsync("manager"), IfMatch(company.Headers.ETag!.Tag))).Is(403);
        (await shop.Http.SendAsync("PUT", "/api/v1/company", body, owner)).Is(428);
        (await shop.Http.SendAsync("PUT", "/api/v1/company", body, owner, IfMatch("\"0\""))).Is(412);
        (await shop.Http.SendAsync("PUT", "/api/v1/company", body with { legalName = "", currency = "TAKA", languages = ["EN", "EN"] }, owner, IfMatch(company.Headers.ETag!.Tag))).Is(400)
            .Codes.ShouldBe(["text.required", "currency.unknown", "company.languages"]);
        (await shop.StateAsync()).ShouldBe(before);

        var saved = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => shop.Http.SendAsync("PUT", "/api/v1/company", body with { taxNumber = $"12345{number}" }, owner, IfMatch(company.Headers.ETag!.Tag))));
        saved.Select(answer => answer.Status).Order().ShouldBe([200, 412, 412, 412]);
        var history = (await shop.Http.SendAsync("GET", "/api/v1/company/history?limit=1", token: owner)).Is(200).Json.GetProperty("items")[0];
        history.GetProperty("by").GetString().ShouldBe("Nasreen Akter");
        history.GetProperty("after").GetProperty("legalName").GetString().ShouldBe("New Bazar Limited");
        history.GetProperty("after").TryGetProperty("currency", out _).ShouldBeFalse("it did not change");
        (await shop.ToldAsync("stores.company_changed.v1", "company")).ShouldBe(1);
    }
}
