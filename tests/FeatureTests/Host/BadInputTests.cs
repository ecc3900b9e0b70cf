using System.Text.Json;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Host;

/// <summary>
/// Walks the API document and sends every operation everything it should not get. Nothing may be answered with 5xx,
/// nothing may leak, nothing may change.
/// </summary>
public sealed class BadInputTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly string[] _nasty =
    [
        "", " ", "'", "\"", "'; drop table catalog.product; --", "1 or 1=1", "<script>alert(1)</script>", "../../../../etc/passwd", "%2e%2e%2f", "null", "undefined", "NaN",
        "-1", "0", "999999999999999999999999", "1e308", "0x10", "1,5", "true", "[]", "{}", "\u0001", "\uFEFF", "\u202Eevil", "ী", "😀😀😀", "a\tb", "(((((", ":*", "& |", "\\", "%", "_",
        new string('a', 5000), new string('ম', 1500), "00000000-0000-0000-0000-000000000000",
    ];

    /// <summary>Bytes that are not UTF-8, cut escapes, NUL.</summary>
    private static readonly string[] _wrongBytes = ["%FF%FE", "%C3%28", "%", "%zz", "%00", "a%00b", "%ED%A0%80"];

    [Fact]
    public async Task Every_operation_answers_bad_input_with_a_coded_problem_and_changes_nothing()
    {
        var before = await StateAsync();
        // Reads are asked as one who may: behind a refusal nothing would be tried. Acts are not, since some take no input at all.
        var owner = await shop.Http.TokenAsync("owner");
        var faults = new List<string>();
        var sent = 0;
        foreach (var (path, method, operation) in OpenApiTests.Operations(await shop.JsonAsync("/api/openapi.json")))
        {
            foreach (var address in Addresses(path, operation))
            {
                sent++;
                await SendAsync(method, address, method == "GET" ? owner : null, faults);
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults.Take(20)));
        sent.ShouldBeGreaterThan(500);
        (await StateAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("/search?q=")]
    [InlineData("/p/")]
    [InlineData("/c/")]
    [InlineData("/b/")]
    [InlineData("/stores/")]
    [InlineData("/search/suggest?q=")]
    [InlineData("/c/rice?brand=")]
    [InlineData("/c/rice?cursor=")]
    [InlineData("/c/rice?priceFrom=")]
    [InlineData("/c/rice?sort=")]
    [InlineData("/files/")]
    [InlineData("/sitemap-")]
    public async Task Every_page_stands_any_address(string path)
    {
        var before = await StateAsync();
        foreach (var value in _nasty.Select(Uri.EscapeDataString).Concat(_wrongBytes))
        {
            using var response = await shop.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, path + value) { Headers = { { "Accept", "text/html" } } }, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            ((int)response.StatusCode).ShouldBeLessThan(500, path + value);
            body.ShouldNotContain("<script>alert(1)", Case.Insensitive, path + value);
            Leaks(body).ShouldBeNull(path + value);
        }

        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Every_fault_of_an_operation_is_told_at_once()
    {
        var owner = await shop.Http.TokenAsync("owner");
        foreach (var (path, _, operation) in OpenApiTests.Operations(await shop.JsonAsync("/api/openapi.json")).Where(operation => operation.Method == "GET" && operation.Operation.TryGetProperty("parameters", out var list) && list.GetArrayLength() > 0))
        {
            var query = operation.GetProperty("parameters").EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").ToList();
            var names = query.Where(IsTyped).Select(parameter => parameter.GetProperty("name").GetString()!).ToList();
            if (names.Count == 0)
            {
                continue;
            }

            var address = Fill(path, "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001") + "?" + string.Join('&', names.Select(name => name + "=%7Bwrong%7D")) + "&nobody=1";
            var problem = (await shop.Http.SendAsync("GET", address, token: owner)).Is(400).Json;

            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).ShouldBe([.. names, "nobody"], ignoreOrder: true, customMessage: address);
        }
    }

    private static IEnumerable<string> Addresses(string path, JsonElement operation)
    {
        const string id = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001";
        var values = _nasty.Select(Uri.EscapeDataString).Concat(_wrongBytes).ToList();
        var plain = Fill(path, id);
        if (path.Contains('{', StringComparison.Ordinal))
        {
            foreach (var value in values.Where(value => value.Length > 0))
            {
                yield return Fill(path, value);
            }
        }

        foreach (var name in operation.TryGetProperty("parameters", out var parameters)
                     ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()!)
                     : [])
        {
            foreach (var value in values)
            {
                yield return $"{plain}?{name}={value}";
            }

            yield return $"{plain}?{name}=a&{name}=b";
            yield return $"{plain}?{name}";
            yield return $"{plain}?{name.ToUpperInvariant()}=1";
            yield return $"{plain}?{name}[]=1";
        }

        yield return $"{plain}?unknown=1";
        yield return $"{plain}?%00=%00";
        yield return $"{plain}?" + string.Join('&', Enumerable.Range(0, 900).Select(number => $"p{number}=1"));
    }

    private async Task SendAsync(string method, string address, string? token, List<string> faults)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.Authorization = token is null ? null : new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        using var response = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var status = (int)response.StatusCode;
        if (status >= 500)
        {
            faults.Add($"{status} {address}: {body}");
        }
        // What one may see can hold such words rightly: the audit names the commands of the system.
        else if ((status >= 400 || token is null) && Leaks(body) is { } leak)
        {
            faults.Add($"'{leak}' leaks from {address}");
        }
        // Kestrel itself refuses an address that cannot be decoded or is too long, with a bare status.
        else if (status >= 400 && body.Length > 0 && response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            faults.Add($"{status} without a problem: {address}");
        }
    }

    internal static string? Leaks(string body) => ((string[])["Exception", "   at ", "Npgsql", "PostgreSQL", "SELECT ", Cluster.Home, "System.", "Password="])
        .FirstOrDefault(word => body.Contains(word, StringComparison.Ordinal));

    private static bool IsTyped(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        return schema.GetProperty("type").GetString() is "integer" or "boolean" || schema.TryGetProperty("enum", out _) || schema.TryGetProperty("format", out _);
    }

    private static string Fill(string path, string value)
    {
        var open = path.IndexOf('{', StringComparison.Ordinal);
        return open < 0 ? path : path[..open] + value + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
    }

    private Task<string> StateAsync() => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from catalog.product), (select sum(version) from catalog.product), (select count(*) from catalog.price), (select count(*) from catalog.barcode), (select count(*) from stores.setting))
        """);
}
