using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Host;

/// <summary>
/// Sends every operation that takes a body what is none, and then bodies that are right but for one field. Nothing may be
/// answered with 5xx, nothing may leak, and whatever was taken may not act on the pages that show it.
/// </summary>
public sealed class BadBodyTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Script = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'";

    private const string LeftOut = "";

    /// <summary>What stands in the place of a field, as JSON; or nothing at all.</summary>
    private static readonly string[] _values =
    [
        LeftOut, "null", "true", "0", "-1", "1e400", "999999999999999999999999", "0.00000000001", "[]", "{}", "[null]", "[[[[[]]]]]", "{\"\":\"\"}", "{\"en\":null}", "{\"en\":\"\",\"xx-nowhere\":\"a\"}", "\"\"", "\" \"",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\\r\\nSet-Cookie: evil=1\"", "\"\\u202Eevil\"", "\"'; drop table catalog.product; --\"", "\"../../etc/passwd\"", "\"9999-99-99\"", "\"0001-01-01T00:00:00Z\"",
        "\"NaN\"", "\"-0\"", $"\"{Samples.Nobody}\"", JsonSerializer.Serialize(Script), "{\"en\":" + JsonSerializer.Serialize(Script) + "}",
        "{\"en\":\"a\\u0000b\"}", "{\"en\":\"\\ud800\"}",
    ];

    /// <summary>What is large is tried in each third field, which takes a third of the time.</summary>
    private static readonly string[] _large = [$"\"{new string('a', 100_000)}\"", "[" + string.Join(',', Enumerable.Repeat("\"x\"", 20_000)) + "]"];

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_no_body_is_refused_by_every_operation_and_changes_nothing()
    {
        var owner = await shop.Http.TokenAsync("owner");
        // What the loading of the demo shop told has been heard.
        for (var wait = 0; wait < 600 && await shop.ScalarAsync<long>("select count(*) from platform.outbox") > 0; wait++)
        {
            await Task.Delay(100, Stop);
        }

        var before = await StateAsync();
        var faults = new List<string>();
        var sent = 0;
        var samples = await Samples.OfAsync(shop);
        foreach (var operation in samples.Operations.Where(operation => operation.TakesBody))
        {
            foreach (var content in NoBodies())
            {
                sent++;
                await TryAsync(samples, operation, content, owner, mustFail: true, faults);
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults.Take(20)));
        sent.ShouldBeGreaterThan(300);
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Every_field_stands_anything_and_what_was_taken_does_not_act_where_it_is_shown()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var samples = await Samples.OfAsync(shop);
        var faults = new List<string>();
        var (sent, taken) = (0, 0);
        var told = new List<string>();
        foreach (var operation in samples.Operations.Where(operation => operation.TakesBody))
        {
            var whole = samples.BodyOf(operation);
            var answers = new Dictionary<int, int>();
            foreach (var (index, place) in Places(whole, []).Index())
            {
                // Each value in every second field, and each field with every second value: there are thirty times as many fields as values.
                foreach (var value in (index % 3 == 0 ? [.. _values, .. _large] : _values).Where((_, number) => (number + index) % 2 == 0))
                {
                    sent++;
                    var status = await TryAsync(samples, operation, Json(samples.Numbered(With(whole, place, value))), owner, mustFail: false, faults);
                    answers[status] = answers.GetValueOrDefault(status) + 1;
                }
            }

            taken += answers.Where(answer => answer.Key < 300).Sum(answer => answer.Value);
            told.Add($"{operation.Method} {operation.Path} {samples.Numbered(whole.ToJsonString())}: {string.Join(", ", answers.Select(answer => $"{answer.Key} × {answer.Value}"))}");
        }

        faults.ShouldBeEmpty(string.Join('\n', faults.Take(20)));
        sent.ShouldBeGreaterThan(5000);
        taken.ShouldBeGreaterThan(500, "samples that are never right try nothing:\n" + string.Join('\n', told));
        await ShowAsync();
    }

    /// <summary>Walks the shop and the back office: everything still answers, and no script that was typed stands there as one.</summary>
    private async Task ShowAsync()
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("admin")).Is(302);
        var paths = new Queue<string>(["/", "/bn/", "/stores", "/search?q=script", "/admin", "/admin/search?q=script"]);
        var seen = new HashSet<string>(paths, StringComparer.Ordinal);
        while (paths.TryDequeue(out var path))
        {
            var page = await browser.GetAsync(path);
            page.Status.ShouldBeLessThan(400, path);
            page.Text.ShouldNotContain("<script>alert(1)", Case.Insensitive, path);
            page.Text.ShouldNotContain("<img src=x", Case.Insensitive, path);
            foreach (var link in page.Html.QuerySelectorAll("main a[href^='/'], #nav a[href^='/']").Select(link => link.GetAttribute("href")!.Split('#')[0]))
            {
                if (seen.Count < 250 && !link.Contains("handler=", StringComparison.Ordinal) && seen.Add(link))
                {
                    paths.Enqueue(link);
                }
            }
        }

        seen.Count.ShouldBeGreaterThan(100);
    }

    private static IEnumerable<HttpContent> NoBodies()
    {
        foreach (var text in (string[])["", " ", "null", "[]", "\"x\"", "1", "true", "{", "{\"a\":}", "{\"a\":1}x", "{}{}", "<a/>", "{'a':1}", "{\"unknown\":1}", "\u0000", new string('[', 5000), "{\"a\":" + new string('[', 200) + new string(']', 200) + "}"])
        {
            yield return Json(text);
        }

        foreach (var bytes in (byte[][])[[0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8], [0x1F, 0x8B, 8, 0], [0xEF, 0xBB, 0xBF]])
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            yield return content;
        }

        foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"])
        {
            var content = new StringContent("{}");
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            yield return content;
        }
    }

    private async Task<int> TryAsync(Samples samples, Operation operation, HttpContent content, string token, bool mustFail, List<string> faults)
    {
        var (method, path) = (operation.Method, operation.Path);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("If-Match", samples.TagOf(path));
        if (!mustFail)
        {
            // What is asked is written down to be known again, whatever it is.
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString());
        }

        var said = content is StringContent ? await content.ReadAsStringAsync(Stop) : "bytes";
        said = said.Length > 300 ? said[..300] + "…" : said;
        using var response = await shop.Http.SendAsync(request, Stop);
        var (status, body) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
        if (response.Headers.ETag is { } tag)
        {
            samples.Learn(path, tag.ToString());
        }

        if (status >= 500 || status == 401 && path.Contains("/auth/", StringComparison.Ordinal) is false)
        {
            faults.Add($"{status} {method} {path} {said}: {body}");
        }
        else if (status >= 400 && response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            faults.Add($"{status} without a problem: {method} {path} {said}");
        }
        else if (status >= 400 && BadInputTests.Leaks(body) is { } leak)
        {
            faults.Add($"'{leak}' leaks from {method} {path} {said}: {body}");
        }
        else if (mustFail && status < 400)
        {
            faults.Add($"{status} for no body: {method} {path} {said}");
        }

        if (response.Headers.Contains("Set-Cookie") && response.Headers.GetValues("Set-Cookie").Any(cookie => cookie.StartsWith("evil", StringComparison.Ordinal)))
        {
            faults.Add($"A header was injected: {method} {path} {said}");
        }

        return status;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Ways to every field, at most three deep.</summary>
    private static IEnumerable<object[]> Places(JsonNode? node, object[] way) => way.Length >= 3 ? [] : node switch
    {
        JsonObject fields => fields.SelectMany(field => (object[][])[[.. way, field.Key], .. Places(field.Value, [.. way, field.Key])]),
        JsonArray items => items.SelectMany((item, index) => (object[][])[[.. way, index], .. Places(item, [.. way, index])]),
        _ => [],
    };

    /// <summary>The body with another value in one place. It is put in as text, because not all of it is JSON that a writer would write.</summary>
    private static string With(JsonObject whole, object[] place, string value)
    {
        const string mark = "\"the place\"";
        var copy = whole.DeepClone();
        var node = copy;
        foreach (var step in place[..^1])
        {
            node = step is string name ? node![name] : node![(int)step];
        }

        if (value == LeftOut && node is JsonObject fields)
        {
            fields.Remove((string)place[^1]);
            return copy.ToJsonString();
        }

        if (place[^1] is string last)
        {
            node![last] = "the place";
        }
        else
        {
            node![(int)place[^1]] = "the place";
        }

        return copy.ToJsonString().Replace(mark, value, StringComparison.Ordinal);
    }

    private Task<string> StateAsync() => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from platform.audit), (select sum(version) from catalog.product), (select count(*) from catalog.category), (select count(*) from catalog.brand),
            (select count(*) from catalog.price), (select count(*) from stores.setting), (select sum(version) from stores.store), (select sum(version) from identity.user_account), (select count(*) from identity.role),
            (select count(*) from platform.outbox))
        """);
}
