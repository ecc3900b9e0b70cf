using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Aisle.FeatureTests.Support;

/// <summary>What a call was answered.</summary>
public sealed record Answer(int Status, JsonElement Json, HttpResponseHeaders Headers, string Text)
{
    /// <summary>The code of a problem.</summary>
    public string Code => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString()! : "";

    /// <summary>Codes of all faults of a problem.</summary>
    public IEnumerable<string> Codes => Json.TryGetProperty("errors", out var errors) ? errors.EnumerateArray().Select(error => error.GetProperty("code").GetString()!) : [];

    /// <summary>A text of the answer.</summary>
    public string this[string name] => Json.GetProperty(name).ToString();

    /// <summary>Fails with the body where the status is another one.</summary>
    public Answer Is(int status, string? why = null)
    {
        Status.ShouldBe(status, $"{why} {Text}");
        return this;
    }
}

/// <summary>Calls to the API as an app makes them.</summary>
public static partial class ApiCalls
{
    /// <summary>Sends a call.</summary>
    public static async Task<Answer> SendAsync(this HttpClient http, string method, string path, object? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = body as HttpContent ?? new StringContent(body as string ?? (body as JsonNode)?.ToJsonString() ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonElement.Parse(text) : default;
        return new Answer((int)response.StatusCode, json, response.Headers, text);
    }

    /// <summary>Logs in.</summary>
    public static Task<Answer> LoginAsync(this HttpClient http, string email, string password = Cluster.DemoPassword) =>
        http.SendAsync("POST", "/api/v1/auth/login", new { email, password });

    /// <summary>An access token of the demo shop's member of the staff with a role.</summary>
    public static async Task<string> TokenAsync(this HttpClient http, string role) =>
        (await http.LoginAsync($"{role.Replace('_', '.')}@demo.example")).Is(200)["accessToken"];

    /// <summary>The token of the link in the newest mail to an address; waits until it is there.</summary>
    public static async Task<string> TicketToAsync(this ShopHost shop, string address) =>
        Token().Match(await shop.MailToAsync(address)) is { Success: true } match ? match.Groups["token"].Value : throw new InvalidOperationException("There is no link in it.");

    /// <summary>The newest mail to an address, of those that hold a text; waits until there are as many as asked for.</summary>
    public static async Task<string> MailToAsync(this ShopHost shop, string address, int count = 1, string with = "")
    {
        var folder = Path.Combine(shop.Cluster.Scratch, "mail");
        for (var i = 0; i < 400; i++)
        {
            var mails = Directory.Exists(folder)
                ? Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllText).Where(mail => mail.Contains(address, StringComparison.OrdinalIgnoreCase) && mail.Contains(with, StringComparison.Ordinal)).ToList()
                : [];
            if (mails.Count >= count)
            {
                return mails[^1];
            }

            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"No mail came to {address}.");
    }

    [GeneratedRegex("token=(?<token>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
