using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Wallets;

public sealed class MoneyTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_wallet_is_opened_topped_up_paid_from_and_shows_each_line_with_its_balance()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var customer = await shop.CustomerAsync();
        var opened = (await shop.Http.SendAsync("POST", "/api/v1/wallets", new { customerId = customer.Value, kind = "wallet" }, owner)).Is(201);
        var path = opened.Headers.Location!.ToString();
        (await shop.Http.SendAsync("POST", "/api/v1/wallets", new { customerId = customer.Value, kind = "wallet" }, owner)).Is(409).Code.ShouldBe("wallet.exists");
        (await shop.Http.SendAsync("POST", "/api/v1/wallets", new { customerId = customer.Value, kind = "wallet", id = opened["id"] }, owner)).Is(201);

        var other = await shop.NewWalletAsync(100_00);
        var amounts = new List<decimal>();
        foreach (var (act, amount, body) in ((string, decimal, object)[])
            [
                ("top-up", 500, new { amount = WalletsLab.Taka(500), tender = "bkash" }), ("pay", -120, new { amount = WalletsLab.Taka(120), document = WalletsLab.Sale() }),
                ("refund", 20, new { amount = WalletsLab.Taka(20), document = WalletsLab.Sale() }), ("transfer", -50, new { amount = WalletsLab.Taka(50), to = other.Value }),
                ("withdraw", -100, new { amount = WalletsLab.Taka(100), tender = "cash" }), ("adjust", 5.5m, new { amount = WalletsLab.Taka(5.5m), reason = "Goodwill" }), ("adjust", -0.5m, new { amount = WalletsLab.Taka(-0.5m), reason = "Too much" }),
            ])
        {
            (await shop.Http.SendAsync("POST", $"{path}/{act}", body, owner)).Is(200, act);
            amounts.Add(amount);
        }

        var read = (await shop.Http.SendAsync("GET", path, token: owner)).Is(200).Json;
        read.GetProperty("balance").GetProperty("available").GetProperty("amount").GetString().ShouldBe("255.00");
        (await shop.BalanceAsync(other)).ShouldBe(150_00);

        // The statement, two lines at a time, from either end: the balance is right at every line.
        foreach (var order in (string[])["newest", "oldest"])
        {
            var lines = new List<(decimal Amount, decimal Balance)>();
            var cursor = "";
            do
            {
                var page = (await shop.Http.SendAsync("GET", $"{path}/statement?limit=2&order={order}{cursor}", token: owner)).Is(200).Json;
                lines.AddRange(page.GetProperty("items").EnumerateArray().Select(line => (Of(line, "amount"), Of(line, "balance"))));
                cursor = page.TryGetProperty("nextCursor", out var next) ? "&cursor=" + next.GetString() : "";
            }
            while (cursor.Length > 0);
            if (order == "newest")
            {
                lines.Reverse();
            }

            lines.Select(line => line.Amount).ShouldBe(amounts);
            lines.Select(line => line.Balance).ShouldBe(amounts.Select((_, index) => amounts.Take(index + 1).Sum()));
        }

        var csv = (await shop.Http.SendAsync("GET", path + "/statement?format=csv", token: owner)).Is(200).Text;
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(8);
        (await shop.Http.SendAsync("GET", path + "/statement?from=2030-01-01", token: owner)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await shop.Http.SendAsync("GET", path + "/statement?cursor=AAAA", token: owner)).Is(400).Codes.ShouldContain("cursor.invalid");
        (await shop.Http.SendAsync("GET", $"/api/v1/wallets?q={customer}", token: owner)).Is(200).Text.ShouldContain(opened["id"]);
        await shop.Services.AllIsWellAsync();

        static decimal Of(System.Text.Json.JsonElement line, string name) => decimal.Parse(line.GetProperty(name).GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task The_same_again_changes_nothing_and_other_content_is_an_error()
    {
        var wallet = await shop.NewWalletAsync(100_00);
        var id = LedgerLab.Id<EntryId>();
        var first = (await shop.PayAsync(wallet, 30_00, id)).Value;
        var again = (await shop.PayAsync(wallet, 30_00, id)).Value;
        (again with { RecordedAt = first.RecordedAt }).ShouldBe(first);
        (await shop.PayAsync(wallet, 31_00, id)).FirstError.Code.ShouldBe("wallet.contradiction");
        (await shop.PayAsync(await shop.NewWalletAsync(100_00), 30_00, id)).FirstError.Code.ShouldBe("wallet.contradiction");
        (await shop.BalanceAsync(wallet)).ShouldBe(70_00);

        var twin = LedgerLab.Id<EntryId>();
        var copies = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(() => shop.PayAsync(wallet, 10_00, twin))));
        copies.ShouldAllBe(copy => copy.IsSuccess);
        (await shop.BalanceAsync(wallet)).ShouldBe(60_00);
        (await shop.ScalarAsync<long>($"select count(*) from ledger.entry join wallets.movement on movement.id = entry.id and entry.document_type = movement.kind and entry.document_id = movement.id::text where entry.id = '{id}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Bad_input_is_told_and_nothing_is_written()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var wallet = await shop.NewWalletAsync(100_00);
        var before = await shop.ScalarAsync<long>("select count(*) from wallets.movement");
        foreach (var (amount, code) in ((object, string)[])
            [
                (WalletsLab.Taka(-5), "wallet.amount_sign"), (WalletsLab.Taka(0), "wallet.amount_sign"), (WalletsLab.Taka(99_999_999_999_999m), "wallet.amount_range"), (new { amount = "5.00", currency = "EUR" }, "wallet.currency"),
                (new { amount = "5.001", currency = "BDT" }, "body.type"), (new { amount = "5", currency = "PTS" }, "wallet.currency"),
            ])
        {
            (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{wallet}/pay", new { amount, document = WalletsLab.Sale() }, owner)).Is(400).Codes.ShouldContain(code);
        }

        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{wallet}/pay", new { amount = WalletsLab.Taka(100.01m), document = WalletsLab.Sale() }, owner)).Is(409).Code.ShouldBe("wallet.insufficient");
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{WalletsLab.NewId()}/pay", new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale() }, owner)).Is(404).Code.ShouldBe("wallet.unknown");
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{wallet}/pay", new { amount = WalletsLab.Taka(1), document = new { type = "Sale 1", id = "" }, memo = new string('m', 201), storeId = WalletsLab.NewId() }, owner))
            .Is(400).Codes.ShouldBe(["text.too_long", "wallet.document_type", "wallet.document_id", "store.unknown"], ignoreOrder: true);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{wallet}/top-up", new { amount = WalletsLab.Taka(1), tender = "gold" }, owner)).Is(400).Codes.ShouldBe(["wallet.tender"]);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{wallet}/transfer", new { amount = WalletsLab.Taka(1), to = wallet.Value }, owner)).Is(400).Codes.ShouldBe(["wallet.same"]);
        var credit = await shop.NewWalletAsync(10_00, WalletKind.StoreCredit);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{credit}/withdraw", new { amount = WalletsLab.Taka(1), tender = "cash" }, owner)).Is(409).Code.ShouldBe("wallet.kind");
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{wallet}/transfer", new { amount = WalletsLab.Taka(1), to = credit.Value }, owner)).Is(409).Code.ShouldBe("wallet.kind");
        (await shop.ScalarAsync<long>("select count(*) from wallets.movement")).ShouldBe(before + 1);
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task A_frozen_wallet_spends_nothing_and_a_closed_one_is_empty()
    {
        var (owner, support) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("support"));
        var wallet = await shop.NewWalletAsync(100_00);
        var path = $"/api/v1/wallets/{wallet}";
        (await shop.Http.SendAsync("POST", path + "/freeze", new { reason = "" }, support)).Is(400).Codes.ShouldContain("text.required");
        (await shop.Http.SendAsync("POST", path + "/freeze", new { reason = "Lost phone" }, support)).Is(200)["status"].ShouldBe("frozen");
        (await shop.PayAsync(wallet, 1)).FirstError.Code.ShouldBe("wallet.frozen");
        (await shop.Http.SendAsync("POST", path + "/refund", new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale() }, owner)).Is(200);
        (await shop.Http.SendAsync("POST", path + "/unfreeze", new { reason = "Found" }, support)).Is(200)["status"].ShouldBe("active");
        (await shop.Http.SendAsync("POST", path + "/close", new { reason = "Gone" }, support)).Is(409).Code.ShouldBe("wallet.not_empty");
        (await shop.PayAsync(wallet, 101_00)).IsSuccess.ShouldBeTrue();
        (await shop.Http.SendAsync("POST", path + "/close", new { reason = "Gone" }, support)).Is(200)["status"].ShouldBe("closed");
        (await shop.Http.SendAsync("POST", path + "/refund", new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale() }, owner)).Is(409).Code.ShouldBe("wallet.closed");
        (await shop.Http.SendAsync("POST", path + "/unfreeze", new { reason = "Back" }, support)).Is(409).Code.ShouldBe("wallet.closed");
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where subject_id = '{wallet}' and action in ('wallets.wallet.freeze', 'wallets.wallet.unfreeze', 'wallets.wallet.close')")).ShouldBe(3);
    }

    [Fact]
    public async Task Held_money_is_spent_by_its_hold_alone_and_what_is_not_paid_is_free_again()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var wallet = await shop.NewWalletAsync(100_00);
        var path = $"/api/v1/wallets/{wallet}/holds";
        var id = WalletsLab.NewId();
        (await shop.Http.SendAsync("POST", path, new { id, amount = WalletsLab.Taka(70), document = WalletsLab.Sale() }, owner)).Is(201);
        (await shop.Http.SendAsync("POST", path, new { id, amount = WalletsLab.Taka(70), document = WalletsLab.Sale() }, owner)).Is(201);
        (await shop.Http.SendAsync("POST", path, new { id, amount = WalletsLab.Taka(71), document = WalletsLab.Sale() }, owner)).Is(422).Code.ShouldBe("wallet.contradiction");
        (await shop.PayAsync(wallet, 31_00)).FirstError.Code.ShouldBe("wallet.insufficient");
        (await shop.Http.SendAsync("GET", path, token: owner)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{id}/post", new { amount = WalletsLab.Taka(70.01m) }, owner)).Is(400);
        var paid = (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{id}/post", new { amount = WalletsLab.Taka(50), id }, owner)).Is(200);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{id}/post", new { amount = WalletsLab.Taka(50), id }, owner)).Is(200)["id"].ShouldBe(paid["id"]);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{id}/post", new { }, owner)).Is(409).Code.ShouldBe("wallet.hold_ended");
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{id}/void", token: owner)).Is(409).Code.ShouldBe("wallet.hold_ended");
        (await shop.BalanceAsync(wallet)).ShouldBe(50_00);
        await shop.Services.AllIsWellAsync();

        var second = (await shop.Http.SendAsync("POST", path, new { amount = WalletsLab.Taka(50), document = WalletsLab.Sale() }, owner)).Is(201)["id"];
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{second}/void", token: owner)).Is(200)["state"].ShouldBe("voided");
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{second}/void", token: owner)).Is(200)["state"].ShouldBe("voided");
        (await shop.PayAsync(wallet, 50_00)).IsSuccess.ShouldBeTrue();
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/holds/{WalletsLab.NewId()}/void", token: owner)).Is(404);
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task A_hold_whose_time_is_over_is_let_go_by_the_job_and_no_longer_counts()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var wallet = await shop.NewWalletAsync(100_00);
        var hold = LedgerLab.Id<HoldId>();
        (await shop.Services.WalletsAsync(wallets => wallets.HoldAsync(new HoldRequest(hold, wallet, LedgerLab.Taka(60_00), WalletsLab.SaleRef(), TimeProvider.System.GetUtcNow().AddSeconds(1)), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        await Task.Delay(1_200, TestContext.Current.CancellationToken);
        (await shop.Services.WalletsAsync(wallets => wallets.PostHoldAsync(hold, LedgerLab.Id<EntryId>(), amount: null, CancellationToken.None))).IsFailure.ShouldBeTrue();
        (await shop.Http.SendAsync("POST", "/api/v1/jobs/wallets.end_holds/run", token: owner)).Status.ShouldBeLessThan(300);
        await Eventually.IsAsync(async () => await shop.ScalarAsync<string>($"select state from wallets.hold where id = '{hold}'") == "expired");
        (await shop.ScalarAsync<string>($"select state from ledger.hold where id = '{hold}'")).ShouldBe("expired");
        (await shop.PayAsync(wallet, 100_00)).IsSuccess.ShouldBeTrue();
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task Transfers_in_a_circle_by_many_at_once_lose_nothing_and_nobody_hears_of_locks()
    {
        var circle = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shop.NewWalletAsync(1_000_00)));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; round < 6; round++)
            {
                var (from, to) = (circle[(worker + round) % 10], circle[(worker + round + 1 + (worker % 3)) % 10]);
                var moved = await shop.Services.WalletsAsync(wallets => wallets.TransferAsync(new MoveRequest(LedgerLab.Id<EntryId>(), from, LedgerLab.Taka(1 + worker)), to, CancellationToken.None));
                moved.IsSuccess.ShouldBeTrue(moved.ToString());
            }
        })));
        (await Task.WhenAll(circle.Select(shop.BalanceAsync))).Sum().ShouldBe(10_000_00);
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task The_database_refuses_to_change_what_has_moved()
    {
        await shop.NewWalletAsync(100);
        foreach (var table in (string[])["movement", "movement_part", "lot_change"])
        {
            (await shop.RefusalAsync($"delete from wallets.{table}")).ShouldBe("wallets.append_only");
            (await shop.RefusalAsync($"truncate wallets.{table} cascade")).ShouldBe("wallets.append_only");
        }

        (await shop.RefusalAsync("update wallets.movement set memo = 'x'")).ShouldBe("wallets.append_only");
        (await shop.RefusalAsync("delete from wallets.wallet")).ShouldBe("wallets.append_only");
    }

    [Fact]
    public async Task Every_document_of_the_books_that_is_of_wallets_is_there()
    {
        await shop.NewWalletAsync(100);
        foreach (var documents in (IEnumerable<ILedgerDocuments>)shop.Services.GetService(typeof(IEnumerable<ILedgerDocuments>))!)
        {
            var ids = (await shop.ScalarAsync<string[]>($"select coalesce(array_agg(distinct document_id), '{{}}') from ledger.entry where document_type = '{documents.Type}'")).ToList();
            (await documents.NumbersAsync([.. ids, "nothing", WalletsLab.NewId().ToString()], CancellationToken.None)).Keys.ShouldBe(ids, ignoreOrder: true, documents.Type);
        }
    }
}
