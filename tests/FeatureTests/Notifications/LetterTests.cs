using System.Text;
using System.Text.Json;
using Aisle.FeatureTests.Mail;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Notifications;

/// <summary>Letters as the shop writes them, and what became of them.</summary>
public sealed class LetterTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Path = "/api/v1/letters/confirmed.en";

    [Fact]
    public async Task A_letter_says_what_the_shop_has_written_until_it_is_reset()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 20);
        var at = Address();
        var own = (await shop.Http.SendAsync("GET", Path, token: lab.Owner)).Is(200);
        own["version"].ShouldBe("0");
        own.Json.GetProperty("placeholders").EnumerateArray().Select(name => name.GetString()).ShouldBe(["number", "shop", "name", "total", "due"]);

        var body = new { subject = "{shop}: {number} <b>is</b> yours", text = "Have {due} ready, {name}.\nThank you & see you <script>alert(1)</script>" };
        (await shop.Http.SendAsync("PUT", Path, body, lab.Owner)).Is(428);
        var saved = (await shop.Http.SendAsync("PUT", Path, body, lab.Owner, ("If-Match", "\"0\""))).Is(200);
        (saved["version"], saved["isChanged"]).ShouldBe(("1", "True"));
        (await shop.Http.SendAsync("PUT", Path, body, lab.Owner, ("If-Match", "\"0\""))).Is(412).Code.ShouldBe("letter.outdated");
        (await shop.Http.SendAsync("PUT", Path, body, lab.Owner, ("If-Match", "\"1\""))).Is(200)["version"].ShouldBe("1", "the same words again are no change");

        // The name holds a placeholder of its own, which is nobody's; HTML is shown and never meant.
        var order = await OrderAsync(lab, goods[0], at, "Mina {total} <i>");
        var read = Read(await shop.MailToAsync(at, 2));
        read.Subject.ShouldEndWith($"{order} <b>is</b> yours");
        read.Text.ShouldContain("ready, Mina {total} <i>.");
        read.Html.ShouldContain("Thank you &amp; see you &lt;script&gt;alert(1)&lt;/script&gt;");
        read.Html.ShouldContain("Mina {total} &lt;i&gt;.<br>Thank you");
        read.Html.ShouldNotContain("<script>");

        var back = (await shop.Http.SendAsync("POST", Path + "/reset", token: lab.Owner)).Is(200);
        (back["version"], back["isChanged"], back["text"]).ShouldBe(("2", "False", own["text"]));
        var changes = back.Json.GetProperty("changes").EnumerateArray().Select(change => (change.GetProperty("version").GetInt32(), change.TryGetProperty("subject", out var subject) && subject.ValueKind == JsonValueKind.String)).ToList();
        changes.ShouldBe([(2, false), (1, true)]);
        (await shop.Http.SendAsync("POST", Path + "/reset", token: lab.Owner)).Is(200)["version"].ShouldBe("2");
        (await shop.ScalarAsync<string>("select string_agg(action, ' ' order by id) from platform.audit where subject_id = 'confirmed.en'")).ShouldBe("notifications.letter.edit notifications.letter.reset");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => shop.ScalarAsync<int>("update notifications.letter_text set text = 'x' returning version"));

        // Each letter that went is in the list, with whom it went to masked.
        var sent = (await shop.Http.SendAsync("GET", $"/api/v1/letters/sent?q={order}", token: lab.Owner)).Is(200);
        sent.Json.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("kind").GetString()).ShouldBe(["confirmed", "placed"]);
        sent.Text.ShouldNotContain(at);
        await Eventually.IsAsync(async () => (await shop.Http.SendAsync("GET", $"/api/v1/letters/sent?q={order}", token: lab.Owner)).Json.GetProperty("items").EnumerateArray().All(one => one.GetProperty("state").GetString() == "sent"));
    }

    [Theory]
    [InlineData("confirmed.en", "Hi {who}", "Text", "letter.placeholder", "subject", "{who}")]
    [InlineData("confirmed.en", "Hi", "Back: {amount}", "letter.placeholder", "text", "{amount}")]
    [InlineData("confirmed.en", "Hi", "Old {0} words", "letter.placeholder", "text", "{0}")]
    [InlineData("confirmed.bn", "", "Text", "text.required", "subject", "")]
    [InlineData("confirmed.bn", "Two\nlines", "Text", "text.control_characters", "subject", "")]
    [InlineData("confirmed.bn", "Hi", " ", "text.required", "text", "")]
    public async Task What_cannot_be_sent_is_refused_by_its_name(string id, string subject, string text, string code, string field, string named)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var answer = (await shop.Http.SendAsync("PUT", "/api/v1/letters/" + id, new { subject, text }, owner, ("If-Match", "\"0\""))).Is(400);
        var error = answer.Json.GetProperty("errors").EnumerateArray().Single();
        (error.GetProperty("code").GetString(), error.GetProperty("field").GetString()).ShouldBe((code, field));
        error.GetProperty("message").GetString()!.ShouldContain(named);
        (await shop.Http.SendAsync("POST", $"/api/v1/letters/{id}/preview", new { subject, text }, owner)).Is(400);
        (await shop.Http.SendAsync("POST", $"/api/v1/letters/{id}/test", new { subject, text }, owner)).Is(400);
    }

    [Fact]
    public async Task Letters_of_another_kind_know_other_placeholders_and_a_preview_changes_nothing()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var seen = (await shop.Http.SendAsync("POST", "/api/v1/letters/refunded.en/preview", new { subject = "{amount} back", text = "For <{number}>" }, owner)).Is(200);
        seen["subject"].ShouldBe("৳\u00A0180 back");
        seen["html"].ShouldContain("For &lt;S1-2026-000123&gt;");
        (await shop.Http.SendAsync("POST", "/api/v1/letters/return_approved.bn/preview", new { subject = "ফেরত {return}", text = "{number}" }, owner)).Is(200)["text"].ShouldContain("নুসরাত জাহান");
        (await shop.Http.SendAsync("GET", "/api/v1/letters/refunded.en", token: owner)).Is(200)["version"].ShouldBe("0");
        (await shop.Http.SendAsync("GET", "/api/v1/letters/nothing.en", token: owner)).Is(404);
        (await shop.Http.SendAsync("PUT", "/api/v1/letters/placed.xx", new { subject = "a", text = "b" }, owner, ("If-Match", "\"0\""))).Is(404);
        (await shop.Http.SendAsync("GET", "/api/v1/letters", token: owner)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(34);
    }

    [Fact]
    public async Task A_trial_goes_to_oneself_and_is_told_in_the_list()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var sent = (await shop.Http.SendAsync("POST", "/api/v1/letters/packed.en/test", new { subject = "Trial of {number}", text = "Packed for {name}" }, owner)).Is(200);
        sent["to"].ShouldNotBe("owner@demo.example");
        Read(await shop.MailToAsync("owner@demo.example", with: "Subject: Trial of")).Subject.ShouldBe("Trial of S1-2026-000123");
        var list = (await shop.Http.SendAsync("GET", "/api/v1/letters/sent?limit=200", token: owner)).Is(200).Json.GetProperty("items").EnumerateArray();
        list.Single(one => one.GetProperty("id").GetString() == sent["id"]).GetProperty("isTest").GetBoolean().ShouldBeTrue();
        (await shop.Http.SendAsync("GET", "/api/v1/letters/packed.en", token: owner)).Is(200)["version"].ShouldBe("0");
    }

    [Fact]
    public async Task Who_is_of_one_store_or_of_no_staff_writes_no_letters()
    {
        foreach (var role in (string[])["manager", "cashier"])
        {
            var token = await shop.Http.TokenAsync(role);
            (await shop.Http.SendAsync("GET", "/api/v1/letters", token: token)).Is(403);
            (await shop.Http.SendAsync("GET", "/api/v1/letters/sent", token: token)).Is(403);
            (await shop.Http.SendAsync("PUT", Path, new { subject = "a", text = "b" }, token, ("If-Match", "\"0\""))).Is(403);
            (await shop.Http.SendAsync("POST", Path + "/reset", token: token)).Is(403);
            (await shop.Http.SendAsync("POST", Path + "/test", new { subject = "a", text = "b" }, token)).Is(403);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/letters")).Is(401);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("manager")).Is(302);
        foreach (var path in (string[])["/admin/letters", "/admin/letters/placed.en", "/admin/letters/sent", "/admin/letters/sent?handler=Export"])
        {
            (await browser.GetAsync(path)).Status.ShouldBeOneOf(403, 404);
        }
    }

    [Fact]
    public async Task The_editor_shows_an_example_refuses_with_what_was_typed_and_tells_who_changed_what()
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var list = (await browser.GetAsync("/admin/letters")).Is(200);
        list.Html.QuerySelectorAll("a[href^='/admin/letters/delivered.']").Length.ShouldBe(2);
        const string page = "/admin/letters/delivered.bn";
        var form = PageSession.Fields((await browser.GetAsync(page)).Is(200), "#letter");

        var seen = (await browser.PostAsync(page + "?handler=Preview", PageSession.With(form, ("subject", "<i>{number}</i>"), ("text", "এক\nদুই")))).Is(200);
        seen.Html.QuerySelector("#preview h3")!.TextContent.ShouldBe("<i>S১-২০২৬-০০০১২৩</i>");
        var wrong = (await browser.PostAsync("/bn" + page, PageSession.With(form, ("subject", "{foo} {return}")))).Is(400);
        wrong.Html.QuerySelector("#f-subject-fault")!.TextContent.ShouldContain("{foo}");
        wrong.Html.QuerySelector("input[name=subject]")!.GetAttribute("value").ShouldBe("{foo} {return}");

        var typed = PageSession.With(form, ("subject", "হাতে পেয়েছেন {number}"), ("text", "ভালো থাকুন, {name}।"));
        (await browser.PostAsync(page, typed)).Is(302);
        var kept = (await browser.GetAsync(page)).Is(200);
        kept.Html.QuerySelector(".letter-changes")!.TextContent.ShouldContain("হাতে পেয়েছেন {number}");
        var outdated = (await browser.PostAsync(page, PageSession.With(typed, ("text", "অন্য লেখা")))).Is(412);
        outdated.Html.QuerySelector("textarea[name=text]")!.TextContent.Trim().ShouldBe("অন্য লেখা");
        (await browser.PostAsync(page, PageSession.Fields(outdated, "#letter"))).Is(302);
        (await browser.PostAsync(page + "?handler=Reset", PageSession.Fields(kept, "#letter"))).Is(302);
        (await browser.GetAsync(page)).Is(200).Html.QuerySelectorAll(".letter-changes > li").Length.ShouldBe(3);

        (await browser.PostAsync(page + "?handler=Test", form)).Is(302).Location.ShouldBe("/admin/letters/sent");
        (await browser.GetAsync("/bn/admin/letters/sent")).Is(200).Text.ShouldContain("পরীক্ষা");
        (await browser.GetAsync("/admin/letters/sent?handler=Export")).Is(200).Text.ShouldContain("delivered");
    }

    private static (string Subject, string Text, string Html) Read(string mail)
    {
        var read = new ReadMail(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(mail)));
        return (read["Subject"], read.Parts[0].Text, read.Parts[1].Text);
    }

    private static string Address() => $"letter-{OrdersLab.NewId():N}@example.com";

    /// <summary>Orders and promises to pay at the door; the number of the order.</summary>
    private async Task<string> OrderAsync(OrdersLab lab, Orders.Goods goods, string email, string name)
    {
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods);
        await shopper.FetchAsync();
        var quote = (await shopper.CartAsync()).GetProperty("quoteHash").GetString();
        var placed = (await shopper.SendAsync("POST", "/orders/checkout", new { id = shopper.Id, quoteHash = quote, contact = new { name, phone = "01711000000", email }, method = "cash", isOfAge = true })).Is(201);
        (await shopper.PayAsync(placed, "cash")).Is(200);
        return placed.Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString()!;
    }
}
