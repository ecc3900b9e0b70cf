using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Stores;
using Aisle.FeatureTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Wallets;

public sealed class GiftCardTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_card_is_sold_looked_at_and_spent_in_parts()
    {
        var owner = await shop.Http.TokenAsync("owner");
        await shop.ListenAsync();
        var (id, code, pin) = await IssueAsync(owner, 500);
        var seen = (await LookAsync(code, pin)).Is(200);
        (seen["lastFour"], seen.Json.GetProperty("balance").GetProperty("amount").GetString()).ShouldBe((code[^4..], "500.00"));
        (await LookAsync(code.ToLowerInvariant().Replace('-', ' '), pin)).Is(200);

        var redeem = new { id = WalletsLab.NewId(), code, pin, amount = WalletsLab.Taka(120), document = WalletsLab.Sale() };
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards/redeem", redeem, owner)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards/redeem", redeem, owner)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards/redeem", redeem)).Is(401);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{id}/top-up", new { amount = WalletsLab.Taka(20), tender = "cash" }, owner)).Is(200);
        (await shop.Http.SendAsync("POST", $"/api/v1/wallets/{id}/pay", new { amount = WalletsLab.Taka(1), document = WalletsLab.Sale() }, owner)).Is(409).Code.ShouldBe("wallet.kind");
        var rest = (await shop.Http.SendAsync("POST", "/api/v1/gift-cards/redeem", new { code, pin, document = WalletsLab.Sale() }, owner)).Is(200);
        rest.Json.GetProperty("amount").GetProperty("amount").GetString().ShouldBe("400.00");
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards/redeem", new { code, pin, document = WalletsLab.Sale() }, owner)).Is(409).Code.ShouldBe("wallet.insufficient");
        (await shop.Http.SendAsync("GET", $"/api/v1/gift-cards?q={code[^4..]}", token: owner)).Is(200).Text.ShouldContain(id);
        (await shop.Http.SendAsync("GET", $"/api/v1/gift-cards/{id}", token: owner)).Is(200);
        (await shop.ToldAsync("wallets.gift_card_redeemed.v1", "wallet/" + id)).ShouldBe(2);
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task Codes_and_pins_are_told_once_and_kept_nowhere()
    {
        var owner = await shop.Http.TokenAsync("owner");
        await shop.ListenAsync();
        var key = ("Idempotency-Key", WalletsLab.NewId().ToString());
        var body = new { id = WalletsLab.NewId(), amount = WalletsLab.Taka(250), tender = "cash", count = 3 };
        var first = (await shop.Http.SendAsync("POST", "/api/v1/gift-cards", body, owner, key)).Is(201);
        var cards = first.Json.GetProperty("cards").EnumerateArray().ToList();
        cards.Count.ShouldBe(3);
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards", body, owner, key)).Is(201).Json.GetProperty("cards")[0].TryGetProperty("code", out _).ShouldBeFalse();
        var again = (await shop.Http.SendAsync("POST", "/api/v1/gift-cards", body, owner)).Is(201).Json.GetProperty("cards");
        again.EnumerateArray().Select(card => card.GetProperty("id").GetString()).ShouldBe(cards.Select(card => card.GetProperty("id").GetString()), ignoreOrder: true);
        again[0].TryGetProperty("pin", out _).ShouldBeFalse();
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards", new { body.id, amount = WalletsLab.Taka(251), tender = "cash", count = 3 }, owner)).Is(422).Code.ShouldBe("wallet.contradiction");
        (await shop.ScalarAsync<long>($"select count(*) from ledger.line join ledger.entry on key = entry_key where entry.id = '{body.id}'")).ShouldBe(3);
        (await shop.ToldAsync("wallets.gift_card_issued.v1", "wallet/" + cards[0].GetProperty("id").GetString())).ShouldBe(1);
        foreach (var card in cards)
        {
            var (code, pin) = (card.GetProperty("code").GetString()!, card.GetProperty("pin").GetString()!);
            foreach (var text in (string[])[code, code.Replace("-", "", StringComparison.Ordinal)])
            {
                (await shop.ScalarAsync<long>($"""
                    select (select count(*) from platform.audit line where line::text like '%{text}%') + (select count(*) from public.told where told::text like '%{text}%')
                        + (select count(*) from wallets.gift_card where gift_card::text like '%{text}%') + (select count(*) from ledger.entry where entry::text like '%{text}%') + (select count(*) from wallets.movement where movement::text like '%{text}%')
                    """)).ShouldBe(0);
            }

            (await shop.ScalarAsync<long>($"select count(*) from wallets.gift_card where encode(pin_hash, 'escape') like '%{pin}%' or encode(code_hash, 'escape') like '%{code[..9]}%'")).ShouldBe(0);
        }

        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards", new { amount = WalletsLab.Taka(1), tender = "cash", count = 201 }, owner)).Is(400).Codes.ShouldBe(["gift_card.count"]);
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards", new { amount = WalletsLab.Taka(1), tender = "cash", count = 2, pin = "12", expiresOn = "2020-01-01" }, owner)).Is(400).Codes.ShouldBe(["gift_card.expires", "gift_card.pin"]);
        (await shop.Http.SendAsync("POST", "/api/v1/gift-cards", new { amount = WalletsLab.Taka(50_000.01m), tender = "cash" }, owner)).Is(409).Codes.ShouldContain("wallet.limit_balance");
    }

    [Fact]
    public async Task Unknown_code_wrong_pin_and_locked_card_are_one_answer()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var (_, code, pin) = await IssueAsync(owner, 100, "1234");
        pin.ShouldBe("1234");
        var unknown = (await LookAsync("2222-2222-2222-2222-2222", pin)).Is(409);
        var wrong = (await LookAsync(code, "9999")).Is(409);
        (wrong.Code, wrong["title"]).ShouldBe((unknown.Code, unknown["title"]));
        (await LookAsync(code[..^1] + (code[^1] == '2' ? '3' : '2'), pin)).Is(409).Code.ShouldBe("gift_card.refused");
        (await LookAsync("", "")).Is(409).Code.ShouldBe("gift_card.refused");

        // A right PIN forgets the wrong ones before it; five in a row lock the card, for the right one too.
        (await LookAsync(code, pin)).Is(200);
        for (var i = 0; i < 5; i++)
        {
            (await LookAsync(code, "000" + i)).Is(409);
        }

        (await LookAsync(code, pin)).Is(409).Code.ShouldBe("gift_card.refused");
        (await shop.ScalarAsync<bool>($"select locked_until > now() + interval '25 minutes' from wallets.gift_card where last_four = '{code[^4..]}'")).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_many_wrong_pins_at_once_no_more_are_looked_at_than_one_after_the_other()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var (id, code, _) = await IssueAsync(owner, 100, "4711");
        // Sixty wrong ones and the right one among them: whatever comes first, the card is locked after five.
        await Task.WhenAll(Enumerable.Range(0, 60).Select(index => Task.Run(() => LookAsync(code, (1_000 + index).ToString(System.Globalization.CultureInfo.InvariantCulture)))));
        (await shop.ScalarAsync<int>($"select tries from wallets.gift_card where wallet_id = '{id}'")).ShouldBe(5);
        (await LookAsync(code, "4711")).Is(409);
    }

    [Fact]
    public async Task Sixty_four_spenders_of_one_card_spend_it_once()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var (id, code, pin) = await IssueAsync(owner, 100);
        var spent = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            // Who is not let in because others try at the same moment tries again.
            for (var round = 0; ; round++)
            {
                var done = await shop.Services.WalletsAsync(wallets => wallets.RedeemCardAsync(LedgerLab.Id<EntryId>(), code, pin, LedgerLab.Taka(100_00), WalletsLab.SaleRef(), store: null, CancellationToken.None));
                if (done.IsSuccess || done.FirstError.Code == "wallet.insufficient" || round == 200)
                {
                    return done;
                }

                await Task.Delay(20);
            }
        })));
        spent.Count(one => one.IsSuccess).ShouldBe(1);
        spent.Where(one => one.IsFailure).ShouldAllBe(one => one.FirstError.Code == "wallet.insufficient");
        (await shop.BalanceAsync(WalletId.From(Guid.Parse(id)))).ShouldBe(0);
        await shop.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task A_card_that_is_taken_back_or_expires_ends_with_its_money_in_the_right_account()
    {
        var clock = new ShiftClock();
        await using var host = await OwnHost.StartAsync(shop, clock);
        var owner = await host.Http.TokenAsync("owner");
        var today = await TodayAsync(host);
        var (cancelled, _, _) = await IssueAsync(owner, 300, http: host.Http);
        var cancel = (await host.Http.SendAsync("POST", $"/api/v1/gift-cards/{cancelled}/cancel", new { tender = "cash", reason = "Bought by mistake" }, owner)).Is(200);
        cancel["status"].ShouldBe("closed");
        (await host.Http.SendAsync("POST", $"/api/v1/gift-cards/{cancelled}/cancel", new { tender = "cash", reason = "Bought by mistake" }, owner)).Is(200);
        var (expiring, code, pin) = await IssueAsync(owner, 200, http: host.Http, expiresOn: today);
        var (frozen, _, _) = await IssueAsync(owner, 200, http: host.Http, expiresOn: today);
        (await host.Http.SendAsync("POST", $"/api/v1/wallets/{frozen}/freeze", new { reason = "Stolen" }, owner)).Is(200);
        var before = await BreakageAsync(host);
        await ExpireAsync(host);
        (await BreakageAsync(host)).ShouldBe(before);

        clock.Advance(TimeSpan.FromDays(1));
        owner = await host.Http.TokenAsync("owner");
        (await host.Http.SendAsync("POST", "/api/v1/gift-cards/redeem", new { code, pin, document = WalletsLab.Sale() }, owner)).Is(409).Code.ShouldBe("gift_card.expired");
        await ExpireAsync(host);
        await ExpireAsync(host);
        (await BreakageAsync(host)).ShouldBe(before + 200_00);
        (await host.Http.SendAsync("GET", $"/api/v1/gift-cards/{expiring}", token: owner)).Is(200).Json.GetProperty("card").GetProperty("ended").GetString().ShouldBe("expired");
        (await host.Http.SendAsync("GET", $"/api/v1/gift-cards/{frozen}", token: owner)).Is(200).Json.GetProperty("wallet").GetProperty("status").GetString().ShouldBe("frozen");
        await host.Services.AllIsWellAsync();
    }

    [Fact]
    public async Task A_host_with_another_key_makes_no_card_that_the_others_could_not_read()
    {
        await using var other = await OwnHost.StartAsync(shop, TimeProvider.System, ("Aisle:Wallets:CardKey", Convert.ToBase64String(new byte[32])));
        var owner = await other.Http.TokenAsync("owner");
        (await other.Http.SendAsync("POST", "/api/v1/gift-cards", new { amount = WalletsLab.Taka(1), tender = "cash" }, owner)).Is(500);
        (await other.Http.SendAsync("POST", "/api/v1/gift-cards/balance", new { code = "x", pin = "1234" })).Is(500);
        (await other.Http.SendAsync("GET", "/api/v1/gift-cards", token: owner)).Is(200);
    }

    private static async Task<DateOnly> TodayAsync(OwnHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Modules.Wallets.Data.WalletClock>().TodayAsync(CancellationToken.None);
    }

    private static async Task<long> BreakageAsync(OwnHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ILedger>().AccountBalanceAsync(AccountRef.For("breakage"), CancellationToken.None))!.Value.Minor;
    }

    private static async Task ExpireAsync(OwnHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var (expire, cards) = (scope.ServiceProvider.GetRequiredService<Modules.Wallets.Features.EndCard>(), scope.ServiceProvider.GetRequiredService<Modules.Wallets.Data.CardStore>());
        foreach (var card in await cards.OverdueAsync(await TodayAsync(host), default, 100, CancellationToken.None))
        {
            await expire.ExpireAsync(card.Id, CancellationToken.None);
        }
    }

    private async Task<(string Id, string Code, string Pin)> IssueAsync(string token, decimal amount, string? pin = null, HttpClient? http = null, DateOnly? expiresOn = null)
    {
        var issued = (await (http ?? shop.Http).SendAsync("POST", "/api/v1/gift-cards", new { amount = WalletsLab.Taka(amount), tender = "cash", pin, expiresOn }, token)).Is(201);
        var card = issued.Json.GetProperty("cards")[0];
        return (card.GetProperty("id").GetString()!, card.GetProperty("code").GetString()!, card.GetProperty("pin").GetString()!);
    }

    private Task<Answer> LookAsync(string code, string pin) => shop.Http.SendAsync("POST", "/api/v1/gift-cards/balance", new { code, pin });
}
