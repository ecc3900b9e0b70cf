using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

public sealed class AccountApiTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task An_account_is_opened_changed_posted_to_closed_and_opened_again()
    {
        var token = await shop.Http.TokenAsync("accountant");
        var id = LedgerLab.Id<AccountId>().ToString();
        var body = new { id, code = "1190", name = new { en = "Rocket", bn = "রকেট" }, parent = "1100", dimensions = new { desk = "web" }, roles = new[] { new { role = "tender", key = "rocket" } } };
        var made = (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", body, token)).Is(201);
        (made["type"], made["normalSide"], made["currency"], made.Headers.Location!.ToString()).ShouldBe(("asset", "debit", "BDT", "/api/v1/ledger/accounts/1190"));
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", body, token)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", body with { code = "1191" }, token)).Is(422).Code.ShouldBe("ledger.contradiction");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", body with { id = LedgerLab.Id<AccountId>().ToString() }, token)).Is(409).Code.ShouldBe("ledger.account_code_taken");

        // The rule finds it at once.
        var owner = await shop.Http.TokenAsync("owner");
        var paid = (await shop.PostAsync(new { date = LedgerLab.Day.ToString(), document = new { type = "external", id = "1" }, rule = "payment_received", facts = new { number = "1", method = "rocket", amount = "5.00 BDT" } }, owner)).Is(201).Json;
        paid.GetProperty("lines")[0].GetProperty("debit").GetProperty("code").GetString().ShouldBe("1190");

        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/accounts/1190", new { name = new { en = "Rocket wallet" } }, token)).Is(428);
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/accounts/1190", new { name = new { en = "Rocket wallet" } }, token, ("If-Match", "\"1\""))).Is(200)["version"].ShouldBe("2");
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/accounts/1190", new { name = new { en = "Late" } }, token, ("If-Match", "\"1\""))).Is(412);
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/accounts/9999", new { name = new { en = "Late" } }, token, ("If-Match", "\"1\""))).Is(404);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts/1190/close", token: token)).Is(409).Codes.ShouldBe(["ledger.account_balance", "ledger.account_roles"]);
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/accounts/1190", new { name = new { en = "Rocket" }, roles = Array.Empty<object>() }, token, ("If-Match", "\"2\""))).Is(200);
        var back = Entry();
        (back["lines"]![0]!["debit"], back["lines"]![0]!["credit"], back["lines"]![0]!["amount"]) = ("1210", "1190", Node(Taka("5.00")));
        (await shop.PostAsync(back, owner)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts/1190/close", token: token)).Is(200).Json.TryGetProperty("closedAt", out _).ShouldBeTrue();
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts/1190/close", token: token)).Is(200)["version"].ShouldBe("4");
        (await shop.PostAsync(back, owner)).Is(400).Codes.ShouldBe(["ledger.account_closed"]);
        (await shop.ReadAsync("accounts", token)).Text.ShouldNotContain("\"1190\"");
        (await shop.ReadAsync("accounts?closed=true&view=tree", token)).Is(200).Json.GetProperty("items").EnumerateArray().Select(root => root.GetProperty("code").GetString()).ShouldBe(["1000", "2000", "3000", "4000", "5000"]);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts/1190/reopen", token: token)).Is(200)["version"].ShouldBe("5");
        (await shop.PostAsync(back, owner)).Is(201);

        await shop.SealedAsync();
        (await shop.ScalarAsync<string>($"select string_agg(version::text, ' ' order by sequence) from ledger.seal where subject = '{id}'")).ShouldBe("1 2 3 4 5");
        (await shop.ScalarAsync<string>("select string_agg(action, ' ' order by id) from platform.audit where subject_id = '1190'")).ShouldBe(
            "ledger.account.add ledger.account.update ledger.account.update ledger.account.close ledger.account.reopen");
    }

    [Fact]
    public async Task A_role_moves_from_one_account_to_another_and_is_never_left_to_none()
    {
        var token = await shop.Http.TokenAsync("accountant");
        (await shop.ReadAsync("accounts", token)).Is(200);
        var sealedBefore = await VersionAsync("5240");
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/accounts/5240", new { name = new { en = "Rounding" }, roles = Array.Empty<object>() }, token, ("If-Match", $"\"{sealedBefore}\""))).Is(400).Codes.ShouldBe(["ledger.role_needed"]);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", new { code = "5245", name = new { en = "Rounding of cash" }, parent = "5200", roles = new[] { new { role = "rounding" } } }, token)).Is(201);
        (await VersionAsync("5240")).ShouldBe(sealedBefore + 1);
        var entry = (await shop.PostAsync(new { date = LedgerLab.Day.ToString(), document = new { type = "external", id = "1" }, rule = "rounding", facts = new { number = "1", amount = "0.03 BDT" } }, await shop.Http.TokenAsync("owner"))).Is(201);
        entry.Json.GetProperty("lines")[0].GetProperty("debit").GetProperty("code").GetString().ShouldBe("5245");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", new { code = "2399", name = new { en = "Wallets" }, parent = "2300", roles = new[] { new { role = "wallet" } } }, token)).Is(400).Faults().ShouldBe(["ledger.role_unfit roles[0]"]);
        await shop.SealedAsync();
        (await shop.ScalarAsync<long>("select count(*) from ledger.seal join ledger.account on account.id = subject where code = '5240'")).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_wrong_with_an_account_is_told_at_once_and_nothing_is_written()
    {
        var token = await shop.Http.TokenAsync("accountant");
        (await shop.ReadAsync("accounts", token)).Is(200);
        var before = await shop.BooksStateAsync();
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", new
        {
            code = "small", name = new { }, parent = "1110", currency = "ABC", isGroup = true, hasSubaccounts = true, dimensions = new Dictionary<string, string> { ["Big"] = "x" }, roles = new[] { new { role = "Castle" } },
        }, token)).Is(400).Faults().ShouldBe(
        [
            "ledger.account_code code", "text.required name", "ledger.dimensions dimensions", "ledger.account_parent parent", "currency.unknown currency", "ledger.account_group hasSubaccounts", "ledger.roles roles[0]",
        ]);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts/1100/close", token: token)).Is(409).Codes.ShouldBe(["ledger.account_children"]);
        await shop.WalletAsync();
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts/2110/close", token: token)).Is(409).Codes.ShouldBe(["ledger.account_subaccounts", "ledger.account_roles"]);
        (await shop.ScalarAsync<long>("select sum(version) - count(*) from ledger.account")).ShouldBe(long.Parse(before.Split(' ')[3].Split('/')[1], System.Globalization.CultureInfo.InvariantCulture) - long.Parse(before.Split(' ')[3].Split('/')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Nothing_is_posted_to_an_account_once_it_is_closed_however_many_try_meanwhile()
    {
        var (token, owner) = (await shop.Http.TokenAsync("accountant"), await shop.Http.TokenAsync("owner"));
        for (var round = 0; round < 5; round++)
        {
            var code = $"57{round}0";
            (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", new { code, name = new { en = "Race" }, parent = "5000" }, token)).Is(201);
            var posts = Enumerable.Range(0, 12).Select(async index =>
            {
                var entry = Entry("Race");
                (entry["lines"]![0]!["debit"], entry["lines"]![0]!["credit"]) = (code, "1110");
                return await shop.PostAsync(entry, owner);
            }).ToList();
            var closed = await shop.Http.SendAsync("POST", $"/api/v1/ledger/accounts/{code}/close", token: token);
            var posted = (await Task.WhenAll(posts)).Count(answer => answer.Status == 201);
            var lines = await shop.ScalarAsync<long>($"select count(*) from ledger.line join ledger.account on account.id = line.debit where code = '{code}'");
            lines.ShouldBe(posted);
            // Either it was closed with nothing in it, and nothing came after; or something was in it, and it stayed open.
            (closed.Status, lines > 0).ShouldBeOneOf((200, false), (409, true));
        }
    }

    private Task<int> VersionAsync(string code) => shop.ScalarAsync<int>($"select version from ledger.account where code = '{code}'");
}
