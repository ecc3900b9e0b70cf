using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

public sealed class PreviewTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly Dictionary<string, object> _sale = new(StringComparer.Ordinal)
    {
        ["number"] = "S1-1",
        ["goods"] = new[] { new { @class = "standard", net = "100.00 BDT", vat = "15.00 BDT" } },
        ["tenders"] = new[] { new { method = "bkash", amount = "115.00 BDT" } },
        ["cost"] = "60.00 BDT",
    };

    [Fact]
    public async Task A_document_is_shown_as_it_would_be_posted_with_its_reasons_and_nothing_is_written()
    {
        var token = await shop.Http.TokenAsync("owner");
        (await shop.ReadAsync("rules", token)).Is(200);
        var before = await shop.BooksStateAsync();
        var body = new { date = LedgerLab.Day.ToString(), document = new { type = "external", id = "S1-1" }, rule = "sale", facts = _sale };
        var shown = (await shop.Http.SendAsync("POST", "/api/v1/ledger/preview", body, token)).Is(200).Json;
        shown.GetProperty("faults").GetArrayLength().ShouldBe(0, shown.ToString());
        shown.GetProperty("rule").GetString().ShouldBe("sale/1");
        shown.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("debit").GetProperty("code")}/{line.GetProperty("credit").GetProperty("code")} {line.GetProperty("amount").GetProperty("amount")}")
            .ShouldBe(["1210/4110 100.00", "1210/2210 15.00", "1140/1210 115.00", "5110/1310 60.00"]);
        shown.GetProperty("lines")[1].GetProperty("why").GetProperty("en").GetString().ShouldBe("VAT in the price is owed to the state.");
        shown.GetProperty("lines")[1].GetProperty("why").GetProperty("bn").GetString().ShouldNotBeNullOrEmpty();
        var settled = shown.GetProperty("accounts").EnumerateArray().Single(account => account.GetProperty("code").GetString() == "1210");
        (settled.GetProperty("debit").GetProperty("amount").GetString(), settled.GetProperty("credit").GetProperty("amount").GetString()).ShouldBe(("115.00", "115.00"));
        shown.GetProperty("totals")[0].GetProperty("debit").GetProperty("amount").GetString().ShouldBe("290.00");
        (await shop.BooksStateAsync()).ShouldBe(before);

        // Goods leave by a sale of the shop alone; without them what is posted then is what was shown.
        (await shop.PostAsync(body, token)).Is(400).Codes.ShouldBe(["ledger.account_control"]);
        var service = new { date = LedgerLab.Day.ToString(), document = new { type = "external", id = "S1-1" }, rule = "sale", facts = _sale.Where(fact => fact.Key != "cost").ToDictionary() };
        var posted = (await shop.PostAsync(service, token)).Is(201).Json;
        posted.GetProperty("rule").GetString().ShouldBe("sale/1");
        posted.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("amount").ToString()).ShouldBe(shown.GetProperty("lines").EnumerateArray().Take(3).Select(line => line.GetProperty("amount").ToString()));
    }

    [Fact]
    public async Task What_a_wallet_would_hold_is_shown_with_what_holds_keep_of_it()
    {
        var token = await shop.Http.TokenAsync("owner");
        var wallet = await shop.WalletAsync(100_00, role: "wallet");
        var kept = LedgerLab.Hold(wallet, 30_00, role: "wallet");
        (await shop.BooksAsync(books => books.HoldAsync(kept, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.BooksAsync(books => books.HoldAsync(LedgerLab.Hold(wallet, 20_00, TimeSpan.FromMilliseconds(50), "wallet"), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        async Task<Answer> ShowAsync(string amount) => (await shop.Http.SendAsync("POST", "/api/v1/ledger/preview", new { date = LedgerLab.Day.ToString(), rule = "wallet_payment", facts = new { wallet = wallet.ToString(), amount = Taka(amount) } }, token)).Is(200);
        (await shop.ReadAsync("rules", token)).Is(200);
        var before = await shop.BooksStateAsync();

        var fits = (await ShowAsync("70.00")).Json;
        fits.GetProperty("faults").GetArrayLength().ShouldBe(0, fits.ToString());
        var held = fits.GetProperty("subaccounts")[0];
        (Amount("before"), Amount("after"), Amount("held"), Amount("available")).ShouldBe(("100.00", "30.00", "30.00", "0.00"));
        (await ShowAsync("70.01")).Json.GetProperty("faults")[0].GetProperty("code").GetString().ShouldBe("ledger.insufficient");
        (await shop.BooksStateAsync()).ShouldBe(before);

        // And that is how it comes.
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 70_01, "wallet"), CancellationToken.None))).FirstError.Code.ShouldBe("ledger.insufficient");
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 70_00, "wallet"), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.BooksAsync(books => books.VoidAsync(kept.Id, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 30_00, "wallet"), CancellationToken.None))).IsSuccess.ShouldBeTrue();

        string? Amount(string name) => held.GetProperty(name).GetProperty("amount").GetString();
    }

    [Fact]
    public async Task Legs_out_of_balance_are_shown_with_both_sums_and_all_faults_at_once()
    {
        var token = await shop.Http.TokenAsync("owner");
        var shown = (await shop.Http.SendAsync("POST", "/api/v1/ledger/preview", new { date = LedgerLab.Day.ToString(), memo = "x", legs = new object[] { new { account = "1110", debit = Taka("5.00") }, new { account = "4110", credit = Taka("4.00") } } }, token)).Is(200).Json;
        shown.GetProperty("faults")[0].GetProperty("message").GetString().ShouldBe("Debits are 1.00 BDT more than credits.");
        shown.GetProperty("totals")[0].GetProperty("credit").GetProperty("amount").GetString().ShouldBe("4.00");

        var faults = (await shop.Http.SendAsync("POST", "/api/v1/ledger/preview", new { date = "2999-01-01", series = "x", memo = "x", lines = new[] { new { debit = "9999", credit = "1000", amount = Taka("-5.00") } } }, token)).Is(200).Json.GetProperty("faults");
        faults.EnumerateArray().Select(fault => fault.GetProperty("code").GetString()).ShouldBe(["ledger.series", "ledger.date_future", "ledger.account_unknown", "ledger.account_group", "ledger.amount_sign"]);
    }

    [Fact]
    public async Task Documents_are_posted_by_their_rules_all_or_none()
    {
        var wallet = await shop.WalletAsync(100_00, role: "wallet");
        NewDocument Document(string rule, Facts facts) => new(LedgerLab.Id<EntryId>(), new DocumentRef("external", "S1-2"), LedgerLab.Day, facts) { Rule = rule };
        var sale = Document("sale", new Facts().Set("number", "S1-2").Add("goods", new Facts().Set("class", "zero").Set("net", LedgerLab.Taka(60_00)))
            .Add("tenders", new Facts().Set("method", "cash").Set("amount", LedgerLab.Taka(10_00))));
        var paid = Document("wallet_payment", new Facts().Set("wallet", wallet).Set("amount", LedgerLab.Taka(50_00)));
        (await shop.BooksAsync(books => books.PostDocumentsAsync([sale, paid with { Facts = new Facts().Set("wallet", wallet).Set("amount", LedgerLab.Taka(150_00)) }], CancellationToken.None)))
            .Errors.Select(error => $"{error.Code} {error.Field}").ShouldBe(["ledger.insufficient entries[1].lines[0].debit"]);
        (await shop.ScalarAsync<long>($"select count(*) from ledger.entry where id = '{sale.Id}'")).ShouldBe(0);

        (await shop.BooksAsync(books => books.PostDocumentsAsync([sale, paid], CancellationToken.None))).Value.ShouldAllBe(entry => entry.IsNew);
        (await shop.BooksAsync(books => books.PostDocumentsAsync([sale, paid], CancellationToken.None))).Value.ShouldAllBe(entry => !entry.IsNew);
        (await shop.BooksAsync(books => books.PostDocumentAsync(paid with { Facts = new Facts() }, CancellationToken.None))).Errors.Select(error => $"{error.Code} {error.Field}")
            .ShouldBe(["ledger.fact_missing facts.wallet", "ledger.fact_missing facts.amount"]);
        (await shop.BooksAsync(books => books.PostDocumentAsync(paid with { Rule = null }, CancellationToken.None))).Errors.Select(error => $"{error.Code} {error.Field}").ShouldBe(["ledger.rule_unknown document.type"]);
        (await shop.BalanceAsync(wallet)).ShouldBe(50_00);
        (await shop.ScalarAsync<string>($"select string_agg(rule, ' ' order by key) from ledger.entry where id in ('{sale.Id}', '{paid.Id}')")).ShouldBe("sale/1 wallet_payment/1");
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 50_00, "wallet"), CancellationToken.None))).IsSuccess.ShouldBeTrue();
    }
}
