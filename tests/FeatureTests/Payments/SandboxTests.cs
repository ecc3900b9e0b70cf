using Aisle.FeatureTests.Support;
using Aisle.Modules.Payments.Providers;
using Aisle.Platform.Commands;
using Aisle.Sandbox;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Payments;

/// <summary>The simulators themselves: their control page, what they show, and when they are not there.</summary>
public sealed class SandboxTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    [Fact]
    public async Task Faults_are_set_seen_taken_and_cleared_over_the_api()
    {
        await lab.ReadyAsync();
        var set = (await lab.Http.SendAsync("POST", "/sandbox/api/faults", new { provider = "bkash", operation = "create", kind = "code", value = "2029", times = 2 })).Is(200);
        (await lab.Provider("bkash").StartAsync(lab.Order(), PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Failed>().Fault.Code.ShouldBe("payment.repeated");
        (await lab.Http.SendAsync("GET", "/sandbox/api/faults")).Json.GetProperty("faults")[0].GetProperty("left").GetInt32().ShouldBe(1);
        (await lab.Http.SendAsync("DELETE", $"/sandbox/api/faults/{set["id"]}")).Is(204);
        await lab.BeginAsync("bkash");
        (await lab.Http.SendAsync("GET", "/sandbox/api/payments")).Json.GetProperty("payments")[0].GetProperty("status").GetString().ShouldBe("open");

        var wrong = (await lab.Http.SendAsync("POST", "/sandbox/api/faults", new { provider = "paypal", kind = "nonsense", times = 0, value = new string('x', 200) })).Is(400);
        wrong.Codes.ShouldBe(["sandbox.provider", "sandbox.kind", "sandbox.value", "sandbox.times"], ignoreOrder: true);
        (await lab.Http.SendAsync("POST", "/sandbox/api/faults", "nonsense")).Is(400);
        (await lab.Http.SendAsync("PUT", "/sandbox/api/addresses", new { provider = "stripe", url = "http://elsewhere.example/" })).Is(400).Codes.ShouldBe(["sandbox.url"]);
        (await lab.Http.SendAsync("POST", "/sandbox/api/payments/stripe/notices", new { reference = "cs_none", act = "again" })).Is(404);
    }

    [Theory]
    [InlineData("", "Payment sandbox")]
    [InlineData("/bn", "পেমেন্ট স্যান্ডবক্স")]
    public async Task The_control_page_sets_faults_without_script(string language, string title)
    {
        await lab.ReadyAsync();
        using var browser = new PageSession(lab.Http.BaseAddress!);
        var page = (await browser.GetAsync(language + "/sandbox")).Is(200);
        page.Html.Title.ShouldStartWith(title);
        page.Html.QuerySelectorAll("script, style, [style], [onclick]").ShouldBeEmpty();
        (await browser.FillAsync(page, "/sandbox", "main form", ("place", "nagad/verify"), ("kind", "error_500"), ("times", ""))).Is(303).Location.ShouldBe(language + "/sandbox");
        lab.Faults.All.ShouldHaveSingleItem().Left.ShouldBeNull();
        (await browser.FillAsync(page, "/sandbox", "main form", ("place", "nagad/nothing"), ("times", "x"))).Is(400).Html.QuerySelectorAll("[role=alert]").Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_typed_into_a_simulator_is_shown_as_text_and_bad_requests_are_answered()
    {
        await lab.ReadyAsync();
        const string Script = "<script>alert(1)</script>";
        var (_, started) = await lab.BeginAsync("stripe", lab.Order() with { OrderNumber = Script });
        var page = await lab.Http.GetStringAsync(started.SendTo.PathAndQuery, PaymentsLab.Stop);
        page.ShouldNotContain(Script);
        page.ShouldContain("&lt;script&gt;");

        foreach (var (method, path) in ((string, string)[])[("GET", "/sandbox/bkash/pay"), ("POST", "/sandbox/bkash/pay?paymentId=x"), ("GET", "/sandbox/nagad/pay/x"), ("GET", "/sandbox/sslcommerz/pay/x"), ("POST", "/sandbox/stripe/pay/x")])
        {
            (await lab.Http.SendAsync(method, path, method == "POST" ? new FormUrlEncodedContent([]) : null)).Is(404);
        }

        foreach (var path in (string[])["/sandbox/bkash/v1.2.0-beta/tokenized/checkout/create", "/sandbox/nagad/check-out/initialize/683002007104225/ABCDE1", "/sandbox/sslcommerz/gwprocess/v4/api.php", "/sandbox/stripe/v1/checkout/sessions", "/sandbox/bkash/v1.2.0-beta/tokenized/checkout/token/grant"])
        {
            foreach (var body in (string[])["", "{", "[]", "null", "\u0000"])
            {
                (await lab.Http.SendAsync("POST", path, body)).Status.ShouldBeLessThan(500, path);
            }
        }
    }

    [Fact]
    public async Task Where_it_is_switched_off_there_is_nothing_and_a_store_without_an_account_says_so()
    {
        await using var off = await OwnHost.StartAsync(lab.Cluster, new ShiftClock(), ("Aisle:Sandbox:Enabled", "false"));
        foreach (var path in (string[])["/sandbox", "/sandbox/api/faults", "/sandbox/style.css", "/sandbox/stripe/v1/refunds/x"])
        {
            (await off.Http.SendAsync("GET", path)).Is(404);
        }

        off.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ShouldNotContain(endpoint => endpoint.RoutePattern.RawText!.Contains("sandbox", StringComparison.Ordinal));
        foreach (var provider in off.Services.GetRequiredService<PaymentProviders>().All)
        {
            var order = new StartAttempt("S1", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), "1", PaymentsLab.Taka(100000), new Uri("http://shop.example/"), new CustomerFacts("", "", "", "", "", "", "", ""));
            (await provider.StartAsync(order, PaymentsLab.Stop)).ShouldBeOfType<StartOutcome.Failed>().Fault.Code.ShouldBe("payment.not_set_up");
        }

        // Whoever reaches the simulators pays with nothing: where the shop's address is not this machine they are off by themselves.
        Cluster.Settings(("Aisle:Sandbox:Enabled", "")).Sandbox.Enabled.ShouldBeFalse();
        Cluster.Settings(("Aisle:Sandbox:Enabled", ""), ("Aisle:PublicUrl", "http://localhost:8080")).Sandbox.Enabled.ShouldBeTrue();
        Should.Throw<FaultException>(() => Cluster.Settings(("Aisle:Sandbox:Enabled", "perhaps"))).Message.ShouldContain("Aisle:Sandbox:Enabled");
    }

    [Theory]
    [InlineData(true, "http://127.0.0.1:8080/pay/bkash/S2/return/0190b3f0-7c1e-7000-8000-000000000001", "http://127.0.0.1:8080/api/v1/payments/notices/bkash/S2")]
    [InlineData(true, "http://shop.example/pay/bkash/S2/return/0190b3f0-7c1e-7000-8000-000000000001", null)]
    [InlineData(true, "http://127.0.0.1:8080/elsewhere", null)]
    [InlineData(true, "no address", null)]
    [InlineData(false, "http://127.0.0.1:8080/pay/bkash/S2/return/0190b3f0-7c1e-7000-8000-000000000001", null)]
    public void Notices_go_to_the_shop_that_began_a_payment_unless_another_address_was_set(bool sends, string back, string? to)
    {
        var sender = new NoticeSender(null!, null!, new SandboxOptions { Enabled = true, Notices = sends }, TimeProvider.System);
        sender.AddressOf("bkash", back)?.ToString().ShouldBe(to);
        (sender.AddressOf("bkash", back) is null).ShouldBe(to is null);
        sender.Addresses["bkash"] = "http://localhost:9/told";
        sender.AddressOf("bkash", back)!.ToString().ShouldBe("http://localhost:9/told");
        Cluster.Settings(("Aisle:Sandbox:Notices", "")).Sandbox.Notices.ShouldBeTrue();
        Should.Throw<FaultException>(() => Cluster.Settings(("Aisle:Sandbox:Notices", "perhaps"))).Message.ShouldContain("Aisle:Sandbox:Notices");
    }

    [Fact]
    public void Every_fault_of_the_accounts_is_told_at_once_and_no_credential()
    {
        const string Secret = "a-very-secret-word";
        var told = Should.Throw<FaultException>(() => Cluster.Settings(
            ("Aisle:Payments:TimeoutSeconds", "0"), ("Aisle:Payments:Stores:S1:Bkash:Address", "http://bkash.example/"), ("Aisle:Payments:Stores:S1:Bkash:Password", Secret), ("Aisle:Payments:Stores:S1:Bkash:Api", "v3"),
            ("Aisle:Payments:Stores:S1:Nagad:MerchantPrivateKey", Secret), ("Aisle:Payments:Stores:S2:Stripe:SecretKey", Secret), ("Aisle:Payments:Stores:S2:SslCommerz:StoreId", "x"))).Message;

        foreach (var key in (string[])["Aisle:Payments:TimeoutSeconds", "S1:Bkash:Address", "S1:Bkash:AppKey", "S1:Bkash:Api", "S1:Nagad:MerchantPrivateKey", "S1:Nagad:ServerIp", "S2:Stripe:SecretKey", "S2:Stripe:WebhookSecret", "S2:SslCommerz:Address", "S2:SslCommerz:StorePassword"])
        {
            told.ShouldContain(key);
        }

        told.ShouldNotContain(Secret);
    }
}
