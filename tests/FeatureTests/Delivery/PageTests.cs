using System.Globalization;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Delivery;

/// <summary>The admin's pages of zones, plans and slots, in both languages, without script.</summary>
public sealed class PageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Form = "main form[method=post]";

    [Theory]
    [InlineData("", "BD-7-53-451", "BD-7-54")]
    [InlineData("/bn", "BD-8-61", "BD-8-62")]
    public async Task A_zone_is_made_of_areas_that_are_ticked(string language, string area, string another)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var root = language + "/admin/delivery/zones";
        var form = (await browser.GetAsync(root + "/new")).Is(200);
        // What another zone has cannot be ticked.
        form.Html.QuerySelector("input[name=areas][value='BD-6-47-T13']")!.HasAttribute("disabled").ShouldBeTrue();
        var wrong = (await browser.FillAsync(form, root + "/new", Form, ("name.en", ""), ("fee", "x"))).Is(400);
        wrong.Html.QuerySelectorAll(".invalid-feedback").Length.ShouldBeGreaterThanOrEqualTo(1);
        var bare = (await browser.FillAsync(form, root + "/new", Form, ("name.en", "North"), ("name.bn", "উত্তর"), ("fee", "৬০"))).Is(400);
        bare.Html.QuerySelector("main")!.TextContent.ShouldNotContain("zone.areas");
        bare.Html.QuerySelector("input[name=fee]")!.GetAttribute("value").ShouldBe("৬০");
        var made = (await browser.FillAsync(form, root + "/new", Form, ("name.en", "North"), ("name.bn", "উত্তর"), ("fee", "৬০"), ("areas", area), ("areas", another))).Is(302);
        var path = made.Location!;
        var page = (await browser.GetAsync(path)).Is(200);
        page.Html.QuerySelectorAll("input[name=areas][checked]").Select(box => box.GetAttribute("value")).ShouldBe([another], ignoreOrder: true);
        (await browser.GetAsync(root)).Is(200).Html.QuerySelector("table")!.TextContent.ShouldContain(language.Length == 0 ? "North" : "উত্তর");
        (await browser.GetAsync(root + "?handler=Export")).Is(200).Text.ShouldContain(another);
        (await browser.FillAsync(page, path + "?handler=Remove", Form)).Is(302);
        (await browser.GetAsync(path)).Is(404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task A_plan_an_exception_and_a_slot_are_changed_by_forms(string language)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("manager")).Is(302);
        var (root, store) = (language + "/admin/delivery", await shop.StoreAsync("S1"));
        var form = (await browser.GetAsync($"{root}/plans/new?store={store}")).Is(200);
        (await browser.FillAsync(form, root + "/plans/new", Form, ("capacity", "০"), ("from", "12:00"), ("to", "09:00"))).Is(400).Html.QuerySelectorAll(".invalid-feedback").Length.ShouldBe(2);
        var hour = language.Length == 0 ? "07" : "08";
        (await browser.FillAsync(form, root + "/plans/new", Form, ("capacity", "৪"), ("from", hour + ":00"), ("to", hour + ":45"), ("closesBefore", "10"))).Is(302);
        // Sent twice, it is there once.
        (await browser.FillAsync(form, root + "/plans/new", Form, ("capacity", "৪"), ("from", hour + ":00"), ("to", hour + ":45"), ("closesBefore", "10"))).Is(302);
        var plan = await shop.ScalarAsync<Guid>($"select id from delivery.plan where store_id = '{store}' and starts = '{hour}:00' and ends = '{hour}:45'");
        var slot = await shop.SlotAsync(plan);

        var plans = (await browser.GetAsync($"{root}/plans?store={store}")).Is(200);
        plans.Text.ShouldNotContain("delivery.", Case.Sensitive, "a text is missing");
        var except = $"{root}/plans?store={store}";
        (await browser.FillAsync(plans, except, "form[action*='handler=Except']", ("day", ""))).Is(400).Html.QuerySelector(".invalid-feedback").ShouldNotBeNull();
        var day = TimeProvider.System.GetUtcNow().AddDays(5).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (await browser.FillAsync(plans, except, "form[action*='handler=Except']", ("day", day), ("planId", plan.ToString()), ("note", "Fair"))).Is(302);
        var shown = (await browser.GetAsync(except)).Is(200);
        shown.Html.QuerySelector(".slot-exception")!.TextContent.ShouldContain("Fair");
        (await browser.FillAsync(shown, except, "form[action*='handler=Remove']")).Is(302);
        (await browser.GetAsync(except)).Is(200).Html.QuerySelector(".slot-exception").ShouldBeNull();

        var week = (await browser.GetAsync($"{root}/slots?store={store}")).Is(200);
        week.Html.QuerySelectorAll(".slot-day").Length.ShouldBe(7);
        week.Html.QuerySelector($"a[href$='{slot}']").ShouldNotBeNull();
        week.Text.ShouldNotContain("delivery.", Case.Sensitive, "a text is missing");
        var document = DeliveryLab.NewDocument();
        (await shop.Services.TakeAsync(slot, document)).IsSuccess.ShouldBeTrue();
        var one = (await browser.GetAsync($"{root}/slots/{slot}")).Is(200);
        one.Html.QuerySelector("main table")!.TextContent.ShouldContain(document.Id);
        (await browser.FillAsync(one, $"{root}/slots/{slot}", Form, ("capacity", ""))).Is(400);
        (await browser.FillAsync(one, $"{root}/slots/{slot}", Form, ("capacity", "৯"), ("isClosed", "true"))).Is(302);
        (await shop.ScalarAsync<bool>($"select is_closed and capacity = 9 and taken = 1 from delivery.slot where id = '{slot}'")).ShouldBeTrue();
        (await browser.FillAsync(one, $"{root}/slots/{slot}", Form, ("capacity", "5"))).Is(412);
        var editing = (await browser.GetAsync($"{root}/plans/{plan}")).Is(200);
        (await browser.FillAsync(editing, $"{root}/plans/{plan}", Form, ("capacity", "6"))).Is(302);
        (await browser.FillAsync(editing, $"{root}/plans/{plan}?handler=Remove", Form)).Is(302);
        (await shop.Services.GiveBackAsync(document)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Pages_are_not_shown_to_who_may_not()
    {
        using var rider = new PageSession(shop.Http.BaseAddress!);
        (await rider.LoginAsync("rider")).Is(302);
        (await rider.GetAsync("/admin/delivery/slots")).Is(200).Html.QuerySelector("a[href*='/slots/']").ShouldNotBeNull();
        (await rider.GetAsync("/admin/delivery/zones")).Is(403);
        (await rider.GetAsync("/admin/delivery/plans/new")).Is(404);
        (await rider.GetAsync("/admin/customers")).Is(403);
        var theirs = await shop.ScalarAsync<Guid>($"select id from delivery.slot where store_id = '{await shop.StoreAsync("S2")}' limit 1");
        (await rider.GetAsync($"/admin/delivery/slots/{theirs}")).Is(404);
    }

    [Theory]
    [InlineData("/admin/delivery/zones", 1)]
    [InlineData("/admin/delivery/slots", 1)]
    [InlineData("/admin/delivery/plans", 2)]
    public async Task Pages_ask_few_statements(string path, int most)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        await browser.GetAsync(path);
        int.Parse((await browser.GetAsync(path)).Is(200).Response.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(most);
    }
}
