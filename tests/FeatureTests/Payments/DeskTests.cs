using System.Text;
using System.Text.Json;
using Aisle.Contracts.Payments;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Aisle.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Payments;

/// <summary>What staff see of payments and do about them, over HTTP and on the pages, and what providers paid out.</summary>
public sealed class DeskTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    [Fact]
    public async Task Payments_are_found_by_number_transaction_and_reference_filtered_paged_and_had_as_a_file()
    {
        await lab.ReadyAsync();
        var token = await lab.Http.TokenAsync("manager");
        var (paper, other) = (await lab.PaperAsync(), await lab.PaperAsync());
        var step = await lab.PayAtAsync(paper, "bkash");
        await lab.SendAwayAsync(other, "nagad");
        var paid = await lab.AttemptAsync(paper, step);
        foreach (var words in (string[])[paper.Name, paper.Name[^10..], paid.Transaction, paid.Reference])
        {
            (await ListAsync($"q={words}", token)).ShouldBe([paid.Id.ToString()]);
        }

        (await ListAsync($"q={paper.Name}&state=paid&method=bkash&store={await StoreAsync("S1")}", token)).Length.ShouldBe(1);
        (await ListAsync($"q={paper.Name}&state=open", token)).ShouldBeEmpty();
        (await ListAsync($"q={other.Name}&state=open", token)).Length.ShouldBe(1);
        (await ListAsync($"q={paper.Name}&to={Uri.EscapeDataString(lab.Clock.GetUtcNow().AddHours(-1).ToString("O", System.Globalization.CultureInfo.InvariantCulture))}", token)).ShouldBeEmpty();
        (await ListAsync("q=100%25_no", token)).ShouldBeEmpty("signs of patterns mean themselves");
        var first = (await lab.Http.SendAsync("GET", "/api/v1/payments?limit=1", token: token)).Is(200);
        (await lab.Http.SendAsync("GET", $"/api/v1/payments?limit=1&cursor={first["nextCursor"]}", token: token)).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString().ShouldNotBe(first.Json.GetProperty("items")[0].GetProperty("id").GetString());
        var file = (await lab.Http.SendAsync("GET", $"/api/v1/payments?format=csv&q={paper.Name}", token: token)).Is(200).Text;
        file.ShouldContain(paid.Transaction);
        (await lab.Http.SendAsync("GET", "/api/v1/payments?state=nonsense&method=paypal&limit=0", token: token)).Is(400).Codes.Count().ShouldBe(3);
    }

    [Fact]
    public async Task One_payment_shows_its_history_and_its_traffic_without_secrets_to_those_who_may()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.PayAtAsync(paper, "bkash");
        var (manager, accountant, cashier) = (await lab.Http.TokenAsync("manager"), await lab.Http.TokenAsync("accountant"), await lab.Http.TokenAsync("cashier"));

        var detail = (await lab.Http.SendAsync("GET", $"/api/v1/payments/{step.Attempt.Id}", token: manager)).Is(200).Json;

        detail.GetProperty("steps").EnumerateArray().Select(one => one.GetProperty("outcome").GetString()).ShouldBe(["created", "started", "paid"]);
        (await lab.Http.SendAsync("GET", $"/api/v1/payments/{step.Attempt.Id}", token: cashier)).Is(403);
        (await lab.Http.SendAsync("GET", $"/api/v1/payments/{step.Attempt.Id}")).Is(401);
        (await lab.Http.SendAsync("GET", $"/api/v1/payments/{step.Attempt.Id}/traffic", token: manager)).Is(403);
        await Eventually.IsAsync(async () => (await lab.ScalarAsync<long>("select count(*) from payments.traffic where attempt_id = $1", step.Attempt.Id.Value)) >= 4);
        var traffic = (await lab.Http.SendAsync("GET", $"/api/v1/payments/{step.Attempt.Id}/traffic", token: accountant)).Is(200).Text;
        traffic.ShouldContain("/execute");
        traffic.ShouldContain("\"in\"");
        foreach (var secret in (string[])[SandboxKeys.BkashAppSecret, SandboxKeys.BkashPassword, "eyJ"])
        {
            traffic.ShouldNotContain(secret, Case.Sensitive);
        }

        System.Text.RegularExpressions.Regex.IsMatch(traffic, "signature=[A-Za-z0-9]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)).ShouldBeFalse("what proves a return is a secret, also within an address");

        (await lab.ScalarAsync<string>("select string_agg(account || token || refresh, ' ') from payments.bkash_token")).ShouldNotContain("eyJ", Case.Sensitive, "tokens are sealed");
    }

    [Theory]
    [InlineData("accept", 125100, 0)]
    [InlineData("refund", 125100, 125100)]
    [InlineData("dismiss", 0, 0)]
    public async Task A_success_of_another_amount_is_decided_by_a_person(string decision, long paid, long excess)
    {
        await lab.ReadyAsync();
        var token = await lab.Http.TokenAsync("manager");
        // One more taka than was asked for is also more than is due, unless more is due by now.
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "bkash");
        var back = await lab.DecideAsync(step, ModelCalls.Pays);
        lab.Fault("bkash", "execute", FaultKinds.WrongAmount);
        (await back()).Is(303);
        (await lab.AttemptAsync(paper, step)).State.ShouldBe(PaymentAttemptState.Disputed);
        (await lab.StartAsync(lab.Attempt(paper, "nagad"))).FirstError.Code.ShouldBe("payment.open");
        (await lab.InUnitAsync(payments => payments.AskAsync(paper.Id, PaymentsLab.Taka(130000), PaymentsLab.Stop))).IsSuccess.ShouldBeTrue();
        var path = $"/api/v1/payments/{step.Attempt.Id}/decide";
        (await lab.Http.SendAsync("POST", path, new { decision = "guess", note = "" }, token)).Is(400).Codes.ShouldBe(["text.required", "payment.decision"], ignoreOrder: true);
        (await lab.Http.SendAsync("POST", path, new { decision, note = "Their page says so" }, await lab.Http.TokenAsync("cashier"))).Is(403);
        var key = Guid.CreateVersion7(lab.Clock.GetUtcNow()).ToString();

        (await lab.Http.SendAsync("POST", path, new { decision, note = "Their page says so" }, token, ("Idempotency-Key", key))).Is(200);

        (await lab.Http.SendAsync("POST", path, new { decision, note = "Their page says so" }, token, ("Idempotency-Key", key))).Is(200);
        (await lab.Http.SendAsync("POST", path, new { decision, note = "Their page says so" }, token)).Is(409).Codes.ShouldBe(["payment.state"]);
        var intent = await lab.ReadAsync(paper);
        (intent.Paid.Minor, intent.Excess.Minor, intent.Due.Minor).ShouldBe((paid, excess, 130000 - paid + excess));
        intent.Attempts.Single().State.ShouldBe(decision == "dismiss" ? PaymentAttemptState.Failed : PaymentAttemptState.Paid);
        (await lab.ScalarAsync<long>("select count(*) from platform.audit where action = 'payments.attempt.decide' and subject_id = $1", step.Attempt.Id.ToString())).ShouldBe(1);
        if (decision == "refund")
        {
            // bKash has taken what was asked for and refuses to give back more: that, too, is for a person.
            await Eventually.IsAsync(async () => (await lab.ReadAsync(paper)).Refunds is [{ State: RefundState.Failed, Fault: "payment.refund_more" }]);
            (await lab.Http.SendAsync("GET", $"/api/v1/refunds?state=waiting&q={paper.Name}", token: token)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        }
    }

    [Fact]
    public async Task Staff_ask_the_provider_as_soon_as_it_allows_give_back_and_say_that_a_transfer_came()
    {
        await lab.ReadyAsync();
        var token = await lab.Http.TokenAsync("manager");
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "nagad");
        await lab.DecideAsync(step.SendTo!, ModelCalls.Pays);
        var asked = (await lab.Http.SendAsync("POST", $"/api/v1/payments/{step.Attempt.Id}/ask", null, token)).Is(200).Json;
        asked.GetProperty("nextAt").GetDateTimeOffset().ShouldBeGreaterThan(lab.Clock.GetUtcNow().AddSeconds(60), "not before two minutes");
        lab.Clock.Advance(TimeSpan.FromMinutes(3));
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{step.Attempt.Id}/ask", null, token)).Is(200);
        await Eventually.IsAsync(async () => (await lab.ReadAsync(paper)).State == PaymentIntentState.Paid);
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{step.Attempt.Id}/ask", null, token)).Is(409).Codes.ShouldBe(["payment.state"]);

        var body = new { amount = Taka("250.00"), to = "origin", reason = "Rice came too late" };
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{step.Attempt.Id}/refunds", body, await lab.Http.TokenAsync("accountant"))).Is(403);
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{step.Attempt.Id}/refunds", body with { amount = Taka("1250.01") }, token)).Is(409).Codes.ShouldBe(["payment.refund_more"]);
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{step.Attempt.Id}/refunds", body, token)).Is(200).Json.GetProperty("refunds").GetArrayLength().ShouldBe(1);
        await lab.RefundIsAsync(paper, RefundState.Done);

        var transfer = await lab.PaperAsync();
        var promised = (await lab.StartAsync(lab.Attempt(transfer, "bank"))).Value;
        (await lab.Http.SendAsync("POST", $"/api/v1/payments/{promised.Attempt.Id}/collect", new { amount = Taka("1250.00"), reference = "FT-1" }, token)).Is(200).Json.GetProperty("payment").GetProperty("state").GetString().ShouldBe("paid");
        (await lab.ToldAsync(transfer)).ShouldBe(["promised bank 0", "paid bank 125000"]);
    }

    [Fact]
    public async Task What_providers_paid_out_is_matched_posted_and_never_taken_in_twice()
    {
        await lab.ReadyAsync();
        var token = await lab.Http.TokenAsync("accountant");
        var (first, second) = (await lab.PaperAsync(), await lab.PaperAsync());
        var steps = new[] { await lab.PayAtAsync(first, "stripe"), await lab.PayAtAsync(second, "stripe") };
        var (one, two) = (await lab.AttemptAsync(first, steps[0]), await lab.AttemptAsync(second, steps[1]));
        (await lab.RefundAsync(second, 25000)).IsSuccess.ShouldBeTrue();
        await lab.RefundIsAsync(second, RefundState.Done);
        var refund = (await lab.ReadAsync(second)).Refunds.Single();
        var before = await CustodyAsync(token);
        before.Booked.ShouldBe(before.Total, "the books say what the rows say");
        var purse = (await lab.Http.SendAsync("GET", "/api/v1/wallets?limit=1", token: token)).Is(200).Json.GetProperty("items")[0].GetProperty("wallet").GetProperty("id").GetString();
        (await lab.Http.SendAsync("POST", $"/api/v1/wallets/{purse}/top-up", new { amount = new { amount = "5.00", currency = "BDT" }, tender = "stripe" }, await lab.Http.TokenAsync("owner"))).Status.ShouldBeOneOf(200, 201);
        (await OthersAsync(token, "stripe")).ShouldBe(("5.00", "0.00"), "what came in another way is shown apart, and at the provider it came to");
        before = await CustodyAsync(token);
        var (day, unknown) = (lab.Clock.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "pi_" + Guid.CreateVersion7(lab.Clock.GetUtcNow()).ToString("N"));
        var file = $"""
            provider,paid_on,transaction,kind,gross,fee,vat,at
            stripe,{day},{one.Transaction},payment,1250.00,36.25,5.44,
            stripe,{day},{two.Transaction},payment,1240.00,36.25,5.44,
            stripe,{day},{refund.Reference},refund,250.00,,,
            stripe,{day},{unknown},payment,10.00,0.30,,
            stripe,{day},{one.Transaction},payment,1250.00,,,
            paypal,soon,,gift,0,x,,never

            """;
        (await SendAsync(file, token, "?dryRun=true")).Is(201).Json.GetProperty("added").GetInt32().ShouldBe(4);
        (await CustodyAsync(token)).ShouldBe(before, "a trial changes nothing");

        var taken = (await SendAsync(file, token)).Is(201).Json;

        (taken.GetProperty("added").GetInt32(), taken.GetProperty("refused").GetInt32()).ShouldBe((4, 2));
        taken.GetProperty("refusals").EnumerateArray().Select(refusal => refusal.GetProperty("code").GetString()).ShouldContain("row.repeated");
        var after = await CustodyAsync(token);
        (after.Total, after.Booked).ShouldBe((before.Total - 225000, before.Booked - 225000));
        var settlement = (await lab.Http.SendAsync("GET", "/api/v1/settlements?provider=stripe&limit=1", token: token)).Is(200).Json.GetProperty("items")[0];
        Amount(settlement, "net").ShouldBe("2166.32");
        var differences = (await lab.Http.SendAsync("GET", $"/api/v1/settlements/{settlement.GetProperty("id").GetString()}", token: token)).Is(200).Json.GetProperty("differences").EnumerateArray()
            .Select(difference => difference.GetProperty("kind").GetString() + " " + difference.GetProperty("transaction").GetString()).ToList();
        differences.ShouldContain("amount " + two.Transaction);
        differences.ShouldContain("unknown " + unknown);
        differences.ShouldNotContain(difference => difference.EndsWith(one.Transaction, StringComparison.Ordinal));

        (await SendAsync(file, token)).Is(201).Json.GetProperty("same").GetInt32().ShouldBe(4);
        (await CustodyAsync(token)).ShouldBe(after);

        // It is on its way until the bank has it, which is said once.
        await WellAsync();
        var arrival = $"/api/v1/settlements/{settlement.GetProperty("id").GetString()}/arrival";
        object Came(string amount, string day, string currency = "BDT") => new { amount = new { amount, currency }, arrivedOn = day, reference = "FT-20261123" };
        (await lab.Http.SendAsync("POST", arrival, Came("2166.32", "1999-01-01", "USD"), token)).Is(400).Codes.ShouldBe(["settlement.amount", "settlement.arrived_on"]);
        (await lab.Http.SendAsync("POST", arrival, Came("-1.00", "2999-01-01"), token)).Is(400).Codes.ShouldBe(["settlement.amount", "settlement.arrived_on"]);
        (await lab.Http.SendAsync("POST", arrival, Came("2166.32", day), await lab.Http.TokenAsync("manager"))).Is(403);
        (await lab.Http.SendAsync("POST", $"/api/v1/settlements/{Guid.CreateVersion7(lab.Clock.GetUtcNow())}/arrival", Came("2166.32", day), token)).Is(404);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => lab.Http.SendAsync("POST", arrival, Came("2166.32", day), token)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        (await lab.Http.SendAsync("POST", arrival, Came("2166.31", day), token)).Is(409).Code.ShouldBe("settlement.arrived");
        var there = answers[0].Json.GetProperty("settlement");
        (Amount(there, "arrived"), there.GetProperty("arrivedOn").GetString(), there.GetProperty("reference").GetString()).ShouldBe(("2166.32", day, "FT-20261123"));
        (await lab.ScalarAsync<long>("select count(*) from ledger.entry where series = 'PA'")).ShouldBe(1);
        await WellAsync();
        (await SendAsync(file, await lab.Http.TokenAsync("manager"))).Is(403);
        (await SendAsync("a,b\n1,2\n", token)).Is(400).Codes.ShouldBe(["import.file"]);
    }

    [Fact]
    public async Task The_pages_show_it_in_both_languages_and_a_form_sent_twice_gives_back_once()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.PayAtAsync(paper, "bkash");
        using var browser = new PageSession(lab.Http.BaseAddress!);
        await browser.LoginAsync("owner");
        foreach (var language in (string[])["", "/bn"])
        {
            foreach (var path in (string[])["/admin/payments", $"/admin/payments?q={paper.Name}&state=paid&from=2020-01-01", $"/admin/payments/{step.Attempt.Id}", "/admin/payments/refunds", "/admin/payments/refunds?state=all", "/admin/payments/settlements", "/admin/payments/settlements/import", "/admin/payments/custody"])
            {
                var page = (await browser.GetAsync(language + path)).Is(200);
                page.Text.ShouldNotContain("payments.", Case.Sensitive, path);
            }
        }

        (await browser.GetAsync("/admin/payments?handler=Export")).Is(200).Text.ShouldContain("transaction");
        var form = $"/admin/payments/{step.Attempt.Id}";
        var shown = (await browser.GetAsync(form)).Is(200);
        (await browser.FillAsync(shown, form, "main form[action='?handler=Refund']", ("amount", "x"), ("reason", ""))).Is(400);
        for (var times = 0; times < 2; times++)
        {
            (await browser.FillAsync(shown, form, "main form[action='?handler=Refund']", ("amount", "250"), ("reason", "Rice came too late"))).Is(302);
        }

        await lab.RefundIsAsync(paper, RefundState.Done);
        (await lab.ReadAsync(paper)).Refunds.ShouldHaveSingleItem().Amount.Minor.ShouldBe(25000);
        using var cashier = new PageSession(lab.Http.BaseAddress!);
        await cashier.LoginAsync("cashier");
        (await cashier.GetAsync(form)).Status.ShouldBe(403);
    }

    private static object Taka(string amount) => new { amount, currency = "BDT" };

    private static string Amount(JsonElement of, string name) => of.GetProperty(name).GetProperty("amount").GetString()!;

    private Task<Guid> StoreAsync(string code) => lab.ScalarAsync<Guid>("select id from stores.store where code = $1", code);

    private async Task<string[]> ListAsync(string query, string token) =>
        [.. (await lab.Http.SendAsync("GET", "/api/v1/payments?" + query, token: token)).Is(200).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private async Task WellAsync() =>
        (await lab.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "payments", told: null, PaymentsLab.Stop)).Results.Where(result => !result.Ok).SelectMany(result => result.Faults).ShouldBeEmpty();

    private Task<Answer> SendAsync(string file, string token, string query = "") => lab.Http.SendAsync("POST", "/api/v1/settlements/imports" + query, new StringContent(file, Encoding.UTF8, "text/csv"), token);

    /// <summary>What others than payments have put into the account of a provider, and into SSLCommerz's.</summary>
    private async Task<(string Of, string OfAnother)> OthersAsync(string token, string provider)
    {
        var items = (await lab.Http.SendAsync("GET", "/api/v1/payments/custody", token: token)).Is(200).Json.GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("provider").GetString()!, item => Amount(item, "others"));
        return (items[provider], items["sslcommerz"]);
    }

    /// <summary>What Stripe and the others of its account in the books have, in minor units, and what that account says.</summary>
    private async Task<(long Total, long Booked)> CustodyAsync(string token)
    {
        var items = (await lab.Http.SendAsync("GET", "/api/v1/payments/custody", token: token)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        var stripe = items.Single(item => item.GetProperty("provider").GetString() == "stripe");
        return (Minor(stripe, "total"), Minor(stripe, "booked"));

        static long Minor(JsonElement of, string name) => (long)(decimal.Parse(Amount(of, name), System.Globalization.CultureInfo.InvariantCulture) * 100);
    }
}
