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

    [Theory]
    [InlineData("5 kg rice", "rice")]
    [InlineData("rice 5kg", "rice")]
    [InlineData("peyaj 2 kg", "onion")]
    [InlineData("dudh 1 litre", "milk")]
    [InlineData("onion 1kg", "onion")]
    [InlineData("shorisha tel", "mustard")]
    [InlineData("৫ কেজি চাল", "rice")]
    public async Task A_size_keeps_nothing_from_being_found_and_a_brand_does_not_count_as_what_it_is_called(string typed, string inName)
    {
        var list = await shop.JsonAsync($"/api/v1/products?q={Uri.EscapeDataString(typed)}&limit=5");

        Names(list).ShouldNotBeEmpty();
        Names(list).ShouldAllBe(name => name.Contains(inName, StringComparison.OrdinalIgnoreCase), string.Join(" | ", Names(list)));
        list.TryGetProperty("isPartial", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_size_that_was_typed_comes_first_and_a_department_is_meant_only_where_little_is_called_so()
    {
        var sized = await shop.JsonAsync("/api/v1/products?q=rice%2025%20kg&limit=3");
        var first = sized.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await shop.ScalarAsync<bool>($"select exists (select from catalog.variant where product_id = '{first}' and name ->> 'en' like '%25 kg%')")).ShouldBeTrue();

        var rice = await shop.JsonAsync("/api/v1/products?q=rice&facets=true&limit=1");
        rice.GetProperty("facets").GetProperty("categories").EnumerateArray().Select(facet => facet.GetProperty("value").GetString()).ShouldNotContain("salt");
        (await shop.JsonAsync("/api/v1/products?q=essentials&facets=true&limit=1")).GetProperty("facets").GetProperty("categories").EnumerateArray().Select(facet => facet.GetProperty("value").GetString())
            .ShouldContain("salt", "nothing is called so but a department");
    }

    [Theory]
    [InlineData("rice qqqqbicycle")]
    [InlineData("basmati dishwash")]
    public async Task Where_nothing_has_all_the_words_what_has_some_is_shown_and_said_so(string typed)
    {
        var list = await shop.JsonAsync($"/api/v1/products?q={Uri.EscapeDataString(typed)}&facets=true");

        Names(list).ShouldNotBeEmpty();
        list.TryGetProperty("nextCursor", out _).ShouldBe(!list.TryGetProperty("isPartial", out _));
    }

    [Theory]
    [InlineData("dettol")]
    [InlineData("harpic")]
    public async Task A_word_nobody_sells_is_not_taken_for_another_one(string typed) =>
        (await shop.JsonAsync($"/api/v1/products?q={typed}")).TryGetProperty("correctedSearch", out _).ShouldBeFalse();

    [Fact]
    public async Task A_barcode_in_the_search_of_the_shop_leads_to_its_product()
    {
        var code = await shop.ScalarAsync<string>("select barcode.printed from catalog.barcode join catalog.pack on pack.id = barcode.pack_id join catalog.listing on listing.pack_id = pack.id where length(barcode.printed) = 13 order by barcode.printed limit 1");
        using var response = await shop.Http.GetAsync($"/search?q={code}", TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(302);
        response.Headers.Location!.ToString().ShouldStartWith("/p/");
        using var unknown = await shop.Http.GetAsync("/search?q=00000000000000", TestContext.Current.CancellationToken);
        ((int)unknown.StatusCode).ShouldBe(200);
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
