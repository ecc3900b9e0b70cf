using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Ledger;

public sealed class PeriodTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_closed_month_takes_no_entry_and_two_people_open_it_again()
    {
        var (one, other) = (await shop.Http.TokenAsync("accountant"), await shop.Http.TokenAsync("admin"));
        var date = new BusinessDate(new DateOnly(2025, 3, 10));
        (await PostAsync(date)).IsSuccess.ShouldBeTrue();
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/close", token: one)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/close", token: one)).Is(200);
        await Eventually.IsAsync(async () => (await PostAsync(date)) is { IsFailure: true, FirstError.Code: "ledger.period_closed" });
        // Also who writes without the program, and without its memory of what is closed.
        (await shop.RefusalAsync("""
            insert into ledger.entry (id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, hash)
            values (gen_random_uuid(), 'normal', 'JV', 2024, '2025-03-31', now(), 'external', '1', '', sha256(''))
            """)).ShouldBe("ledger.period_closed");
        (await PostAsync(date.AddDays(30))).IsSuccess.ShouldBeTrue();

        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-04/reopen", new { reason = "A bill was late" }, one)).Is(409).Code.ShouldBe("ledger.period_open");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/reopen", new { reason = " " }, one)).Is(400).Text.ShouldContain("ledger.reason");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/reopen/decision", new { approve = true }, other)).Is(409).Code.ShouldBe("ledger.reopening_unknown");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/reopen", new { reason = "A bill was late" }, one)).Is(202);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/reopen", new { reason = "Again" }, other)).Is(409).Code.ShouldBe("ledger.reopening_asked");
        (await PostAsync(date)).FirstError.Code.ShouldBe("ledger.period_closed");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/reopen/decision", new { approve = true }, one)).Is(403).Code.ShouldBe("ledger.four_eyes");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-03/reopen/decision", new { approve = true }, other)).Is(200);
        await Eventually.IsAsync(async () => (await PostAsync(date)).IsSuccess);
        (await shop.ScalarAsync<string>("select string_agg(action, ' ' order by id) from platform.audit where subject_type = 'ledger.period' and subject_name = '2025-03'")).ShouldBe("ledger.period.close ledger.period.reopen_ask ledger.period.reopen");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-3/close", token: one)).Is(404).Code.ShouldBe("ledger.period_unknown");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-05/close", token: await shop.Http.TokenAsync("manager"))).Is(403);
    }

    [Fact]
    public async Task Nothing_that_was_posted_while_a_month_was_being_closed_comes_in_after_it()
    {
        var token = await shop.Http.TokenAsync("accountant");
        var date = new BusinessDate(new DateOnly(2025, 6, 10));
        using var stop = new CancellationTokenSource();
        var posting = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var posted = 0L;
            while (!stop.IsCancellationRequested)
            {
                var answer = await PostAsync(date);
                (answer.IsSuccess || answer.FirstError.Code == "ledger.period_closed").ShouldBeTrue();
                posted += answer.IsSuccess ? 1 : 0;
            }

            return posted;
        })).ToList();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/periods/2025-06/close", token: token)).Is(200);
        var then = await shop.ScalarAsync<long>("select count(*) from ledger.entry where business_date = '2025-06-10'");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        (await Task.WhenAll(posting)).Sum().ShouldBe(then);
        (await shop.ScalarAsync<long>("select count(*) from ledger.entry where business_date = '2025-06-10'")).ShouldBe(then);
    }

    [Fact]
    public async Task A_closed_year_begins_with_nothing_earned_and_its_statement_still_tells_what_was()
    {
        var token = await shop.Http.TokenAsync("accountant");
        var store = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        await shop.BooksAsync(books => books.PostAsync(LedgerLab.Entry(
            new NewLine(AccountRef.For("bank"), AccountRef.For("sales"), LedgerLab.Taka(100_00)),
            new NewLine(AccountRef.For("bank"), AccountRef.For("sales"), LedgerLab.Taka(50_00), new(store)),
            new NewLine(AccountRef.For("rent"), AccountRef.For("bank"), LedgerLab.Taka(30_00))) with { Date = new BusinessDate(new DateOnly(2022, 9, 1)) }, CancellationToken.None));
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/years/2999/close", token: token)).Is(409).Code.ShouldBe("ledger.year_running");
        var year = JsonElement.Parse((await shop.Http.SendAsync("POST", "/api/v1/ledger/years/2022/close", token: token)).Is(200).Text);
        year.GetProperty("isClosed").GetBoolean().ShouldBeTrue();
        year.GetProperty("months").EnumerateArray().ShouldAllBe(month => month.GetProperty("state").GetString() == "closed");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/years/2022/close", token: token)).Is(409).Code.ShouldBe("ledger.year_closed");

        (await AmountAsync("balances?account=4110&at=2023-06-30", token, "balance")).ShouldBe("0.00");
        (await AmountAsync("balances?account=3200&at=2023-06-30", token, "balance")).ShouldBe("120.00");
        (await AmountAsync($"balances?account=3200&at=2023-06-30&store={store}", token, "balance")).ShouldBe("50.00");
        var result = JsonElement.Parse((await shop.Http.SendAsync("GET", "/api/v1/ledger/statements/profit-and-loss?from=2022-07-01&to=2023-06-30", token: token)).Is(200).Text);
        result.GetProperty("lines").EnumerateArray().Last().GetProperty("cells")[0].GetProperty("amount").GetString().ShouldBe("120.00");
    }

    private async Task<string> AmountAsync(string path, string token, string name) =>
        JsonElement.Parse((await shop.Http.SendAsync("GET", "/api/v1/ledger/" + path, token: token)).Is(200).Text).GetProperty("items")[0].GetProperty(name).GetString()!;

    private Task<Result<PostedEntry>> PostAsync(BusinessDate date) => shop.BooksAsync(books => books.PostAsync(LedgerLab.Sale() with { Date = date }, CancellationToken.None));
}
