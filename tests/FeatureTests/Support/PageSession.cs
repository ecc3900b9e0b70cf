using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Aisle.FeatureTests.Support;

/// <summary>A page as a browser gets it.</summary>
public sealed record PageAnswer(int Status, string? Location, IHtmlDocument Html, string Text, HttpResponseMessage Response)
{
    public PageAnswer Is(int status)
    {
        Status.ShouldBe(status, $"{Location} {Html.QuerySelector("main")?.TextContent.Trim() ?? Text}");
        return this;
    }
}

/// <summary>A browser without a screen: keeps cookies, sends forms with what is hidden in them, follows nothing by itself.</summary>
public sealed class PageSession(Uri root) : IDisposable
{
    private static readonly HtmlParser _parser = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = root };
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    /// <summary>The cookies it holds.</summary>
    public IDictionary<string, string> Cookies => _cookies;

    public Task<PageAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    /// <summary>Fills in the form of a page (its first one that posts, or the one at a selector) and sends it.</summary>
    public Task<PageAnswer> SubmitAsync(PageAnswer page, string path, Dictionary<string, string> values, string selector = "main form[method=post]")
    {
        var form = page.Html.QuerySelector<IHtmlFormElement>(selector).ShouldNotBeNull(page.Text);
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").ToDictionary(input => input.Name!, input => input.Value, StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            fields[name] = value;
        }

        return PostAsync(form.GetAttribute("action") is { Length: > 0 } action ? action : path, fields);
    }

    /// <summary>Sends a form as a browser does, with all that stands in its fields but for what is typed now; of fields of one name the first one takes it.</summary>
    public Task<PageAnswer> FillAsync(PageAnswer page, string path, string selector, params (string Name, string Value)[] typed)
    {
        var form = page.Html.QuerySelector<IHtmlFormElement>(selector).ShouldNotBeNull(page.Text);
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var field in form.QuerySelectorAll<IHtmlElement>("input, select, textarea"))
        {
            var (name, value) = field switch
            {
                IHtmlInputElement { Type: "checkbox", IsChecked: false } => ("", ""),
                IHtmlInputElement input => (input.Name ?? "", input.Value),
                IHtmlSelectElement select => (select.Name ?? "", select.Value ?? ""),
                IHtmlTextAreaElement area => (area.Name ?? "", area.Value),
                _ => ("", ""),
            };
            if (name.Length > 0)
            {
                fields.Add(KeyValuePair.Create(name, value));
            }
        }

        foreach (var (name, value) in typed)
        {
            var at = fields.FindIndex(field => string.Equals(field.Key, name, StringComparison.Ordinal));
            if (at < 0)
            {
                fields.Add(KeyValuePair.Create(name, value));
            }
            else
            {
                fields[at] = KeyValuePair.Create(name, value);
            }
        }

        return PostAsync(form.GetAttribute("action") is { Length: > 0 } action ? (action.StartsWith('?') ? path.Split('?')[0] + action : action) : path, fields);
    }

    public Task<PageAnswer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), headers);

    /// <summary>Everything a browser without script would send of a form as it stands, in its order.</summary>
    public static List<KeyValuePair<string, string>> Fields(PageAnswer page, string selector = "main form[method=post]") =>
        [.. page.Html.QuerySelector<IHtmlFormElement>(selector).ShouldNotBeNull(page.Text).QuerySelectorAll("input, select, textarea").Select(element => element switch
        {
            IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } or IHtmlInputElement { Type: "file" or "submit" } => default,
            IHtmlInputElement input => KeyValuePair.Create(input.Name ?? "", input.Value),
            IHtmlSelectElement select => KeyValuePair.Create(select.Name ?? "", select.Value ?? ""),
            IHtmlTextAreaElement area => KeyValuePair.Create(area.Name ?? "", area.Value),
            _ => default,
        }).Where(pair => pair.Key is { Length: > 0 })];

    /// <summary>The same fields with others in the place of those of a name.</summary>
    public static List<KeyValuePair<string, string>> With(IEnumerable<KeyValuePair<string, string>> fields, params (string Name, string Value)[] values)
    {
        var all = fields.ToList();
        foreach (var (name, value) in values)
        {
            var at = all.FindIndex(pair => string.Equals(pair.Key, name, StringComparison.Ordinal));
            if (at < 0)
            {
                all.Add(KeyValuePair.Create(name, value));
            }
            else
            {
                all[at] = KeyValuePair.Create(name, value);
            }
        }

        return all;
    }

    /// <summary>Logs in as a member of the demo staff.</summary>
    public async Task<PageAnswer> LoginAsync(string role, string password = Cluster.DemoPassword, string returnUrl = "")
    {
        var page = (await GetAsync("/login?returnUrl=" + Uri.EscapeDataString(returnUrl))).Is(200);
        return await SubmitAsync(page, "/login", new(StringComparer.Ordinal) { ["email"] = $"{role.Replace('_', '.')}@demo.example", ["password"] = password });
    }

    public async Task<PageAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        if (_cookies.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0 || cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
            {
                _cookies.Remove(pair[0]);
            }
            else
            {
                _cookies[pair[0]] = pair[1];
            }
        }

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new PageAnswer((int)response.StatusCode, response.Headers.Location?.ToString(), _parser.ParseDocument(text), text, response);
    }

    public void Dispose() => _http.Dispose();
}
