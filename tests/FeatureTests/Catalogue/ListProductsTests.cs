using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Catalogue;

public sealed class ListProductsTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("basmti rice", "basmati")]
    [InlineData("BASMATI", "basmati")]
    [InlineData("basma", "basmati")]
    [InlineData("বাসমতি", "basmati")]
    [InlineData("chal", "rice")]
    [InlineData("চাল", "rice")]
    [InlineData("chaal", "rice")]
    [InlineData("murgi", "chicken")]
    [InlineData("peyaj", "onion")]
    [InlineData("shabaan", "soap")]
    public async Task Finds_what_was_meant_in_any_script_and_spelling(string typed, string inName)
    {
        var list = await shop.JsonAsync($"/api/v1/products?q={Uri.EscapeDataString(typed)}&limit=5");

        Names(list).ShouldNotBeEmpty();
        Names(list).ShouldContain(name => name.Contains(inName, StringComparison.OrdinalIgnoreCase), string.Join(" | ", Names(list)));
    }

    [Fact]
    public async Task Says_what_a_misspelt_search_was_taken_for()
    {
        var list = await shop.JsonAsync("/api/v1/products?q=basmti%20rice");

        list.GetProperty("correctedSearch").GetString().ShouldBe("basmati rice");
    }

    [Fact]
    public async Task A_search_for_nothing_known_is_an_empty_list_and_no_fault()
    {
        var list = await shop.JsonAsync("/api/v1/products?q=qqqqzzzzxxxx&facets=true");

        list.GetProperty("items").GetArrayLength().ShouldBe(0);
        list.GetProperty("facets").GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("popular")]
    [InlineData("price")]
    [InlineData("-price")]
    [InlineData("name")]
    [InlineData("newest")]
    public async Task Walking_the_pages_meets_every_product_once_in_order(string sort)
    {
        var total = await shop.ScalarAsync<long>("select count(*) from catalog.listing where price_minor is not null");
        var seen = new List<string>();
        var keys = new List<decimal>();
        string? cursor = null;
        do
        {
            var page = await shop.JsonAsync($"/api/v1/products?sort={sort}&limit=100" + (cursor is null ? "" : $"&cursor={cursor}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            keys.AddRange(page.GetProperty("items").EnumerateArray().Where(item => item.TryGetProperty("price", out _)).Select(item => decimal.Parse(item.GetProperty("price").GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        seen.Count.ShouldBe((int)total);
        seen.Distinct().Count().ShouldBe(seen.Count);
        if (sort is "price")
        {
            keys.ShouldBe(keys.Order());
        }
        else if (sort is "-price")
        {
            keys.ShouldBe(keys.OrderDescending());
        }
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        var page = await shop.JsonAsync("/api/v1/products?sort=price&limit=1");

        var problem = await shop.JsonAsync($"/api/v1/products?sort=name&cursor={page.GetProperty("nextCursor").GetString()}", 400);

        problem.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("cursor.invalid");
    }

    [Fact]
    public async Task Facets_count_what_the_filters_would_show()
    {
        var all = await shop.JsonAsync("/api/v1/products?category=rice&facets=true&limit=100");
        var brand = all.GetProperty("facets").GetProperty("brands")[0];

        var filtered = await shop.JsonAsync($"/api/v1/products?category=rice&brand={brand.GetProperty("value").GetString()}&facets=true&limit=100");

        filtered.GetProperty("facets").GetProperty("total").GetInt32().ShouldBe(brand.GetProperty("count").GetInt32());
        filtered.GetProperty("items").GetArrayLength().ShouldBe(brand.GetProperty("count").GetInt32());
        filtered.GetProperty("facets").GetProperty("brands").GetArrayLength().ShouldBe(all.GetProperty("facets").GetProperty("brands").GetArrayLength(), "a second brand can still be chosen");
    }

    [Fact]
    public async Task Price_filters_hold_at_their_edges()
    {
        var list = await shop.JsonAsync("/api/v1/products?priceFrom=100&priceTo=120.00&sort=price&limit=100");

        var prices = list.GetProperty("items").EnumerateArray().Select(item => decimal.Parse(item.GetProperty("price").GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        prices.ShouldNotBeEmpty();
        prices.ShouldAllBe(price => price >= 100 && price <= 120);
    }

    [Fact]
    public async Task A_stored_price_whose_time_is_over_is_asked_from_the_price_table()
    {
        var before = (await shop.JsonAsync("/api/v1/products?limit=1")).GetProperty("items")[0];
        var id = before.GetProperty("id").GetGuid();
        // As it is until the clock of the prices comes round.
        await shop.ScalarAsync<Guid>($"update catalog.listing set price_minor = 1, price_until = now() - interval '1 second' where product_id = '{id}' returning product_id");

        var list = await shop.JsonAsync("/api/v1/products?limit=1");
        var found = await shop.JsonAsync($"/api/v1/products?q={Uri.EscapeDataString(before.GetProperty("name").GetProperty("en").GetString()!)}");

        await shop.ScalarAsync<int>($"select catalog.refresh_listing(array['{id}'::uuid], now())");
        list.GetProperty("items")[0].GetRawText().ShouldBe(before.GetRawText());
        found.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()).ShouldContain(before.GetRawText());
    }

    [Fact]
    public async Task The_written_answer_is_what_the_contract_would_write()
    {
        var written = await shop.JsonAsync("/api/v1/products?q=rice&facets=true&limit=20");

        var list = await shop.Services.GetRequiredService<ICatalog>().ListAsync(new ProductQuery { Search = "rice", Facets = true, Limit = 20 }, TestContext.Current.CancellationToken);

        // A cursor that was answered over HTTP belongs to what was asked there.
        var answered = list.Value with { NextCursor = written.GetProperty("nextCursor").GetString() };
        JsonSerializer.SerializeToElement(answered, JsonDefaults.Options).GetRawText().ShouldBe(JsonSerializer.Serialize(written, JsonDefaults.Options));
    }

    [Fact]
    public async Task Tells_every_fault_at_once()
    {
        var problem = await shop.JsonAsync("/api/v1/products?limit=0&sort=sideways&category=nowhere&priceFrom=-1&nonsense=1&facets=maybe", 400);

        problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
            .ShouldBe(["nonsense", "priceFrom", "sort", "limit", "facets"], ignoreOrder: true);
        problem.GetProperty("traceId").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("/api/v1/products", 1)]
    [InlineData("/api/v1/products?q=rice", 2)]
    [InlineData("/api/v1/products?q=rice&facets=true", 3)]
    [InlineData("/api/v1/products?category=rice&facets=true", 2)]
    [InlineData("/api/v1/products/suggest?q=ric", 2)]
    public async Task Sends_a_bounded_number_of_statements(string path, int most)
    {
        await shop.JsonAsync(path);
        using var response = await shop.Http.GetAsync(path, TestContext.Current.CancellationToken);

        int.Parse(response.Headers.GetValues("X-Statements").Single(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, most);
    }

    private static List<string> Names(JsonElement list) =>
        [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetProperty("en").GetString()!)];
}
