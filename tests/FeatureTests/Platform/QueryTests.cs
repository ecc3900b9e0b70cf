using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Platform;

/// <summary>What stands in an address: cursors, bytes, spans.</summary>
public sealed class QueryTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_cursor_goes_on_only_in_its_own_list_with_its_own_filters()
    {
        var cursor = (await shop.JsonAsync("/api/v1/products?category=rice&sort=name&limit=2&facets=true")).GetProperty("nextCursor").GetString();

        (await shop.JsonAsync($"/api/v1/products?category=rice&sort=name&limit=3&cursor={cursor}")).GetProperty("items").GetArrayLength().ShouldBe(3);
        foreach (var other in (string[])["category=rice&sort=newest", "category=rice&sort=name&priceFrom=1", "sort=name", "category=fish&sort=name", "category=rice&sort=name&brand=none"])
        {
            var problem = await shop.JsonAsync($"/api/v1/products?{other}&cursor={cursor}", 400);
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()).ShouldContain("cursor.invalid", other);
        }

        var brands = (await shop.JsonAsync("/api/v1/brands?limit=1")).GetProperty("nextCursor").GetString();
        (await shop.JsonAsync($"/api/v1/brands?limit=2&cursor={brands}")).GetProperty("items").GetArrayLength().ShouldBe(2);
        (await shop.JsonAsync($"/api/v1/brands?q=a&cursor={brands}", 400)).GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("cursor.invalid");
    }

    [Theory]
    [InlineData("q=%ff%fe", "query.characters", "q")]
    [InlineData("q=rice%C3", "query.characters", "q")]
    [InlineData("brand=a&brand=%80", "query.characters", "brand")]
    [InlineData("priceFrom=100&priceTo=99.99", "query.span", "priceFrom")]
    public async Task What_cannot_be_meant_is_a_coded_400(string query, string code, string field)
    {
        var error = (await shop.JsonAsync("/api/v1/products?" + query, 400)).GetProperty("errors")[0];

        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("field").GetString().ShouldBe(field);
    }

    [Theory]
    [InlineData("q=%E0%A6%9A%E0%A6%BE%E0%A6%B2")]
    [InlineData("q=100%25")]
    [InlineData("q=100%")]
    [InlineData("q=%zz")]
    [InlineData("priceFrom=100&priceTo=100")]
    public async Task What_is_text_is_taken(string query) => await shop.JsonAsync("/api/v1/products?" + query);

    [Fact]
    public async Task A_page_passes_over_bytes_that_are_no_text()
    {
        var page = await shop.Http.GetStringAsync("/search?q=%ff%fe", TestContext.Current.CancellationToken);

        page.ShouldNotContain("%ff");
    }

    [Fact]
    public async Task Metrics_name_the_pool_and_not_its_connection_string()
    {
        var metrics = await shop.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        // Connections that tests open by themselves are counted by the same process, under their connection strings.
        metrics.ShouldContain("pool_name=\"aisle\"");
    }
}
