using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

public sealed class PromotionTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly object _ten = new { kind = "percentOff", percent = 10 };

    /// <summary>What is wrong, as members of a body, with the code and the field it is told at.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { """{"name":{}}""", "text.required", "name" },
        { """{"benefit":{"kind":"percentOff"}}""", "promotion.needed", "benefit.percent" },
        { """{"benefit":{"kind":"percentOff","percent":0}}""", "book.promotion.percent", "benefit.percent" },
        { """{"benefit":{"kind":"percentOff","percent":100.01}}""", "book.promotion.percent", "benefit.percent" },
        { """{"benefit":{"kind":"percentOff","percent":5.00001}}""", "book.promotion.percent", "benefit.percent" },
        { """{"benefit":{"kind":"percentOff","percent":5,"count":3}}""", "promotion.superfluous", "benefit.count" },
        { """{"benefit":{"kind":"percentOff","percent":"five"}}""", "body.type", "benefit.percent" },
        { """{"benefit":{"kind":"nothing"}}""", "body.type", "benefit.kind" },
        { """{"benefit":{"kind":"amountOff","amount":{"amount":"0.00","currency":"BDT"}}}""", "book.promotion.amount", "benefit.amount" },
        { """{"benefit":{"kind":"amountOff","amount":{"amount":"1.00","currency":"USD"}}}""", "book.promotion.currency", "benefit.amount" },
        { """{"benefit":{"kind":"fixedPrice","price":{"amount":"-1.00","currency":"BDT"}}}""", "book.promotion.amount", "benefit.price" },
        { """{"benefit":{"kind":"setPrice","count":1,"price":{"amount":"1.00","currency":"BDT"}}}""", "book.promotion.count", "benefit.count" },
        { """{"benefit":{"kind":"setPrice","count":101,"price":{"amount":"1.00","currency":"BDT"}}}""", "book.promotion.count", "benefit.count" },
        { """{"benefit":{"kind":"cheapestOff","count":3,"reduced":3,"percent":100}}""", "book.promotion.count", "benefit.reduced" },
        { """{"benefit":{"kind":"buyGet","buy":0,"get":1,"percent":100}}""", "book.promotion.count", "benefit.buy" },
        { """{"benefit":{"kind":"buyGet","buy":1,"get":100,"percent":100}}""", "book.promotion.count", "benefit.get" },
        { """{"benefit":{"kind":"buyGet","buy":1,"get":1}}""", "promotion.reward", "benefit.percent" },
        { """{"benefit":{"kind":"buyGet","buy":1,"get":1,"percent":5,"price":{"amount":"1.00","currency":"BDT"}}}""", "promotion.reward", "benefit.price" },
        { """{"benefit":{"kind":"bundle","parts":[],"price":{"amount":"1.00","currency":"BDT"}},"goods":null}""", "book.promotion.parts", "benefit.parts" },
        { """{"benefit":{"kind":"bundle","parts":[{}],"price":{"amount":"1.00","currency":"BDT"}}}""", "book.promotion.parts", "benefit.parts" },
        { """{"benefit":{"kind":"bundle","parts":[{"goods":{},"count":1}],"price":{"amount":"1.00","currency":"BDT"}},"goods":{}}""", "promotion.superfluous", "goods" },
        { """{"benefit":{"kind":"basketAmount","amount":{"amount":"1000000000.00","currency":"BDT"}}}""", "book.promotion.amount", "benefit.amount" },
        { """{"goods":{"variants":["0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff"]}}""", "promotion.goods_unknown", "goods.variants[0]" },
        { """{"goods":{"categories":["0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff"]}}""", "promotion.goods_unknown", "goods.categories[0]" },
        { """{"terms":{"from":"2026-12-02","to":"2026-12-01"}}""", "book.promotion.dates", "terms.to" },
        { """{"terms":{"stores":["0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff"]}}""", "store.unknown", "terms.stores[0]" },
        { """{"minimum":{"spend":{"amount":"0.00","currency":"BDT"}}}""", "book.promotion.minimum", "minimum.spend" },
        { """{"minimum":{"spend":{"amount":"5.00","currency":"EUR"}}}""", "book.promotion.currency", "minimum.spend" },
        { """{"minimum":{"quantity":0.0001}}""", "book.promotion.minimum", "minimum.quantity" },
        { """{"limits":{"perBasket":0}}""", "book.promotion.limits", "limits.perBasket" },
        { """{"limits":{"perCustomer":-1}}""", "book.promotion.limits", "limits.perCustomer" },
        { """{"limits":{"inTotal":9000000000}}""", "book.promotion.limits", "limits.inTotal" },
        { """{"surprise":1}""", "body.unknown", "surprise" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_is_told_at_its_field_and_nothing_is_made(string wrong, string code, string field)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var body = JsonNode.Parse("""{"name":{"en":"Wrong"},"benefit":{"kind":"percentOff","percent":10}}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(wrong)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        var before = await StateAsync();
        var answer = (await shop.Http.SendAsync("POST", "/api/v1/promotions", body, owner)).Is(400);

        var errors = answer.Json.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("code").GetString(), error.GetProperty("field").GetString())).ToList();
        errors.ShouldContain((code, field));
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var answer = (await shop.Http.SendAsync("POST", "/api/v1/promotions", new
        {
            name = new { en = new string('a', 201) }, benefit = new { kind = "cheapestOff", count = 1, reduced = 0, percent = 101 }, goods = new { variants = Enumerable.Range(0, 501).Select(_ => PromotionLab.NewId()) },
            terms = new { from = "2027-01-02", to = "2027-01-01", hours = Enumerable.Range(0, 21).Select(_ => new { from = "01:00:00", to = "02:00:00" }) }, minimum = new { }, limits = new { perBasket = 0, perCustomer = 0, inTotal = 0 },
        }, owner)).Is(400);

        answer.Codes.Distinct().ShouldBe(
            ["text.too_long", "promotion.too_many_named", "promotion.too_many_hours", "book.promotion.dates", "book.promotion.count", "book.promotion.percent", "book.promotion.minimum", "book.promotion.limits"], ignoreOrder: true);
        answer.Codes.Count(code => code == "book.promotion.limits").ShouldBe(3);
    }

    [Fact]
    public async Task A_promotion_is_made_begun_changed_ended_and_begun_again_each_by_its_version()
    {
        var (thing, owner) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"));
        var made = (await shop.Http.SendAsync("POST", "/api/v1/promotions", new { name = new { en = "Steps", bn = "ধাপ" }, benefit = _ten, goods = PromotionLab.Goods(thing) }, owner, ("Idempotency-Key", "promotion-steps-1"))).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/promotions", new { name = new { en = "Steps", bn = "ধাপ" }, benefit = _ten, goods = PromotionLab.Goods(thing) }, owner, ("Idempotency-Key", "promotion-steps-1"))).Is(201)["id"].ShouldBe(made["id"]);
        made["state"].ShouldBe("draft");
        var path = $"/api/v1/promotions/{made["id"]}";
        (await shop.QuoteAsync([(thing, 1)])).Applied.ShouldBeEmpty("a draft reduces nothing");
        (await shop.Http.SendAsync("POST", path + "/end", token: owner)).Is(409).Code.ShouldBe("promotion.not_active");

        (await shop.Http.SendAsync("POST", path + "/activate", token: owner)).Is(200)["version"].ShouldBe("2");
        (await shop.Http.SendAsync("POST", path + "/activate", token: owner)).Is(409).Code.ShouldBe("promotion.active");
        (await shop.Http.SendAsync("DELETE", path, token: owner)).Is(409).Code.ShouldBe("promotion.in_use");
        var body = new { name = new { en = "Steps" }, benefit = new { kind = "percentOff", percent = 20 }, goods = PromotionLab.Goods(thing) };
        (await shop.Http.SendAsync("PUT", path, body, owner)).Is(428);
        (await shop.Http.SendAsync("PUT", path, body, owner, made.Match())).Is(412);
        (await shop.Http.SendAsync("PUT", path, body, owner, ("If-Match", "\"2\""))).Is(200)["version"].ShouldBe("3");
        (await shop.QuoteAsync([(thing, 1)])).ToPay.Minor.ShouldBe(8_000);

        (await shop.Http.SendAsync("POST", path + "/end", token: owner)).Is(200)["state"].ShouldBe("ended");
        (await shop.Http.SendAsync("PUT", path, body, owner, ("If-Match", "\"4\""))).Is(409).Code.ShouldBe("promotion.ended");
        var copy = (await shop.Http.SendAsync("POST", path + "/copy", token: owner)).Is(201);
        (copy["state"], copy["id"] == made["id"]).ShouldBe(("draft", false));
        (await shop.Http.SendAsync("DELETE", $"/api/v1/promotions/{copy["id"]}", token: owner)).Is(204);
        (await shop.Http.SendAsync("POST", path + "/activate", token: owner)).Is(200);
        (await shop.QuoteAsync([(thing, 1)])).ToPay.Minor.ShouldBe(8_000);
        (await shop.ScalarAsync<string>($"select string_agg(action, ' ' order by id) from platform.audit where subject_id = '{made["id"]}'"))
            .ShouldBe("catalog.promotion.add catalog.promotion.activate catalog.promotion.update catalog.promotion.end catalog.promotion.activate");
        (await shop.Http.SendAsync("POST", path + "/end", token: owner)).Is(200);
    }

    [Fact]
    public async Task Coupons_open_their_promotion_whatever_their_case_until_they_are_used_up_or_disabled()
    {
        var (thing, owner) = (await shop.ThingAsync("100.00"), await shop.Http.TokenAsync("owner"));
        var id = await shop.PromotionAsync(_ten, PromotionLab.Goods(thing), new { needsCoupon = true });
        var plain = await shop.PromotionAsync(_ten, PromotionLab.Goods(await shop.ThingAsync("1.00")));
        Task<Answer> Make(object body, Guid? of = null) => shop.Http.SendAsync("POST", $"/api/v1/promotions/{of ?? id}/coupons", body, owner);

        (await Make(new { code = "eid-2027" })).Is(201).Json.GetProperty("first")[0].GetString().ShouldBe("EID-2027");
        (await Make(new { code = "Eid-2027" })).Is(409).Codes.ShouldBe(["coupon.taken"]);
        (await Make(new { code = "no blanks" })).Is(400).Codes.ShouldBe(["book.coupon.code"]);
        (await Make(new { code = "A", count = 3, maxUses = 0 })).Is(400).Codes.ShouldBe(["book.coupon.max_uses", "coupon.either"], ignoreOrder: true);
        (await Make(new { })).Is(400).Codes.ShouldBe(["coupon.count"]);
        (await Make(new { count = 10_001, prefix = new string('P', 21) })).Is(400).Codes.ShouldBe(["coupon.count", "coupon.prefix"], ignoreOrder: true);
        (await Make(new { code = "NOT-NEEDED" }, plain)).Is(409).Codes.ShouldBe(["coupon.not_needed"]);

        (await Make(new { count = 10_000, prefix = "tea-", maxUses = 1 })).Is(201)["made"].ShouldBe("10000");
        (await shop.ScalarAsync<long>($"select count(distinct code) from catalog.coupon where promotion_id = '{id}' and code ~ '^TEA-[2-9A-HJKMNP-Z]{{5}}-[2-9A-HJKMNP-Z]{{5}}$'")).ShouldBe(10_000);
        var page = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/coupons?limit=200", token: owner)).Is(200).Json;
        page.GetProperty("items").GetArrayLength().ShouldBe(200);
        (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/coupons?limit=200&cursor={page.GetProperty("nextCursor").GetString()}", token: owner)).Is(200).Json.GetProperty("items")[0].GetProperty("code").GetString()
            .ShouldNotBe(page.GetProperty("items")[199].GetProperty("code").GetString());
        (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/coupons?format=csv", token: owner)).Is(200).Text.Split('\n').Length.ShouldBeGreaterThan(10_001);

        (await shop.QuoteAsync([(thing, 1)])).ToPay.Minor.ShouldBe(10_000);
        (await shop.QuoteAsync([(thing, 1)], coupons: [" eid-2027 "])).ToPay.Minor.ShouldBe(9_000);
        var coupon = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/coupons?q=eid", token: owner)).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString();
        (await shop.Http.SendAsync("POST", $"/api/v1/coupons/{coupon}/disable", token: owner)).Is(200)["disabledAt"].ShouldNotBeEmpty();
        (await shop.Http.SendAsync("POST", $"/api/v1/coupons/{coupon}/disable", token: owner)).Is(409).Code.ShouldBe("coupon.disabled");
        (await shop.QuoteAsync([(thing, 1)], coupons: ["EID-2027"])).Refused.ShouldContain(refusal => refusal.Code == "coupon.over");
        (await shop.QuoteAsync([(thing, 1)], coupons: ["EID-2O27"])).Refused.ShouldContain(refusal => refusal.Code == "coupon.unknown", "it never was one");

        // What has ended takes its coupons with it.
        var good = (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{id}/coupons", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("code").GetString()!).First(code => code != "EID-2027");
        (await shop.QuoteAsync([(thing, 1)], coupons: [good])).Refused.ShouldNotContain(refusal => refusal.Coupon == good);
        (await shop.Http.SendAsync("POST", $"/api/v1/promotions/{id}/end", token: owner)).Is(200);
        (await shop.QuoteAsync([(thing, 1)], coupons: [good])).Refused.ShouldContain(refusal => refusal.Code == "coupon.over" && refusal.Coupon == good);
    }

    [Fact]
    public async Task A_preview_tries_a_draft_beside_what_is_active_and_changes_nothing()
    {
        var (thing, other, owner) = (await shop.ThingAsync("40.00"), await shop.ThingAsync("60.00"), await shop.Http.TokenAsync("owner"));
        await shop.PromotionAsync(_ten, PromotionLab.Goods(thing));
        var before = await StateAsync();
        var store = await shop.StoreAsync();
        object Ask(object? draft, decimal quantity = 2) => new { storeId = store.Value, lines = new[] { new { packId = thing.Pack.Value, quantity } }, draft };

        var better = (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", Ask(new { name = new { en = "Better", bn = "আরও ভালো" }, benefit = new { kind = "amountOff", amount = PromotionLab.Taka("10.00") }, goods = PromotionLab.Goods(thing), needsCoupon = true }), owner)).Is(200).Json;
        better.GetProperty("total").GetProperty("amount").GetString().ShouldBe("60.00");
        better.GetProperty("without").GetProperty("amount").GetString().ShouldBe("72.00", "what is active already takes 10 % off");
        var steps = better.GetProperty("lines")[0].GetProperty("trace").EnumerateArray().ToList();
        steps.Select(step => step.GetProperty("code").GetString()).ShouldBe(["price", "amount_off"]);
        steps[1].GetProperty("name").GetProperty("bn").GetString().ShouldBe("আরও ভালো");
        better.GetProperty("refused").EnumerateArray().ShouldContain(refusal => refusal.GetProperty("code").GetString() == "promotion.not_combinable" && refusal.GetProperty("better").GetProperty("en").GetString() == "Better");

        var far = (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", Ask(new { name = new { en = "Elsewhere" }, benefit = _ten, goods = PromotionLab.Goods(other) }), owner)).Is(200).Json;
        far.GetProperty("refused")[0].GetProperty("code").GetString().ShouldBe("promotion.other_goods");
        var later = (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", Ask(new { name = new { en = "Later" }, benefit = new { kind = "percentOff", percent = 50 }, goods = PromotionLab.Goods(thing), terms = new { from = PromotionLab.Days(9) } }), owner)).Is(200).Json;
        later.GetProperty("refused")[0].GetProperty("day").GetString().ShouldBe(PromotionLab.Days(9));
        (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", Ask(draft: null), owner)).Is(200).Json.GetProperty("total").GetProperty("amount").GetString().ShouldBe("72.00");

        (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", Ask(new { name = new { en = "Bad" }, benefit = new { kind = "percentOff", percent = 0 } }), owner)).Is(400).Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("draft.benefit.percent");
        (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", Ask(new { }), owner)).Is(400).Codes.ShouldBe(["body.required", "body.required"]);
        (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", Ask(draft: null, quantity: 0), owner)).Is(400).Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("lines[0].quantity");
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_manager_makes_promotions_of_their_own_store_and_of_no_other()
    {
        var (owner, manager) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"));
        var (mine, other) = (await shop.StoreAsync(), await shop.StoreAsync("S2"));
        object Body(params Guid[] stores) => new { name = new { en = "Of stores" }, benefit = _ten, terms = new { stores } };
        var theirs = (await shop.Http.SendAsync("POST", "/api/v1/promotions", Body(other.Value), owner)).Is(201);
        var companys = (await shop.Http.SendAsync("POST", "/api/v1/promotions", Body(), owner)).Is(201);
        var before = await StateAsync();

        (await shop.Http.SendAsync("POST", "/api/v1/promotions", Body(), manager)).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/promotions", Body(mine.Value, other.Value), manager)).Is(403);
        foreach (var path in (string[])[$"/api/v1/promotions/{theirs["id"]}", $"/api/v1/promotions/{companys["id"]}"])
        {
            (await shop.Http.SendAsync("PUT", path, Body(mine.Value), manager, ("If-Match", "\"1\""))).Is(403);
            (await shop.Http.SendAsync("POST", path + "/activate", token: manager)).Is(403);
            (await shop.Http.SendAsync("DELETE", path, token: manager)).Is(403);
        }

        (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{theirs["id"]}", token: manager)).Is(404);
        (await shop.Http.SendAsync("GET", $"/api/v1/promotions/{companys["id"]}", token: manager)).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/promotions?limit=200", token: manager)).Is(200).Text.ShouldNotContain(theirs["id"]);
        foreach (var role in (string[])["cashier", "rider", "customer"])
        {
            (await shop.Http.SendAsync("GET", "/api/v1/promotions", token: await shop.Http.TokenAsync(role))).Is(403);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/promotions")).Is(401);
        (await StateAsync()).ShouldBe(before);
        var own = (await shop.Http.SendAsync("POST", "/api/v1/promotions", Body(mine.Value), manager)).Is(201);
        (await shop.Http.SendAsync("PUT", $"/api/v1/promotions/{own["id"]}", Body(other.Value), manager, own.Match())).Is(403);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/promotions/{own["id"]}", token: manager)).Is(204);
    }

    [Fact]
    public async Task Lists_are_searched_filtered_sorted_paged_and_exported()
    {
        var owner = await shop.Http.TokenAsync("owner");
        foreach (var name in (string[])["Zebra cross A", "Zebra cross B", "Zebra cross C"])
        {
            (await shop.Http.SendAsync("POST", "/api/v1/promotions", new { name = new { en = name, bn = "জেব্রা" }, benefit = _ten }, owner)).Is(201);
        }

        async Task<JsonElement> List(string query) => (await shop.Http.SendAsync("GET", "/api/v1/promotions?" + query, token: owner)).Is(200).Json;
        IEnumerable<string?> Names(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetProperty("en").GetString());

        Names(await List("q=zebra&sort=name")).ShouldBe(["Zebra cross A", "Zebra cross B", "Zebra cross C"]);
        var first = await List("q=zebra&sort=-name&limit=2");
        Names(first).ShouldBe(["Zebra cross C", "Zebra cross B"]);
        Names(await List($"q=zebra&sort=-name&limit=2&cursor={first.GetProperty("nextCursor").GetString()}")).ShouldBe(["Zebra cross A"]);
        var newest = await List("q=zebra&limit=1");
        Names(await List($"q=zebra&limit=5&cursor={newest.GetProperty("nextCursor").GetString()}")).ShouldBe(["Zebra cross B", "Zebra cross A"]);
        Names(await List("q=zebra&state=active")).ShouldBeEmpty();
        Names(await List("q=zebra&kind=bundle")).ShouldBeEmpty();
        Names(await List("q=zebra&kind=percentOff&state=draft")).Count().ShouldBe(3);
        (await shop.Http.SendAsync("GET", "/api/v1/promotions?q=zebra&format=csv", token: owner)).Is(200).Text.Split('\n').Count(line => line.Contains("Zebra", StringComparison.Ordinal)).ShouldBe(3);
        (await shop.Http.SendAsync("GET", "/api/v1/promotions?sort=price", token: owner)).Is(400);
        (await shop.Http.SendAsync("GET", $"/api/v1/promotions?sort=name&cursor={newest.GetProperty("nextCursor").GetString()}", token: owner)).Is(400).Codes.ShouldBe(["cursor.invalid"]);
    }

    [Fact]
    public async Task The_editor_works_without_script_in_both_languages()
    {
        var (thing, owner) = (await shop.ThingAsync("40.00"), await shop.Http.TokenAsync("owner"));
        var name = (await shop.Http.SendAsync("GET", $"/api/v1/products/{thing.Product}", token: owner)).Is(200).Json.GetProperty("name").GetProperty("en").GetString()!;
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        (await browser.GetAsync("/admin/promotions/new")).Is(200).Html.QuerySelectorAll(".kind").Length.ShouldBe(9);
        var page = (await browser.GetAsync("/admin/promotions/new?kind=percent_off")).Is(200);

        // What is looked for is shown to be ticked, and what was typed stays.
        var typed = PageSession.With(PageSession.Fields(page, "#promotion"), ("name.en", "Ten off"), ("benefit.percent", "১০"), ("find.goods", name));
        var found = (await browser.PostAsync("/admin/promotions/new?handler=Find", typed)).Is(200);
        found.Html.QuerySelector("input[name='name.en']")!.GetAttribute("value").ShouldBe("Ten off");
        found.Html.QuerySelector($"#pick-goods input[value='variant:{thing.Variant}']").ShouldNotBeNull();

        var chosen = PageSession.With(PageSession.Fields(found, "#promotion"), ("goods", $"variant:{thing.Variant}"), ("find.goods", ""), ("basket.qty." + thing.Pack, "2"));
        var tried = (await browser.PostAsync("/admin/promotions/new?handler=Find", chosen)).Is(200);
        tried.Html.QuerySelector("#example-result")!.TextContent.ShouldContain("Ten off: 2 × ৳\u00A040 → ৳\u00A036");
        (await browser.PostAsync("/bn/admin/promotions/new?handler=Find", chosen)).Is(200).Html.QuerySelector("#example-result")!.TextContent.ShouldContain("এই প্রমোশন ছাড়া");

        var wrong = (await browser.PostAsync("/admin/promotions/new", PageSession.With(chosen, ("benefit.percent", "200"), ("limits.inTotal", "0")))).Is(400);
        wrong.Html.QuerySelectorAll(".is-invalid").Select(field => field.GetAttribute("name")).ShouldBe(["benefit.percent", "limits.inTotal"], ignoreOrder: true);

        var saved = (await browser.PostAsync("/admin/promotions/new", chosen)).Is(302).Location!;
        var kept = (await browser.GetAsync(saved)).Is(200);
        (await browser.PostAsync(saved + "?handler=Activate", PageSession.Fields(kept, "#activate"))).Is(302);
        (await shop.QuoteAsync([(thing, 2)])).ToPay.Minor.ShouldBe(7_200);

        // Two who edit at once: the later is shown what the other has made.
        var mine = PageSession.Fields((await browser.GetAsync(saved)).Is(200), "#promotion");
        (await browser.PostAsync(saved, PageSession.With(mine, ("benefit.percent", "20")))).Is(302);
        (await browser.PostAsync(saved, PageSession.With(mine, ("benefit.percent", "30")))).Is(412).Html.QuerySelector(".conflict")!.TextContent.ShouldContain("20%");
        (await browser.PostAsync(saved + "?handler=End", PageSession.Fields(kept, "#copy"))).Is(302);
        (await browser.GetAsync(saved + "/uptake")).Is(200).Text.ShouldContain("Nobody has used it");
        (await browser.GetAsync("/bn" + saved)).Is(200);
    }

    [Fact]
    public async Task Coupons_are_made_printed_and_taken_out_of_use_on_their_page()
    {
        var id = await shop.PromotionAsync(_ten, PromotionLab.Goods(await shop.ThingAsync("9.00")), new { needsCoupon = true });
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var path = $"/admin/promotions/{id}/coupons";
        var page = (await browser.GetAsync(path)).Is(200);
        page.Text.ShouldContain("There is no coupon yet");

        (await browser.PostAsync(path + "?handler=Many", PageSession.With(PageSession.Fields(page, "#many"), ("count", "12"), ("prefix", "page-"), ("maxUses", "1")))).Is(302);
        (await browser.PostAsync(path + "?handler=Own", PageSession.With(PageSession.Fields(page, "#own"), ("code", "bad code")))).Is(400).Html.QuerySelector("#own .is-invalid")!.GetAttribute("name").ShouldBe("code");
        var listed = (await browser.GetAsync(path)).Is(200);
        listed.Html.QuerySelectorAll("tbody tr").Length.ShouldBe(12);
        (await browser.GetAsync(path + "/print")).Is(200).Html.QuerySelectorAll(".coupon").Length.ShouldBe(12);
        var ticked = listed.Html.QuerySelector("input[name=ids]")!.GetAttribute("value")!;
        (await browser.PostAsync(path + "?handler=Disable", [.. PageSession.Fields(page, "#own").Where(field => field.Key == "__RequestVerificationToken"), KeyValuePair.Create("ids", ticked)])).Is(302);
        (await browser.GetAsync(path + "?state=usable")).Is(200).Html.QuerySelectorAll("tbody tr").Length.ShouldBe(11);
    }

    [Fact]
    public async Task The_demo_shop_has_promotions_that_take_something_off()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var items = (await shop.Http.SendAsync("GET", "/api/v1/promotions?state=active&limit=200", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        foreach (var name in (string[])["Biscuit weeks", "Bath soap", "5 small noodles", "2 packs of pasta", "৳150 off", "Cool hours", "Welcome"])
        {
            items.ShouldContain(item => item.GetProperty("name").GetProperty("en").GetString()!.StartsWith(name, StringComparison.Ordinal), name);
        }

        var soap = await shop.ScalarAsync<Guid>("""
            select pack.id from catalog.listing join catalog.pack on pack.id = listing.pack_id join catalog.category on category.id = listing.category_id where category.slug = 'soap' and price_minor is not null order by product_id limit 1
            """);
        var tried = (await shop.Http.SendAsync("POST", "/api/v1/promotions/preview", new { storeId = (await shop.StoreAsync()).Value, lines = new[] { new { packId = soap, quantity = 3 } } }, owner)).Is(200).Json;
        var line = tried.GetProperty("lines")[0];
        decimal.Parse(line.GetProperty("amount").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture).ShouldBe(decimal.Parse(line.GetProperty("unitPrice").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture) * 2);
    }

    private Task<string> StateAsync() => shop.ScalarAsync<string>(
        "select concat_ws(' ', (select count(*) || '/' || sum(version) from catalog.promotion), (select count(*) from catalog.coupon), (select count(*) from catalog.promotion_use), (select count(*) from platform.audit where action like 'catalog.%'))");
}
