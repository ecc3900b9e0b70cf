using System.Globalization;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Stores;
using Microsoft.Extensions.DependencyInjection;
using static Aisle.FeatureTests.Stores.StoresLab;

namespace Aisle.FeatureTests.Stores;

public sealed class EditTaxTests(ShopHost shop) : IClassFixture<ShopHost>
{
    // Days are those of the shop; a few of margin keep the tests right at midnight anywhere.
    private static readonly string _yesterday = Day(-2);
    private static readonly string _soon = Day(10);
    private static readonly string _later = Day(40);

    [Fact]
    public async Task Only_who_may_edit_taxes_changes_them()
    {
        var before = await shop.StateAsync();
        foreach (var (method, path, body) in ((string, string, object?)[])
            [
                ("POST", "/api/v1/tax-classes", new { code = "new", name = new { en = "New" } }), ("PUT", "/api/v1/tax-classes/standard", new { name = new { en = "New" } }), ("DELETE", "/api/v1/tax-classes/standard", null),
                ("POST", "/api/v1/tax-rates", new { taxClass = "standard", percent = 16, from = _soon }), ("PUT", "/api/v1/tax-rates/standard/2019-07-01", new { percent = 16 }), ("DELETE", "/api/v1/tax-rates/standard/2019-07-01", null),
            ])
        {
            (await shop.Http.SendAsync(method, path, body, token: null, IfMatch("\"1\""))).Is(401);
            foreach (var role in (string[])["manager", "cashier", "customer"])
            {
                (await shop.Http.SendAsync(method, path, body, await shop.Http.TokenAsync(role), IfMatch("\"1\""))).Is(403);
            }
        }

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_future_rate_is_set_changed_and_taken_away()
    {
        await shop.ListenAsync();
        var token = await shop.Http.TokenAsync("accountant");

        var set = (await shop.Http.SendAsync("POST", "/api/v1/tax-rates", new { taxClass = "reduced", percent = 8.25, from = _soon }, token)).Is(201);
        Timeline(set).ShouldBe($"7.5 2019-07-01..{Day(9)}, 8.25 {_soon}..");
        (await shop.Http.SendAsync("POST", "/api/v1/tax-rates", new { taxClass = "reduced", percent = 9, from = _soon }, token)).Is(409).Code.ShouldBe("tax_rate.exists");
        var changed = (await shop.Http.SendAsync("PUT", $"/api/v1/tax-rates/reduced/{_soon}", new { percent = 9 }, token, IfMatch(set.Headers.ETag!.Tag))).Is(200);
        Timeline(changed).ShouldBe($"7.5 2019-07-01..{Day(9)}, 9 {_soon}..");
        var line = await shop.AuditAsync("stores.tax_class.update", "reduced");
        line.GetProperty("actor_name").GetString().ShouldBe("Farhana Yasmin");
        line.GetProperty("before").GetProperty("rates")[1].GetProperty("percent").GetDecimal().ShouldBe(8.25m);

        (await shop.Http.SendAsync("DELETE", $"/api/v1/tax-rates/reduced/{_soon}", body: null, token, IfMatch("\"1\""))).Is(412);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/tax-rates/reduced/{_soon}", body: null, token)).Is(428);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/tax-rates/reduced/{_soon}", body: null, token, IfMatch(changed.Headers.ETag!.Tag))).Is(204);
        var left = (await shop.Http.SendAsync("GET", "/api/v1/tax-classes/reduced")).Is(200);
        Timeline(left).ShouldBe("7.5 2019-07-01..");
        left.Headers.ETag!.Tag.ShouldStartWith("\"5.");
        (await shop.ToldAsync("stores.tax_class_changed.v1", "tax-class/reduced")).ShouldBe(3);
    }

    [Fact]
    public async Task What_has_been_taxed_stays()
    {
        var token = await shop.Http.TokenAsync("accountant");
        var tag = (await shop.Http.SendAsync("GET", "/api/v1/tax-classes/standard")).Headers.ETag!.Tag;
        var before = await shop.StateAsync();

        (await shop.Http.SendAsync("DELETE", "/api/v1/tax-rates/standard/2019-07-01", body: null, token, IfMatch(tag))).Is(409).Code.ShouldBe("tax_rate.begun");
        (await shop.Http.SendAsync("PUT", "/api/v1/tax-rates/standard/2019-07-01", new { percent = 16 }, token, IfMatch(tag))).Is(400).Codes.ShouldBe(["tax_rate.begun"]);
        (await shop.Http.SendAsync("POST", "/api/v1/tax-rates", new { taxClass = "standard", percent = 16, from = _yesterday }, token)).Is(400).Codes.ShouldBe(["tax_rate.begun"]);
        (await shop.Http.SendAsync("POST", "/api/v1/tax-rates", new { taxClass = "standard", percent = -1, from = "1800-01-01" }, token)).Is(400).Codes.ShouldBe(["tax_rate.percent", "tax_rate.date"]);
        (await shop.Http.SendAsync("POST", "/api/v1/tax-rates", new { taxClass = "nobody", percent = 1, from = _soon }, token)).Is(404).Code.ShouldBe("tax_class.unknown");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/tax-rates/standard/{_soon}", body: null, token, IfMatch(tag))).Is(404).Code.ShouldBe("tax_rate.unknown");
        (await shop.Http.SendAsync("DELETE", "/api/v1/tax-rates/standard/soon", body: null, token, IfMatch(tag))).Is(404);
        (await shop.Http.SendAsync("DELETE", "/api/v1/tax-classes/standard", body: null, token, IfMatch(tag))).Is(409).Code.ShouldBe("tax_class.has_rates");

        (await shop.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_class_is_made_named_given_its_first_rate_and_only_an_empty_one_removed()
    {
        await shop.ListenAsync();
        var token = await shop.Http.TokenAsync("admin");

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.Http.SendAsync("POST", "/api/v1/tax-classes", new { code = "luxury", name = new { en = "Luxury" } }, token)));
        made.Select(answer => answer.Status).Order().ShouldBe([201, 409, 409, 409]);
        var named = (await shop.Http.SendAsync("PUT", "/api/v1/tax-classes/luxury", new { name = new { en = "Luxury goods", bn = "বিলাস পণ্য" } }, token, IfMatch("\"1\""))).Is(200);
        (await shop.Http.SendAsync("PUT", "/api/v1/tax-classes/luxury", new { name = new { en = "Other" } }, token, IfMatch("\"1\""))).Is(412);
        (await shop.Http.SendAsync("PUT", "/api/v1/tax-classes/nobody", new { name = new { en = "Other" } }, token, IfMatch("\"1\""))).Is(404);
        // Nothing was taxed with it, so that its first rate may have begun.
        (await shop.Http.SendAsync("POST", "/api/v1/tax-rates", new { taxClass = "luxury", percent = 30, from = _yesterday }, token)).Is(201);

        (await shop.Http.SendAsync("POST", "/api/v1/tax-classes", new { code = "mistake", name = new { en = "Mistake" } }, token)).Is(201);
        var rate = (await shop.Http.SendAsync("POST", "/api/v1/tax-rates", new { taxClass = "mistake", percent = 30, from = _later }, token)).Is(201);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/tax-rates/mistake/{_later}", body: null, token, IfMatch(rate.Headers.ETag!.Tag))).Is(204);
        (await shop.Http.SendAsync("DELETE", "/api/v1/tax-classes/mistake", body: null, token, IfMatch("\"3\""))).Is(204);
        (await shop.Http.SendAsync("GET", "/api/v1/tax-classes/mistake")).Is(404);
        (await shop.AuditAsync("stores.tax_class.remove", "mistake")).GetProperty("before").GetProperty("name").GetProperty("en").GetString().ShouldBe("Mistake");
        (await shop.ScalarAsync<string>("select body from public.told where key = 'tax-class/mistake' and body like '%true%'")).ShouldContain("\"isRemoved\":true");
    }

    [Fact]
    public async Task An_import_changes_rates_that_have_begun_only_where_that_is_said()
    {
        await shop.ListenAsync();
        var before = await shop.StateAsync();
        const string rewritten = "tax_class,percent,from,to\ntobacco,35,2019-07-01,\n";

        (await ImportAsync(rewritten)).ShouldHaveSingleItem().ShouldStartWith("tax-rates.csv:2: from: The rate of 15% from 2019-07-01 has begun");
        (await ImportAsync("tax_class,percent,from,to\ntobacco,15,2020-07-01,\n")).ShouldNotBeEmpty("the rate that began before is missing");
        (await ImportAsync($"tax_class,percent,from,to\ntobacco,15,2019-07-01,2020-01-01\ntobacco,20,2020-01-02,\n")).ShouldNotBeEmpty();
        (await shop.StateAsync()).ShouldBe(before);

        (await ImportAsync($"tax_class,percent,from,to\ntobacco,15,2019-07-01,{Day(9)}\ntobacco,20,{_soon},\n")).ShouldBeEmpty("what is to come may change");
        (await ImportAsync($"tax_class,percent,from,to\ntobacco,15,2019-07-01,{Day(9)}\ntobacco,20,{_soon},\n")).ShouldBeEmpty();
        (await shop.ToldAsync("stores.tax_class_changed.v1", "tax-class/tobacco")).ShouldBe(1, "an import tells as an edit does, and only of what it changed");
        (await ImportAsync(rewritten, rewritesTaxHistory: true)).ShouldBeEmpty();
        (await shop.AuditAsync("stores.tax_class.update", "tobacco")).GetProperty("after").GetProperty("rates")[0].GetProperty("percent").GetDecimal().ShouldBe(35);
    }

    private async Task<IReadOnlyList<string>> ImportAsync(string rates, bool rewritesTaxHistory = false)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await StoresCsv.ImportAsync(scope.ServiceProvider, name => name == "tax-rates.csv" ? new StringReader(rates) : null, TestContext.Current.CancellationToken, rewritesTaxHistory);
    }

    private static string Timeline(Answer answer) => string.Join(", ", answer.Json.GetProperty("rates").EnumerateArray()
        .Select(rate => $"{rate.GetProperty("percent")} {rate.GetProperty("from")}..{(rate.TryGetProperty("to", out var to) ? to.GetString() : "")}"));

    private static string Day(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
