using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Html.Parser;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Catalog;
using Aisle.Platform.Caching;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Storefront;

public sealed class PageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/bn/")]
    [InlineData("/c/rice")]
    [InlineData("/c/rice?sort=price")]
    [InlineData("/search?q=miniket")]
    [InlineData("/search?q=basmti")]
    [InlineData("/b/dhansiri")]
    [InlineData("/p/dhansiri-miniket-rice")]
    [InlineData("/stores")]
    [InlineData("/stores/dhanmondi")]
    [InlineData("/sitemap.xml")]
    [InlineData("/sitemap-1.xml")]
    [InlineData("/robots.txt")]
    [InlineData("/site.webmanifest")]
    public async Task A_page_needs_at_most_three_statements_and_none_from_the_cache(string path)
    {
        // The first visitor of a host also fills its memory of categories, brands and the shop.
        await shop.Http.GetAsync("/c/spices", Stop);

        (await StatementsAsync(path)).ShouldBeLessThanOrEqualTo(3);
        (await KeptStatementsAsync(path, path)).ShouldBe(0);
        (await KeptStatementsAsync(path, path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "utm_source=mail"))
            .ShouldBe(0, "a campaign's tag is no other page");
    }

    [Fact]
    public async Task A_change_by_another_process_shows_at_once()
    {
        (await shop.Http.GetStringAsync("/p/dhansiri-miniket-rice", Stop)).ShouldNotContain("98,765");
        var sku = await shop.ScalarAsync<string>("select sku from catalog.variant join catalog.product on product.id = product_id where slug = 'dhansiri-miniket-rice' order by position limit 1");
        var folder = Directory.CreateTempSubdirectory("aisle-change-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "prices.csv"), $"sku,amount\n{sku},98765\n", Stop);

        using var run = AisleProcess.Start(folder, ["import", "prices", Path.Combine(folder, "prices.csv")], ("Aisle__Database", shop.ConnectionString));
        await run.EndAsync(TimeSpan.FromMinutes(1));
        run.ExitCode.ShouldBe(0, run.Output);

        (await shop.Http.GetStringAsync("/p/dhansiri-miniket-rice", Stop)).ShouldContain("98,765");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_page_begun_before_a_change_is_not_kept_after_it()
    {
        var changes = shop.Services.GetRequiredService<ChangeListener>();
        var slug = await shop.ScalarAsync<string>("select slug from catalog.product where status = 'active' order by id desc limit 1");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        // Readers never pause, so every change finds pages half made.
        var readers = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                await shop.Http.GetStringAsync("/p/" + slug, Stop);
            }
        }).ToList();

        for (var round = 1; round <= 25; round++)
        {
            var before = changes.VersionOf([CatalogModule.Tag]);
            await shop.ScalarAsync<int>($$"""
                with renamed as (update catalog.product set name = name || '{"en": "Round {{round}} of the race"}' where slug = '{{slug}}' returning id)
                select count(pg_notify('{{ChangeListener.Channel}}', '{{CatalogModule.Tag}}'))::int from renamed
                """);
            while (changes.VersionOf([CatalogModule.Tag]) == before)
            {
                await Task.Delay(1, Stop);
            }

            (await shop.Http.GetStringAsync("/p/" + slug, Stop)).ShouldContain($"Round {round} of the race");
            await Task.Delay(20, Stop);
            (await shop.Http.GetStringAsync("/p/" + slug, Stop)).ShouldContain($"Round {round} of the race");
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_page_the_browser_has_is_not_sent_again()
    {
        using var first = await shop.Http.GetAsync("/c/tea", Stop);
        var tag = first.Headers.ETag.ShouldNotBeNull();
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache");

        using var again = await AskAsync("/c/tea", tag, part: false);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync(Stop)).ShouldBeEmpty();
        using var part = await AskAsync("/c/tea", tag, part: true);
        part.StatusCode.ShouldBe(HttpStatusCode.OK, "the list alone is another answer than the page");

        var changes = shop.Services.GetRequiredService<ChangeListener>();
        var before = changes.VersionOf([CatalogModule.Tag]);
        await shop.ScalarAsync<int>($"select count(pg_notify('{ChangeListener.Channel}', '{CatalogModule.Tag}'))::int");
        while (changes.VersionOf([CatalogModule.Tag]) == before)
        {
            await Task.Delay(5, Stop);
        }

        using var changed = await AskAsync("/c/tea", tag, part: false);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag.ShouldNotBe(tag);
        using var missing = await shop.Http.GetAsync("/c/no-such-category", Stop);
        missing.Headers.ETag.ShouldBeNull();

        async Task<HttpResponseMessage> AskAsync(string path, EntityTagHeaderValue known, bool part)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.IfNoneMatch.Add(known);
            if (part)
            {
                request.Headers.Add("HX-Request", "true");
            }

            return await shop.Http.SendAsync(request, Stop);
        }
    }

    [Fact]
    public async Task What_is_kept_is_what_was_made()
    {
        foreach (var path in (string[])["/c/rice?sort=price&utm_source=kept", "/sitemap-1.xml", "/site.webmanifest"])
        {
            foreach (var encoding in (string[])["br", "gzip", "identity"])
            {
                using var made = await AskAsync(HttpMethod.Get, path, encoding);
                using var kept = await AskAsync(HttpMethod.Get, path, encoding);
                kept.Headers.GetValues("X-Statements").ShouldBe(["0"], path);
                (await kept.Content.ReadAsByteArrayAsync(Stop)).ShouldBe(await made.Content.ReadAsByteArrayAsync(Stop), path);
                Said(kept).ShouldBe(Said(made), path);
                kept.Headers.GetValues("RateLimit").ShouldNotBe(made.Headers.GetValues("RateLimit"), "what is said of the caller is not kept");

                using var head = await AskAsync(HttpMethod.Head, path, encoding);
                if (head.StatusCode != HttpStatusCode.MethodNotAllowed)
                {
                    Said(head).ShouldBe(Said(made), path);
                    (await head.Content.ReadAsByteArrayAsync(Stop)).ShouldBeEmpty();
                }
            }
        }

        static List<string> Said(HttpResponseMessage answer) =>
            [.. answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("RateLimit" or "X-Statements" or "Date" or "Transfer-Encoding" or "Content-Length")).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal)];

        async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string encoding)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
            return await shop.Http.SendAsync(request, Stop);
        }
    }

    [Fact]
    public async Task Who_comes_while_a_page_is_made_waits_for_it_and_it_is_made_once()
    {
        await shop.Http.GetAsync("/c/spices", Stop);
        var statements = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => StatementsAsync("/search?q=everybody+at+once")));
        statements.Count(one => one > 0).ShouldBe(1);
    }

    [Fact]
    public async Task Who_reads_a_page_slowly_holds_up_nobody_else()
    {
        var (cache, policy, slow) = (shop.Services.GetRequiredService<PageCache>(), new PageCachePolicy([CatalogModule.Tag], []), new TaskCompletionSource());
        var first = cache.AnswerAsync(Asked(), policy, _ => slow.Task);

        await cache.AnswerAsync(Asked(), policy, context => context.Response.WriteAsync("made", Stop)).WaitAsync(TimeSpan.FromSeconds(20), Stop);
        first.IsCompleted.ShouldBeFalse();
        slow.SetResult();
        await first;

        static HttpContext Asked() => new DefaultHttpContext { Request = { Method = "GET", Path = "/read-slowly" } };
    }

    [Fact]
    public async Task Who_says_who_he_is_is_answered_anew_and_so_is_an_address_too_long_to_be_ours()
    {
        await StatementsAsync("/c/tea?sort=price");
        (await StatementsAsync("/c/tea?sort=price")).ShouldBe(0);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/c/tea?sort=price");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "nobody");
        using var answer = await shop.Http.SendAsync(request, Stop);
        answer.Headers.GetValues("X-Statements").ShouldNotBe(["0"]);

        var endless = "/search?q=" + new string('x', 600);
        using var first = await shop.Http.GetAsync(endless, Stop);
        using var second = await shop.Http.GetAsync(endless, Stop);
        second.StatusCode.ShouldBe(first.StatusCode);
        second.Headers.ETag.ShouldBeNull("what is not kept has no tag");
    }

    [Fact]
    public async Task Every_link_and_picture_of_the_main_pages_leads_somewhere()
    {
        var parser = new HtmlParser();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in (string[])["/", "/bn/", "/c/rice", "/p/dhansiri-miniket-rice", "/bn/p/dhansiri-miniket-rice", "/search?q=tea", "/stores", "/stores/dhanmondi"])
        {
            var page = await parser.ParseDocumentAsync(await shop.Http.GetStringAsync(path, Stop), Stop);
            page.QuerySelector("title")!.TextContent.ShouldNotBeNullOrWhiteSpace(path);
            page.QuerySelectorAll("h1").Length.ShouldBe(1, path);
            page.QuerySelector("link[rel=canonical]").ShouldNotBeNull(path);
            page.QuerySelector("html")!.GetAttribute("lang").ShouldBe(path.StartsWith("/bn", StringComparison.Ordinal) ? "bn" : "en");
            page.QuerySelectorAll("[style], style, script:not([src]):not([type='application/ld+json'])").ShouldBeEmpty(path + ": the content policy forbids it");
            foreach (var address in page.QuerySelectorAll("a[href], link[href], img[src], script[src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!).Where(address => address.StartsWith('/')))
            {
                seen.Add(address.Split('#')[0]);
            }
        }

        seen.Count.ShouldBeGreaterThan(100);
        foreach (var address in seen)
        {
            using var response = await shop.Http.GetAsync(address, Stop);
            // Whoever is not logged in is led to the login.
            response.StatusCode.ShouldBe(address.EndsWith("/account", StringComparison.Ordinal) ? HttpStatusCode.Found : HttpStatusCode.OK, address);
        }
    }

    [Fact]
    public async Task Pictures_and_assets_are_kept_for_ever_and_cannot_act()
    {
        var name = await shop.ScalarAsync<string>("select file from catalog.image limit 1");
        using var response = await shop.Http.GetAsync("/files/" + name, Stop);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        response.Headers.CacheControl!.ToString().ShouldContain("immutable");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("default-src 'none'; sandbox");
        response.Headers.ETag.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/p/no-such-product")]
    [InlineData("/c/no-such-category")]
    [InlineData("/b/no-such-brand")]
    [InlineData("/stores/no-such-store")]
    [InlineData("/no/such/page")]
    public async Task What_is_not_there_is_a_page_of_its_own_with_status_404(string path)
    {
        using var response = await shop.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } }, Stop);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync(Stop)).ShouldContain("<h1");
    }

    /// <summary>Statements of a page that was just read, perhaps by another address; again where a change came between.</summary>
    private async Task<int> KeptStatementsAsync(string first, string second)
    {
        var statements = 0;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await StatementsAsync(first);
            statements = await StatementsAsync(second);
            if (statements == 0)
            {
                break;
            }
        }

        return statements;
    }

    private async Task<int> StatementsAsync(string path)
    {
        using var response = await shop.Http.GetAsync(path, Stop);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return int.Parse(response.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture);
    }
}
