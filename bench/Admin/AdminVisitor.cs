using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Aisle.Bench.Shop;
using Aisle.Platform.Commands;

namespace Aisle.Bench.Admin;

/// <summary>The owner of a fresh shop, logged in as a browser is: with a cookie, which the host looks up for every page.</summary>
internal static partial class AdminVisitor
{
    private const string Email = "owner@bench.example";
    private const string Password = "megh-brishti-rod";

    /// <summary>Becomes the first owner by the link that the host prints.</summary>
    public static async Task BecomeOwnerAsync(OwnShop shop, CancellationToken cancellationToken)
    {
        var token = OwnerLink().Matches(await shop.SaidAsync(cancellationToken)).LastOrDefault()?.Groups["token"].Value ?? throw new FaultException("The shop printed no link for its first owner.");
        using var http = new HttpClient { BaseAddress = new Uri(shop.Url) };
        using var answer = await http.PostAsJsonAsync("/api/v1/auth/welcome", new { token = Uri.UnescapeDataString(token), name = "Owner", email = Email, password = Password }, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new FaultException("The shop took no owner: " + await answer.Content.ReadAsStringAsync(cancellationToken));
        }
    }

    /// <summary>Logs in; answers the cookies.</summary>
    public static async Task<string> LogInAsync(OwnShop shop, CancellationToken cancellationToken)
    {
        var cookies = new System.Net.CookieContainer();
        using var handler = new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(shop.Url) };
        var page = await http.GetStringAsync("/login", cancellationToken);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = Email, ["password"] = Password, ["__RequestVerificationToken"] = FormToken().Match(page).Groups["token"].Value });
        using var answer = await http.PostAsync("/login", form, cancellationToken);
        return (int)answer.StatusCode == 302 ? cookies.GetCookieHeader(new Uri(shop.Url)) : throw new FaultException($"The owner could not log in: {(int)answer.StatusCode}.");
    }

    [GeneratedRegex(@"/account/welcome\?token=(?<token>[^\s""\\]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnerLink();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();
}
