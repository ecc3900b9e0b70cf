using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Storefront;

/// <summary>Whole addresses in pages, sitemaps and robots.txt: never of a host that whoever asks has chosen.</summary>
public sealed class PublicAddressTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly string[] _paths = ["/", "/p/{slug}", "/sitemap.xml", "/sitemap-1.xml", "/robots.txt"];

    [Fact]
    public async Task They_are_made_of_the_public_address_where_it_is_told()
    {
        foreach (var path in _paths)
        {
            var text = await AskAsync(shop.Http, path, "evil.example");
            text.ShouldContain("http://shop.example/", Case.Sensitive, path);
            text.ShouldNotContain("evil.example", Case.Sensitive, path);
        }
    }

    [Fact]
    public async Task Otherwise_of_the_host_that_was_asked_for_where_it_is_this_machine()
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString, ("Aisle:PublicUrl", ""));
        await using var host = app;
        using var client = http;
        foreach (var path in _paths)
        {
            (await AskAsync(http, path, "localhost:8080")).ShouldContain("http://localhost:8080/", Case.Sensitive, path);
            var text = await AskAsync(http, path, "evil.example");
            text.ShouldNotContain("evil.example", Case.Sensitive, path);
            text.ShouldContain("http://127.0.0.1", Case.Sensitive, path);
        }
    }

    [Fact]
    public async Task Or_of_the_host_that_the_proxy_names()
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString, ("Aisle:PublicUrl", ""), ("Aisle:Http:BehindProxy", "true"));
        await using var host = app;
        using var client = http;

        (await AskAsync(http, "/robots.txt", "outside.example")).ShouldContain("Sitemap: http://outside.example/sitemap.xml");
    }

    private async Task<string> AskAsync(HttpClient http, string path, string host)
    {
        var slug = await shop.ScalarAsync<string>("select slug from catalog.product where status = 'active' limit 1");
        var request = new HttpRequestMessage(HttpMethod.Get, path.Replace("{slug}", slug, StringComparison.Ordinal));
        request.Headers.Host = host;
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, path);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
