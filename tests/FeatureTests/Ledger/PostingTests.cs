using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Ledger;

public sealed class PostingTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task An_entry_posted_again_is_the_same_and_with_other_content_an_error()
    {
        var sale = LedgerLab.Sale();
        (await shop.BooksAsync(books => books.PostAsync(sale, CancellationToken.None))).Value.ShouldBe(new PostedEntry(sale.Id, IsNew: true));
        (await shop.BooksAsync(books => books.PostAsync(sale, CancellationToken.None))).Value.ShouldBe(new PostedEntry(sale.Id, IsNew: false));
        (await shop.BooksAsync(books => books.PostAsync(sale with { Memo = "Other" }, CancellationToken.None))).FirstError.Code.ShouldBe("ledger.contradiction");
        (await shop.ScalarAsync<long>($"select count(*) from ledger.line join ledger.entry on key = entry_key where id = '{sale.Id}'")).ShouldBe(3);
    }

    [Fact]
    public async Task Fifty_copies_of_one_entry_at_once_are_one_entry()
    {
        var wallet = await shop.WalletAsync(1_000);
        var pay = LedgerLab.Pay(wallet, 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => shop.BooksAsync(books => books.PostAsync(pay, CancellationToken.None)))));
        answers.ShouldAllBe(answer => answer.IsSuccess && answer.Value.Id == pay.Id);
        answers.Count(answer => answer.Value.IsNew).ShouldBe(1);
        (await shop.BalanceAsync(wallet)).ShouldBe(990);
    }

    [Fact]
    public async Task Sixty_four_spenders_of_one_wallet_spend_what_is_there_and_no_more()
    {
        var wallet = await shop.WalletAsync(1_000);
        var spent = await Task.WhenAll(Enumerable.Range(0, 64).Select(index => Task.Run(async () =>
        {
            var sum = 0L;
            for (var round = 0; round < 4; round++)
            {
                var amount = 1 + ((index + round) % 17);
                var paid = await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, amount), CancellationToken.None));
                (paid.IsSuccess || paid.FirstError.Code == "ledger.insufficient").ShouldBeTrue(paid.ToString());
                sum += paid.IsSuccess ? amount : 0;
            }

            return sum;
        })));
        var left = await shop.BalanceAsync(wallet);
        left.ShouldBeInRange(0, 17);
        spent.Sum().ShouldBe(1_000 - left);
        (await shop.ScalarAsync<decimal>($"select coalesce(sum(amount), 0) from ledger.line where debit_sub = '{wallet}'")).ShouldBe(1_000 - left);
    }

    [Fact]
    public async Task Those_who_post_side_by_side_share_a_commit_and_each_hears_its_own_answer()
    {
        var (rich, poor) = (await shop.WalletAsync(1_000_000), await shop.WalletAsync(5));
        var known = LedgerLab.Pay(rich, 1);
        (await shop.BooksAsync(books => books.PostAsync(known, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        var linked = Enumerable.Range(0, 100).Select(_ => (NewEntry[])[LedgerLab.Pay(rich, 2), LedgerLab.Sale("TOG")]).ToList();
        var pays = Enumerable.Range(0, 600).Select(_ => LedgerLab.Pay(rich, 3)).ToList();
        var answers = await Task.WhenAll(
            Task.WhenAll(pays.Select(pay => PostAsync(pay))),
            Task.WhenAll(linked.Select(two => PostAsync(two))),
            Task.WhenAll(Enumerable.Range(0, 40).Select(_ => PostAsync(known))),
            Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostAsync(LedgerLab.Pay(poor, 6)))),
            Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostAsync(known with { Memo = "Other" }))));

        answers[0].ShouldAllBe(answer => answer.IsSuccess && answer.Value.Single().IsNew);
        answers[1].ShouldAllBe(answer => answer.IsSuccess && answer.Value.Count == 2 && answer.Value.All(one => one.IsNew));
        answers[2].ShouldAllBe(answer => answer.IsSuccess && !answer.Value.Single().IsNew);
        answers[3].ShouldAllBe(answer => answer.FirstError.Code == "ledger.insufficient" && answer.FirstError.Field == "lines[0].debit");
        answers[4].ShouldAllBe(answer => answer.FirstError.Code == "ledger.contradiction" && answer.FirstError.Field == "id");
        (await shop.BalanceAsync(rich), await shop.BalanceAsync(poor)).ShouldBe((1_000_000 - 1 - (600 * 3) - (100 * 2), 5));

        // What one caller linked stays linked, and by nothing else.
        (await shop.ScalarAsync<string>("select count(*) || ' ' || count(distinct link_id) from ledger.entry where series = 'TOG'")).ShouldBe("100 100");
        (await shop.ScalarAsync<long>("select count(*) from ledger.entry where link_id in (select link_id from ledger.entry where series = 'TOG')")).ShouldBe(200);
        var ids = string.Join(',', pays.Select(pay => $"'{pay.Id}'"));
        (await shop.ScalarAsync<long>($"select count(*) from ledger.entry where id in ({ids}) and link_id is not null")).ShouldBe(0);

        // The transaction that wrote a row is seen on it: there are fewer of them than of entries.
        (await shop.ScalarAsync<long>($"select count(distinct xmin::text) from ledger.entry where id in ({ids})")).ShouldBeLessThan(300);

        Task<Result<IReadOnlyList<PostedEntry>>> PostAsync(params NewEntry[] entries) => Task.Run(() => shop.BooksAsync(books => books.PostAsync(entries, CancellationToken.None)));
    }

    [Fact]
    public async Task Numbers_have_no_gap_though_posts_fail_and_run_side_by_side()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var index = 0; index < 10; index++)
            {
                var batch = worker % 4 == 3
                    ? [LedgerLab.Sale("GAP"), LedgerLab.Entry(new NewLine(AccountRef.For("payable", sub: LedgerLab.Id<SubaccountId>()), AccountRef.For("receivable"), LedgerLab.Taka(1)))]
                    : (IReadOnlyList<NewEntry>)[LedgerLab.Sale("GAP"), LedgerLab.Sale("GAP")];
                (await shop.BooksAsync(books => books.PostAsync(batch, CancellationToken.None))).IsSuccess.ShouldBe(worker % 4 != 3);
            }
        })));
        await shop.SealedAsync();
        (await shop.ScalarAsync<string>("select count(*) || ' ' || min(number) || ' ' || max(number) || ' ' || count(distinct number) from ledger.seal where series = 'GAP'")).ShouldBe("240 1 240 240");
    }

    [Fact]
    public async Task What_is_held_cannot_be_spent_until_the_hold_ends()
    {
        var wallet = await shop.WalletAsync(100);
        var hold = LedgerLab.Hold(wallet, 70);
        (await shop.BooksAsync(books => books.HoldAsync(hold, CancellationToken.None))).Value.ShouldBe(hold.Id);
        (await shop.BooksAsync(books => books.HoldAsync(hold, CancellationToken.None))).Value.ShouldBe(hold.Id);
        (await shop.BooksAsync(books => books.HoldAsync(hold with { Memo = "Other" }, CancellationToken.None))).FirstError.Code.ShouldBe("ledger.contradiction");
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 31), CancellationToken.None))).FirstError.Code.ShouldBe("ledger.insufficient");
        (await shop.BooksAsync(books => books.HoldAsync(LedgerLab.Hold(wallet, 31), CancellationToken.None))).FirstError.Code.ShouldBe("ledger.insufficient");

        // A part of it is paid; the rest is free again.
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 71) with { Hold = hold.Id }, CancellationToken.None))).FirstError.Code.ShouldBe("ledger.hold_lines");
        var paid = LedgerLab.Pay(wallet, 50) with { Hold = hold.Id };
        (await shop.BooksAsync(books => books.PostAsync(paid, CancellationToken.None))).Value.IsNew.ShouldBeTrue();
        (await shop.BooksAsync(books => books.PostAsync(paid, CancellationToken.None))).Value.IsNew.ShouldBeFalse();
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 10) with { Hold = hold.Id }, CancellationToken.None))).FirstError.Code.ShouldBe("ledger.hold_ended");
        (await shop.BooksAsync(books => books.VoidAsync(hold.Id, CancellationToken.None))).FirstError.Code.ShouldBe("ledger.hold_ended");
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 50), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.BalanceAsync(wallet)).ShouldBe(0);
    }

    [Fact]
    public async Task A_hold_that_expired_or_was_given_up_holds_nothing()
    {
        var wallet = await shop.WalletAsync(100);
        var given = LedgerLab.Hold(wallet, 100);
        (await shop.BooksAsync(books => books.HoldAsync(given, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.BooksAsync(books => books.VoidAsync(given.Id, CancellationToken.None))).Value.ShouldBe(HoldState.Voided);
        (await shop.BooksAsync(books => books.VoidAsync(given.Id, CancellationToken.None))).Value.ShouldBe(HoldState.Voided);
        var late = LedgerLab.Hold(wallet, 100, TimeSpan.FromMilliseconds(300));
        (await shop.BooksAsync(books => books.HoldAsync(late, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        await Task.Delay(400, TestContext.Current.CancellationToken);
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 100) with { Hold = late.Id }, CancellationToken.None))).FirstError.Code.ShouldBe("ledger.hold_expired");
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 100), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.ScalarAsync<string>($"select state from ledger.hold where id = '{late.Id}'")).ShouldBe("expired");
    }

    [Fact]
    public async Task Linked_entries_come_to_be_together_or_not_at_all()
    {
        var (rich, poor) = (await shop.WalletAsync(100), await shop.WalletAsync(1));
        var refused = await shop.BooksAsync(books => books.PostAsync([LedgerLab.Pay(rich, 50), LedgerLab.Pay(poor, 50)], CancellationToken.None));
        refused.FirstError.Code.ShouldBe("ledger.insufficient");
        (await shop.BalanceAsync(rich), await shop.BalanceAsync(poor)).ShouldBe((100, 1));
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_line_and_nothing_is_written()
    {
        var before = await shop.ScalarAsync<long>("select count(*) from ledger.entry where memo = 'Wrong'");
        var (cash, sales) = (AccountRef.For("tender", "cash"), AccountRef.For("sales"));
        var wrong = LedgerLab.Entry(
            new NewLine(cash, sales, LedgerLab.Taka(0)),
            new NewLine(cash, sales, LedgerLab.Taka(-5)),
            new NewLine(cash, sales, LedgerLab.Taka(NewEntry.LargestAmount + 1)),
            new NewLine(AccountRef.Of("9999"), sales, LedgerLab.Taka(1)),
            new NewLine(AccountRef.Of("1000"), sales, LedgerLab.Taka(1)),
            new NewLine(cash, AccountRef.For("payable"), LedgerLab.Taka(1)),
            new NewLine(cash, sales, new Money(5, Currency.Get("EUR"))),
            new NewLine(cash, cash, LedgerLab.Taka(1)),
            new NewLine(cash, sales, LedgerLab.Taka(1), Memo: "a\0b")) with { Memo = "Wrong", Date = LedgerLab.Day.AddDays(40), Document = new DocumentRef("nothing", "") };
        var told = await shop.BooksAsync(books => books.PostAsync(wrong, CancellationToken.None));
        told.Errors.Select(error => $"{error.Field} {error.Code}").ShouldBe(
        [
            "document.type ledger.document_unknown", "document.id ledger.document_id", "date ledger.date_future",
            "lines[0].amount ledger.amount_sign", "lines[1].amount ledger.amount_sign", "lines[2].amount ledger.amount_range",
            "lines[3].debit ledger.account_unknown", "lines[4].debit ledger.account_group", "lines[5].credit ledger.subaccount_needed",
            "lines[6].debit ledger.currency_mixed", "lines[6].credit ledger.currency_mixed", "lines[7].credit ledger.same_account", "lines[8].memo text.control_characters",
        ]);
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Entry() with { Series = "jv" }, CancellationToken.None))).Errors.Select(error => error.Code).ShouldBe(["ledger.series", "ledger.no_lines"]);
        var long_ = await shop.BooksAsync(books => books.PostAsync(LedgerLab.Entry([.. Enumerable.Repeat(new NewLine(cash, sales, LedgerLab.Taka(1)), 10_000)]), CancellationToken.None));
        (long_.FirstError.Code, long_.FirstError.Field).ShouldBe(("ledger.too_many_lines", "lines[1000]"));
        (await shop.ScalarAsync<long>("select count(*) from ledger.entry where memo = 'Wrong'")).ShouldBe(before);
    }

    [Fact]
    public async Task The_database_refuses_to_change_what_is_posted_and_what_breaks_the_rules()
    {
        await shop.BooksAsync(books => books.PostAsync(LedgerLab.Sale(), CancellationToken.None));
        await shop.SealedAsync();
        foreach (var table in (string[])["entry", "line", "seal"])
        {
            (await shop.RefusalAsync($"delete from ledger.{table}")).ShouldBe("ledger.append_only");
            (await shop.RefusalAsync($"truncate ledger.{table}")).ShouldBe("ledger.append_only");
        }

        (await shop.RefusalAsync("update ledger.entry set memo = 'x'")).ShouldBe("ledger.append_only");
        (await shop.RefusalAsync("update ledger.line set amount = 1")).ShouldBe("ledger.append_only");
        (await shop.RefusalAsync("update ledger.seal set number = 1")).ShouldBe("ledger.append_only");
        (await shop.RefusalAsync("delete from ledger.account")).ShouldBe("ledger.append_only");
        (await shop.RefusalAsync("""
            insert into ledger.line (entry_key, no, debit, credit, amount, currency, business_date)
            select entry_key, 99, debit, credit, 1, currency, business_date from ledger.line join ledger.seal using (entry_key) limit 1
            """)).ShouldBe("ledger.line_astray");
        (await shop.RefusalAsync("""
            with written as (
                insert into ledger.entry (id, kind, series, year, business_date, recorded_at, document_type, document_id, memo, hash)
                values (gen_random_uuid(), 'normal', 'JV', 2026, current_date, now(), 'external', '1', '', sha256('')) returning key, business_date)
            insert into ledger.line (entry_key, no, debit, credit, amount, currency, business_date)
            select key, 1, (select id from ledger.account where code = '1000'), (select id from ledger.account where code = '4110'), 1, 'BDT', business_date from written
            """)).ShouldBe("ledger.account_unknown");
        (await shop.RefusalAsync("""
            insert into ledger.line (entry_key, no, debit, credit, amount, currency, business_date)
            select -1, 1, (select id from ledger.account where code = '1110'), (select id from ledger.account where code = '4110'), 1, 'BDT', current_date
            """)).ShouldBe("ledger.line_astray");
    }

    [Fact]
    public async Task A_unit_of_work_that_fails_takes_its_entry_with_it_and_sums_follow_the_lines()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => shop.BooksAsync(books => books.PostAsync([LedgerLab.Sale(), LedgerLab.Sale()], CancellationToken.None)))));
        await shop.SealedAsync();
        (await shop.ScalarAsync<long>("""
            with lines as (
                select side.account, business_date as day, sum(debit_amount) as debit, sum(credit_amount) as credit, count(*) as lines
                from ledger.line cross join lateral (values (debit, amount, 0), (credit, 0, amount)) side (account, debit_amount, credit_amount) group by 1, 2)
            select count(*) from lines full join (select account_id, day, sum(debit) as debit, sum(credit) as credit, sum(lines) as lines from ledger.turnover_day group by 1, 2) sums
                on sums.account_id = lines.account and sums.day = lines.day
            where (sums.debit, sums.credit, sums.lines) is distinct from (lines.debit, lines.credit, lines.lines)
            """)).ShouldBe(0);
    }
}
