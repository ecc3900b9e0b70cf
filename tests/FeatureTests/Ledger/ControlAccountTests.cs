using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Ledger;

/// <summary>Accounts that stand for what the stock and purchasing keep: nobody else writes there.</summary>
public sealed class ControlAccountTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_stands_for_the_stock_takes_no_entry_hold_draft_or_reversal_of_a_person()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var before = await shop.BookAsync("inventory");
        object Entry(string debit, string credit) => new
        {
            date = LedgerLab.Day.Date, document = new { type = "external", id = "C-1" }, memo = "By hand", lines = new[] { new { debit, credit, amount = new { amount = "5.00", currency = "BDT" } } },
        };
        foreach (var role in (string[])["inventory", "inventory_in_transit", "goods_received", "payable"])
        {
            (await shop.Http.SendAsync("POST", "/api/v1/ledger/entries", Entry(role, "cogs"), owner)).Is(400, role).Codes.ShouldBe(["ledger.account_control"], role);
        }

        var refused = (await shop.Http.SendAsync("POST", "/api/v1/ledger/entries/linked", new { entries = new[] { Entry("cogs", "opening"), Entry("opening", "1310") } }, owner)).Is(400);
        (refused.Codes.Single(), refused.Json.GetProperty("errors")[0].GetProperty("field").GetString()).ShouldBe(("ledger.account_control", "entries[1].lines[0].credit"));
        var facts = new { date = LedgerLab.Day.Date, document = new { type = "external", id = "C-2" }, rule = "stock_adjustment", facts = new { number = "X", reason = "count", lost = new { amount = "5.00", currency = "BDT" } } };
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/entries", facts, owner)).Is(400).Codes.ShouldBe(["ledger.account_control"]);
        var hold = new { document = new { type = "external", id = "C-3" }, memo = "Held", expiresAt = TimeProvider.System.GetUtcNow().AddDays(1), lines = new[] { new { debit = "cogs", credit = "inventory", amount = new { amount = "5.00", currency = "BDT" } } } };
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/pending", hold, owner)).Is(400).Codes.ShouldBe(["ledger.account_control"]);
        var legs = new { date = LedgerLab.Day.Date, memo = "By hand", legs = new object[] { new { account = "cogs", debit = new { amount = "5.00", currency = "BDT" } }, new { account = "1310", credit = new { amount = "5.00", currency = "BDT" } } } };
        var seen = (await shop.Http.SendAsync("POST", "/api/v1/ledger/preview", legs, owner)).Is(200).Json.GetProperty("faults");
        (seen.GetArrayLength(), seen[0].GetProperty("code").GetString(), seen[0].GetProperty("field").GetString()).ShouldBe((1, "ledger.account_control", "legs[1].account"));
        var draft = (await shop.Http.SendAsync("POST", "/api/v1/ledger/drafts", legs, owner)).Is(201);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/drafts/{draft["id"]}/submit", new { version = 1 }, owner)).Is(400).Codes.ShouldBe(["ledger.account_control"]);

        // What the stock itself has posted is taken back by the stock.
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(0, 1))[0]);
        var received = await shop.ReceiveAsync(store, variant, 3, 30);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{received.Id}/reverse", new { date = LedgerLab.Day.Date, memo = "Away" }, owner)).Is(400).Codes.ShouldBe(["ledger.account_control"]);
        (await shop.BookAsync("inventory")).ShouldBe(before + 30_00);
        await shop.StockIsWellAsync();
    }

    [Fact]
    public async Task The_chart_says_which_they_are_and_why()
    {
        var owner = await shop.Http.TokenAsync("owner");
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/accounts/1310", token: owner)).Is(200).Json.GetProperty("controlledBy").GetString().ShouldBe("stock");
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/accounts/2110", token: owner)).Is(200).Json.GetProperty("controlledBy").GetString().ShouldBe("purchasing");
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/accounts/1120", token: owner)).Is(200).Json.TryGetProperty("controlledBy", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_there_before_comes_in_as_stock_with_what_it_cost()
    {
        var (owner, store, variant) = (await shop.Http.TokenAsync("owner"), await shop.StoreAsync(), (await shop.VariantsAsync(1, 1))[0]);
        var line = new { item = variant.Value, quantity = ActsLab.Pieces(4), unitCost = new { amount = "25.00", currency = "BDT" } };
        (await shop.AdjustAsync(store, owner, "found", line)).Is(201).StateOf("adjustment").ShouldBe("posted");
        (await shop.LevelAsync(store, variant)).Value.Minor.ShouldBe(100_00);
        await shop.StockIsWellAsync();
    }
}
