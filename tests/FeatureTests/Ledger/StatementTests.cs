using System.IO.Compression;
using System.Text.Json;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Ledger;

public sealed class StatementTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_card_shows_every_line_of_an_account_with_its_balance_page_by_page()
    {
        var wallet = await shop.WalletAsync(1_000);
        for (var index = 0; index < 7; index++)
        {
            (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 10), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        }

        await shop.SealedAsync();
        var token = await shop.Http.TokenAsync("accountant");
        var (lines, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = JsonElement.Parse((await shop.Http.SendAsync("GET", $"/api/v1/ledger/account-card?account=2110&subaccount={wallet}&limit=3{cursor}", token: token)).Is(200).Text);
            lines.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("nextCursor", out var next) && next.GetString() is { } text ? "&cursor=" + text : "";
        }
        while (cursor.Length > 0);
        lines.Select(line => line.GetProperty("balance").GetString()).ShouldBe(["-10.00", "-9.90", "-9.80", "-9.70", "-9.60", "-9.50", "-9.40", "-9.30"]);
        lines.ShouldAllBe(line => line.GetProperty("number").GetString()!.StartsWith("JV-"));
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/account-card?account=2110&cursor=x", token: token)).Is(400).Text.ShouldContain("cursor.invalid");
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/account-card?account=9999", token: token)).Is(404);
        (await shop.Http.SendAsync("GET", $"/api/v1/ledger/account-card?account=2110&subaccount={wallet}&format=csv", token: token)).Is(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(9);
        var held = JsonElement.Parse((await shop.Http.SendAsync("GET", $"/api/v1/ledger/balances?subaccount={wallet}", token: token)).Is(200).Text).GetProperty("items")[0];
        (held.GetProperty("balance").GetString(), held.GetProperty("normalSide").GetString()).ShouldBe(("9.30", "credit"));
    }

    [Fact]
    public async Task A_statement_is_a_spreadsheet_too()
    {
        await shop.BooksAsync(books => books.PostAsync(LedgerLab.Sale(), CancellationToken.None));
        var token = await shop.Http.TokenAsync("accountant");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/ledger/statements/trial-balance?format=xlsx");
        request.Headers.Add("Authorization", "Bearer " + token);
        using var answer = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        await using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var sheet = zip.Entries.Single(entry => entry.FullName.Contains("worksheets/", StringComparison.Ordinal));
        using var reader = new StreamReader(await sheet.OpenAsync(TestContext.Current.CancellationToken));
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("Cash in tills");
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/statements/profit-and-loss?format=csv&by=month", token: token)).Is(200).Text.ShouldContain("Sales of goods");
    }

    [Fact]
    public async Task Who_may_see_one_store_sees_no_other_and_strangers_see_nothing()
    {
        var (manager, mine, other) = (await shop.Http.TokenAsync("manager"), await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'"), await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'"));
        foreach (var path in (string[])["statements/trial-balance?", "statements/profit-and-loss?", "statements/balance-sheet?", "statements/vat-summary?", "account-card?account=1110&", "balances?"])
        {
            (await shop.Http.SendAsync("GET", $"/api/v1/ledger/{path}store={mine}", token: manager)).Is(200);
            (await shop.Http.SendAsync("GET", $"/api/v1/ledger/{path}store={other}", token: manager)).Is(403);
            (await shop.Http.SendAsync("GET", $"/api/v1/ledger/{path.TrimEnd('?', '&')}", token: manager)).Is(403);
            (await shop.Http.SendAsync("GET", $"/api/v1/ledger/{path.TrimEnd('?', '&')}")).Is(401);
            (await shop.Http.SendAsync("GET", $"/api/v1/ledger/{path.TrimEnd('?', '&')}", token: await shop.Http.TokenAsync("cashier"))).Is(403);
        }
    }

    [Fact]
    public async Task Bad_questions_are_told_all_at_once()
    {
        var token = await shop.Http.TokenAsync("accountant");
        var told = (await shop.Http.SendAsync("GET", "/api/v1/ledger/statements/trial-balance?from=2026-13-01&to=x&by=week&currency=ZZZ&nothing=1", token: token)).Is(400);
        foreach (var field in (string[])["from", "to", "by", "currency", "nothing"])
        {
            told.Text.ShouldContain($"\"{field}\"");
        }

        (await shop.Http.SendAsync("GET", "/api/v1/ledger/statements/trial-balance?from=1971-01-01&to=2026-01-01&by=month", token: token)).Is(400).Text.ShouldContain("query.columns");
    }
}
