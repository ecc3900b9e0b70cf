using System.IO.Compression;
using System.Text.Json;
using Aisle.Contracts.Ledger;
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
    public async Task The_general_ledger_has_every_line_and_adds_up_to_the_trial_balance()
    {
        var wallet = await shop.WalletAsync(500);
        var fund = await shop.WalletAsync(20_00);
        for (var index = 0; index < 5; index++)
        {
            (await shop.BooksAsync(books => books.PostAsync([LedgerLab.Sale(), LedgerLab.Pay(wallet, 7), LedgerLab.Entry(new NewLine(AccountRef.For("payable", sub: fund), AccountRef.For("payable", sub: wallet), LedgerLab.Taka(3)))], CancellationToken.None))).IsSuccess.ShouldBeTrue();
        }

        await shop.SealedAsync();
        var token = await shop.Http.TokenAsync("accountant");
        var whole = await PagesAsync(500);
        foreach (var limit in (int[])[1, 4, 7])
        {
            (await PagesAsync(limit)).ShouldBe(whole, $"pages of {limit}");
        }

        // Each account as the trial balance has it, and its lines as its card has them.
        var trial = JsonElement.Parse((await shop.Http.SendAsync("GET", "/api/v1/ledger/statements/trial-balance", token: token)).Is(200).Text).GetProperty("lines").EnumerateArray()
            .Where(line => line.GetProperty("kind").GetString() == "account").ToDictionary(line => line.GetProperty("code").GetString()!, line => line.GetProperty("cells")[0]);
        var page = JsonElement.Parse((await shop.Http.SendAsync("GET", "/api/v1/ledger/general-ledger?limit=500", token: token)).Is(200).Text);
        page.GetProperty("accounts").GetArrayLength().ShouldBe(trial.Count);
        foreach (var account in page.GetProperty("accounts").EnumerateArray())
        {
            var (code, cell) = (account.GetProperty("code").GetString()!, trial[account.GetProperty("code").GetString()!]);
            (account.GetProperty("opening").GetString(), account.GetProperty("debit").GetString(), account.GetProperty("credit").GetString(), account.GetProperty("closing").GetString())
                .ShouldBe((cell.GetProperty("opening").GetString(), cell.GetProperty("debit").GetString(), cell.GetProperty("credit").GetString(), cell.GetProperty("amount").GetString()), code);
            var card = JsonElement.Parse((await shop.Http.SendAsync("GET", $"/api/v1/ledger/account-card?account={code}&from={page.GetProperty("from").GetString()}&limit=500", token: token)).Is(200).Text);
            account.GetProperty("items").GetRawText().ShouldBe(card.GetProperty("items").GetRawText(), code);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/ledger/general-ledger?format=csv", token: token)).Is(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length
            .ShouldBe(1 + whole.Count(row => row.Length > 0));
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/general-ledger?cursor=x&from=2026-02-02&to=2026-02-01&currency=ZZZ", token: token)).Is(400).Text.ShouldContain("cursor.invalid");

        // A row for what each account had before, one for each line, and none for what an account began with on a page before.
        async Task<List<string>> PagesAsync(int limit)
        {
            var (rows, cursor) = (new List<string>(), "");
            do
            {
                var answer = JsonElement.Parse((await shop.Http.SendAsync("GET", $"/api/v1/ledger/general-ledger?limit={limit}{cursor}", token: token)).Is(200).Text);
                foreach (var account in answer.GetProperty("accounts").EnumerateArray())
                {
                    var code = account.GetProperty("code").GetString();
                    rows.AddRange(account.GetProperty("isContinued").GetBoolean() ? [] : [$"{code} begins {account.GetProperty("opening").GetString()}"]);
                    rows.AddRange(account.GetProperty("items").EnumerateArray().Select(line => $"{code} {line.GetProperty("entryId").GetString()} {line.GetProperty("line").GetInt32()} {line.GetProperty("balance").GetString()}"));
                }

                cursor = answer.TryGetProperty("nextCursor", out var next) && next.GetString() is { } text ? "&cursor=" + text : "";
            }
            while (cursor.Length > 0);
            return rows;
        }
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
        foreach (var path in (string[])["statements/trial-balance?", "statements/profit-and-loss?", "statements/balance-sheet?", "statements/vat-summary?", "account-card?account=1110&", "general-ledger?", "balances?"])
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
