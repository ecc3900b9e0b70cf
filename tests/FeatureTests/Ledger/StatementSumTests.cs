using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Ledger;

/// <summary>On a database in which nobody else posts, on accounts that the demo shop leaves alone.</summary>
public sealed class StatementSumTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly (string Debit, string Credit)[] _moves =
    [
        ("1120", "4110"), ("1230", "4110"), ("1230", "2210"), ("1120", "1230"), ("5110", "2120"), ("2120", "5140"), ("4120", "1120"), ("5310", "1130"), ("1130", "3100"), ("1410", "1130"),
    ];

    [Fact]
    public async Task Statements_are_what_the_lines_add_up_to_by_any_days_store_and_instant()
    {
        var stores = await StoresAsync();
        var random = new Random(4);
        var written = new List<(NewEntry Entry, DateTimeOffset At)>();
        for (var round = 0; round < 6; round++)
        {
            var some = Enumerable.Range(0, 25).Select(_ => LedgerLab.Entry([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Line(random, stores))])
                with { Date = LedgerLab.Day.AddDays(-random.Next(0, 500)) }).ToList();
            (await shop.BooksAsync(books => books.PostAsync(some, CancellationToken.None))).IsSuccess.ShouldBeTrue();
            var at = await shop.ScalarAsync<DateTime>($"select recorded_at from ledger.entry where id = '{some[0].Id}'");
            written.AddRange(some.Select(entry => (entry, new DateTimeOffset(at, TimeSpan.Zero))));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var token = await shop.Http.TokenAsync("accountant");
        for (var check = 0; check < 25; check++)
        {
            var (from, store) = (LedgerLab.Day.AddDays(-random.Next(1, 520)), random.Next(2) == 0 ? stores[random.Next(stores.Count)] : (StoreId?)null);
            var to = from.AddDays(random.Next(0, 300));
            var known = random.Next(2) == 0 ? written[random.Next(written.Count)].At : (DateTimeOffset?)null;
            var lines = written.Where(one => known is null || one.At <= known).SelectMany(one => one.Entry.Lines, (one, line) => (one.Entry.Date, line)).Where(one => store is null || one.line.Store == store).ToList();
            var told = await TellAsync("trial-balance", token, $"from={from}&to={to}&empty=true{Known(known)}{(store is { } id ? $"&store={id}" : "")}");
            foreach (var code in _moves.SelectMany(move => (string[])[move.Debit, move.Credit]).Distinct())
            {
                var cell = Cell(told, code);
                var (before, within) = (lines.Where(one => one.Date < from).ToList(), lines.Where(one => one.Date >= from && one.Date <= to).ToList());
                cell.ShouldBe((Text(Net(before, code)), Text(Debit(within, code)), Text(Credit(within, code)), Text(Net(before, code) + Net(within, code))), $"{code} {from}..{to} {store} {known}");
            }

            var total = told.GetProperty("lines").EnumerateArray().Last().GetProperty("cells")[0];
            total.GetProperty("debit").GetString().ShouldBe(total.GetProperty("credit").GetString());
            decimal.Parse(total.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture).ShouldBe(0);
        }

        // What was earned and spent, month by month, and beside the stretch before.
        var (first, last) = (new DateOnly(LedgerLab.Day.Date.Year - 1, 11, 1), new DateOnly(LedgerLab.Day.Date.Year, 3, 31));
        var byMonth = await TellAsync("profit-and-loss", token, $"from={first:yyyy-MM-dd}&to={last:yyyy-MM-dd}&by=month&empty=true");
        var beside = await TellAsync("profit-and-loss", token, $"from={first:yyyy-MM-dd}&to={last:yyyy-MM-dd}&compare=previous&empty=true");
        byMonth.GetProperty("columns").GetArrayLength().ShouldBe(5);
        var all = written.SelectMany(one => one.Entry.Lines, (one, line) => (one.Entry.Date, line)).ToList();
        (string Code, int Sign)[] earning = [("4110", -1), ("4120", -1), ("5110", 1), ("5140", 1), ("5310", 1)];
        for (var month = 0; month < 5; month++)
        {
            var from = first.AddMonths(month);
            Amounts(byMonth, month).ShouldBe(Expected(from, from.AddMonths(1).AddDays(-1)), from.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        }

        Amounts(beside, 0).ShouldBe(Expected(first, last));
        Amounts(beside, 1).ShouldBe(Expected(first.AddMonths(-5), first.AddDays(-1)));

        // The tax of a stretch, what was owed before it and what is owed for it.
        var tax = await TellAsync("vat-summary", token, $"from={first:yyyy-MM-dd}&to={last:yyyy-MM-dd}");
        var (earlier, inside) = (all.Where(one => one.Date.Date < first).ToList(), all.Where(one => one.Date.Date >= first && one.Date.Date <= last).ToList());
        Cell(tax, "2210").ShouldBe((Text(Net(earlier, "2210")), Text(Debit(inside, "2210")), Text(Credit(inside, "2210")), Text(Net(earlier, "2210") + Net(inside, "2210"))));
        tax.GetProperty("lines").EnumerateArray().Last().GetProperty("cells")[0].GetProperty("amount").GetString()
            .ShouldBe(Text(-((string[])["2210", "1410"]).Sum(code => Net(earlier, code) + Net(inside, code))), "what was charged, less what was paid to suppliers");

        // The balance of an account at the end of any day, as it was known at any instant.
        foreach (var (code, sign) in ((string, int)[])[("1120", 1), ("4110", -1), ("2120", -1)])
        {
            var (day, known) = (LedgerLab.Day.AddDays(-random.Next(0, 400)), written[random.Next(written.Count)].At);
            var held = JsonElement.Parse((await shop.Http.SendAsync("GET", $"/api/v1/ledger/balances?account={code}&at={day}{Known(known)}", token: token)).Is(200).Text).GetProperty("items")[0];
            held.GetProperty("balance").GetString().ShouldBe(Text(sign * Net([.. written.Where(one => one.At <= known && one.Entry.Date <= day).SelectMany(one => one.Entry.Lines, (one, line) => (one.Entry.Date, line))], code)), $"{code} {day} {known}");
        }

        string[] Expected(DateOnly from, DateOnly to)
        {
            var within = all.Where(one => one.Date.Date >= from && one.Date.Date <= to).ToList();
            return [.. earning.Select(one => Text(one.Sign * Net(within, one.Code))), Text(-earning.Sum(one => Net(within, one.Code)))];
        }

        string?[] Amounts(JsonElement statement, int column) =>
        [
            .. earning.Select(one => statement.GetProperty("lines").EnumerateArray().Single(line => line.TryGetProperty("code", out var own) && own.GetString() == one.Code).GetProperty("cells")[column].GetProperty("amount").GetString()),
            statement.GetProperty("lines").EnumerateArray().Last().GetProperty("cells")[column].GetProperty("amount").GetString(),
        ];

        // What the company has is what it owes and what belongs to its owners, on every day and in every store.
        var sheet = await TellAsync("balance-sheet", token, $"to={LedgerLab.Day}&by=store");
        var sums = sheet.GetProperty("lines").EnumerateArray().Where(line => line.GetProperty("kind").GetString() == "total").ToDictionary(line => line.GetProperty("name").GetProperty("en").GetString()!);
        for (var column = 0; column <= stores.Count; column++)
        {
            sums["Total assets"].GetProperty("cells")[column].GetProperty("amount").GetString().ShouldBe(sums["Total liabilities and equity"].GetProperty("cells")[column].GetProperty("amount").GetString());
        }
    }

    private static NewLine Line(Random random, IReadOnlyList<StoreId> stores)
    {
        var (debit, credit) = _moves[random.Next(_moves.Length)];
        return new NewLine(AccountRef.Of(debit), AccountRef.Of(credit), LedgerLab.Taka(random.Next(1, 100_000)), random.Next(5) == 0 ? null : stores[random.Next(stores.Count)]);
    }

    private static decimal Debit(IEnumerable<(BusinessDate, NewLine Line)> lines, string code) => lines.Where(one => one.Line.Debit.Code == code).Sum(one => (decimal)one.Line.Amount.Minor);

    private static decimal Credit(IEnumerable<(BusinessDate, NewLine Line)> lines, string code) => lines.Where(one => one.Line.Credit.Code == code).Sum(one => (decimal)one.Line.Amount.Minor);

    private static decimal Net(IReadOnlyList<(BusinessDate, NewLine)> lines, string code) => Debit(lines, code) - Credit(lines, code);

    private static string Text(decimal minor) => (minor / 100).ToString("F2", CultureInfo.InvariantCulture);

    private static string Known(DateTimeOffset? known) => known is { } at ? "&recordedUntil=" + Uri.EscapeDataString(at.ToString("O", CultureInfo.InvariantCulture)) : "";

    private static (string?, string?, string?, string?) Cell(JsonElement statement, string code)
    {
        var cell = statement.GetProperty("lines").EnumerateArray().Single(line => line.TryGetProperty("code", out var own) && own.GetString() == code).GetProperty("cells")[0];
        return (cell.GetProperty("opening").GetString(), cell.GetProperty("debit").GetString(), cell.GetProperty("credit").GetString(), cell.GetProperty("amount").GetString());
    }

    private async Task<JsonElement> TellAsync(string statement, string token, string query) =>
        JsonElement.Parse((await shop.Http.SendAsync("GET", $"/api/v1/ledger/statements/{statement}?{query}", token: token)).Is(200).Text);

    private async Task<IReadOnlyList<StoreId>> StoresAsync() =>
        [.. (await shop.ScalarAsync<Guid[]>("select array_agg(id order by position, code) from stores.store where status = 'active'")).Select(id => new StoreId(id))];
}
