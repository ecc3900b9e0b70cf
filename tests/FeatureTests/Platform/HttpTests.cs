using System.Globalization;
using System.Net;
using System.Text.Json;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Platform;

public sealed class HttpTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "request.not_found")]
    [InlineData("GET", "/api/v2/products", 404, "request.not_found")]
    [InlineData("DELETE", "/api/v1/products", 405, "request.method_not_allowed")]
    [InlineData("POST", "/api/v1/products/suggest", 405, "request.method_not_allowed")]
    [InlineData("GET", "/api/v1/products/not-a-uuid", 400, "request.invalid")]
    [InlineData("GET", "/api/v1/products/0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff", 404, "product.unknown")]
    [InlineData("GET", "/files/nothing.png", 404, "request.not_found")]
    public async Task Every_error_is_a_problem_with_a_code_and_a_trace_id(string method, string path, int status, string code)
    {
        using var response = await shop.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("type").GetString().ShouldBe("urn:aisle:problem:" + code);
        problem.GetProperty("traceId").GetString()!.Length.ShouldBe(32);
    }

    [Fact]
    public async Task A_method_not_allowed_says_which_are()
    {
        using var response = await shop.Http.DeleteAsync("/api/v1/products", Stop);

        response.Content.Headers.Allow.ShouldContain("GET");
    }

    [Theory]
    [InlineData("PUT", "/", "GET, HEAD")]
    [InlineData("TRACE", "/", "GET, HEAD")]
    [InlineData("DELETE", "/p/{slug}", "GET, HEAD")]
    [InlineData("POST", "/p/{slug}", "GET, HEAD")]
    [InlineData("PUT", "/bn/search?q=a", "GET, HEAD")]
    [InlineData("PUT", "/login", "GET, HEAD, POST")]
    public async Task A_page_refuses_a_method_it_does_not_take(string method, string path, string allowed)
    {
        var slug = await shop.ScalarAsync<string>("select slug from catalog.product where status = 'active' limit 1");
        using var response = await shop.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path.Replace("{slug}", slug, StringComparison.Ordinal)), Stop);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        string.Join(", ", response.Content.Headers.Allow).ShouldBe(allowed);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("code").GetString().ShouldBe("request.method_not_allowed");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/products")]
    [InlineData("/api/v1/categories")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/openapi.json")]
    [InlineData("/sitemap.xml")]
    [InlineData("/robots.txt")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Head_is_get_without_a_body(string path)
    {
        using var get = await shop.Http.GetAsync(path, Stop);
        using var head = await shop.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Stop);

        head.StatusCode.ShouldBe(get.StatusCode);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        (await head.Content.ReadAsByteArrayAsync(Stop)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/", "Too many")]
    [InlineData("/bn/", "lang=\"bn\"")]
    public async Task A_browser_that_asks_too_often_gets_a_page_that_is_not_counted(string path, string says)
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString, ("Aisle:Http:RequestsPerMinute", "2"));
        await using var host = app;
        using var client = http;
        using var first = await AskAsync("/nothing");
        first.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        first.Headers.GetValues("RateLimit").Single().ShouldBe("\"address\";r=1", "the page of the error is part of the request");
        using var second = await AskAsync(path);

        using var refused = await AskAsync(path);

        ((int)refused.StatusCode).ShouldBe(429);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        refused.Headers.GetValues("Retry-After").Count().ShouldBe(1);
        (await refused.Content.ReadAsStringAsync(Stop)).ShouldContain(says, Case.Insensitive);

        Task<HttpResponseMessage> AskAsync(string asked)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, asked);
            request.Headers.TryAddWithoutValidation("Accept", "text/html");
            return http.SendAsync(request, Stop);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/products")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/nothing")]
    [InlineData("/health/live")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var response = await shop.Http.GetAsync(path, Stop);

        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task An_unchanged_answer_is_not_sent_again()
    {
        using var first = await shop.Http.GetAsync("/api/v1/products?limit=3", Stop);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/products?limit=3");
        request.Headers.TryAddWithoutValidation("If-None-Match", $"W/\"other\", {first.Headers.ETag}");

        using var second = await shop.Http.SendAsync(request, Stop);

        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync(Stop)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answers_are_compressed_for_who_takes_it(string encoding)
    {
        foreach (var path in (string[])["/", "/api/v1/products"])
        {
            // Twice: the second one may come from the cache, which keeps encodings apart.
            for (var i = 0; i < 2; i++)
            {
                var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
                using var response = await shop.Http.SendAsync(request, Stop);
                response.Content.Headers.ContentEncoding.ShouldBe([encoding], path);
            }

            using var plain = await shop.Http.GetAsync(path, Stop);
            plain.Content.Headers.ContentEncoding.ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task Too_many_requests_are_told_how_long_to_wait()
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString, ("Aisle:Http:RequestsPerMinute", "5"));
        await using var host = app;
        using var client = http;
        for (var i = 4; i >= 0; i--)
        {
            using var fine = await http.GetAsync("/api/v1/categories", Stop);
            fine.StatusCode.ShouldBe(HttpStatusCode.OK);
            fine.Headers.GetValues("RateLimit").Single().ShouldBe($"\"address\";r={i}");
        }

        using var refused = await http.GetAsync("/api/v1/categories", Stop);

        ((int)refused.StatusCode).ShouldBe(429);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        refused.Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"address\";q=5;w=60");
        using var health = await http.GetAsync("/health/live", Stop);
        health.StatusCode.ShouldBe(HttpStatusCode.OK, "a probe is never limited");
    }

    [Fact]
    public async Task Only_listed_origins_may_call_from_a_browser()
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString, ("Aisle:Http:AllowedOrigins:0", "https://good.example"));
        await using var host = app;
        using var client = http;
        (await AllowedAsync(http, "https://good.example")).ShouldBe("https://good.example");
        (await AllowedAsync(http, "https://evil.example")).ShouldBeNull();
        (await AllowedAsync(shop.Http, "https://good.example")).ShouldBeNull();
    }

    [Fact]
    public async Task A_huge_address_or_header_is_refused()
    {
        using var address = await shop.Http.GetAsync("/api/v1/products?q=" + new string('a', 20_000), Stop);
        ((int)address.StatusCode).ShouldBe(414);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/products");
        request.Headers.TryAddWithoutValidation("X-Huge", new string('a', 100_000));
        using var header = await shop.Http.SendAsync(request, Stop);
        ((int)header.StatusCode).ShouldBe(431);
    }

    [Fact]
    public async Task Readiness_says_which_part_is_not_ready()
    {
        (await shop.JsonAsync("/health/ready")).GetProperty("status").GetString().ShouldBe("ready");
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, "Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=1");
        await using var host = app;
        using var client = http;
        using var response = await http.GetAsync("/health/ready", Stop);

        ((int)response.StatusCode).ShouldBe(503);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("parts").TryGetProperty("database", out _).ShouldBeTrue();
        using var live = await http.GetAsync("/health/live", Stop);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var list = await http.GetAsync("/api/v1/products", Stop);
        ((int)list.StatusCode).ShouldBe(503);
        list.Headers.RetryAfter.ShouldNotBeNull();
        (await list.Content.ReadAsStringAsync(Stop)).ShouldNotContain("127.0.0.1", Case.Insensitive, "an outsider learns nothing of our hosts");
    }

    [Fact]
    public async Task Metrics_are_prometheus_text()
    {
        await shop.JsonAsync("/api/v1/categories");
        using var response = await shop.Http.GetAsync("/metrics", Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);

        text.ShouldContain("# TYPE http_server_request_duration_seconds histogram");
        text.ShouldContain("http_server_request_duration_seconds_bucket{");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            line.ShouldMatch("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? (-?[0-9.]+([eE][+-]?[0-9]+)?|NaN|[+-]Inf)$""");
        }
    }

    [Fact]
    public async Task A_role_decides_which_routes_a_process_has()
    {
        var (app, http) = await ShopHost.StartAsync(shop.Cluster, shop.ConnectionString, ("Aisle:Roles", "storefront"));
        await using var host = app;
        using var client = http;
        using var page = await http.GetAsync("/", Stop);
        using var api = await http.GetAsync("/api/v1/products", Stop);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        api.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<string?> AllowedAsync(HttpClient http, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/categories");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        using var response = await http.SendAsync(request, Stop);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
    }
}
