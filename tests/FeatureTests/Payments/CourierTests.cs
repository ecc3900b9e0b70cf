using System.Globalization;
using System.Text;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Catalogue;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Payments;

/// <summary>Cash that couriers take at doors: with whom it is, and what they hand over.</summary>
public sealed class CourierTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Head = "provider,paid_on,transaction,gross,fee,vat,courier\n";

    [Fact]
    public async Task Cash_is_with_the_courier_until_it_is_handed_over_and_what_differs_is_listed()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var accountant = await shop.Http.TokenAsync("accountant");
        var thing = await shop.ThingAsync("300.00");
        await shop.ReceiveAsync(lab.Store, VariantId.From(thing.Variant), 50, 50 * 100);
        var goods = new Orders.Goods(VariantId.From(thing.Variant), thing.Pack.Value);
        // 300 and 40 for bringing it: each of them is paid 340 at the door.
        var missing = await DeliveredAsync(lab, goods, "Pathao");
        var whole = await DeliveredAsync(lab, goods, "Pathao");
        var parts = await DeliveredAsync(lab, goods, "pathao", collected: "100.00");
        var others = await DeliveredAsync(lab, goods, "RedX");
        var own = await DeliveredAsync(lab, goods, "");

        var before = await CustodyAsync(accountant);
        before.Couriers.ShouldBe([("Pathao", 102_000), ("RedX", 34_000), ("", 34_000)], ignoreOrder: true);
        (before.Total, before.Booked).ShouldBe((170_000, 170_000));

        var day = PromotionLab.Days(0);
        var file = $"""
            cod,{day},{whole.Number},340.00,20.00,3.00,Pathao
            cod,{day},{parts.Number},330.00,20.00,3.00,PATHAO
            cod,{day},{others.Number},340.00,,,Pathao
            cod,{day},S1-1999-000001,50.00,,,Pathao
            cod,{day},{own.Number},340.00,,,
            bkash,{day},{own.Number},340.00,,,Pathao

            """;
        (await SendAsync(file, accountant, "?dryRun=true")).Is(201).Json.GetProperty("added").GetInt32().ShouldBe(5);
        (await CustodyAsync(accountant)).Booked.ShouldBe(before.Booked);
        var taken = (await SendAsync(file, accountant)).Is(201).Json;
        (taken.GetProperty("added").GetInt32(), taken.GetProperty("refused").GetInt32()).ShouldBe((5, 1));
        taken.GetProperty("refusals")[0].GetProperty("code").GetString().ShouldBe("settlement.courier");

        // One for the courier and one for the shop's own riders: 340 + 330 + 340 + 50 are taken out of what couriers have, 46 of it as their fee.
        var settlements = (await shop.Http.SendAsync("GET", "/api/v1/settlements?provider=cod", token: accountant)).Is(200).Json.GetProperty("items").EnumerateArray().ToList();
        settlements.Select(one => (one.GetProperty("courier").GetString(), Amount(one, "gross"), Amount(one, "net"))).ShouldBe([("Pathao", "1060.00", "1014.00"), ("", "340.00", "340.00")], ignoreOrder: true);
        var after = await CustodyAsync(accountant);
        (after.Total, after.Booked).ShouldBe((30_000, 30_000), "1,700 less 1,060 and 340");
        after.Couriers.ShouldBe([("Pathao", 34_000)]);
        var entry = settlements.Single(one => one.GetProperty("courier").GetString() == "Pathao").GetProperty("id").GetString();
        (await shop.ScalarAsync<string>($"select string_agg(account.code || ' ' || line.amount, ', ' order by line.no) from ledger.line join ledger.entry on entry.key = line.entry_key join ledger.account on account.id = line.debit where entry.id = '{entry}'"))
            .ShouldBe("1165 101400, 5210 4000, 1410 600");

        var differences = (await shop.Http.SendAsync("GET", $"/api/v1/settlements/{entry}", token: accountant)).Is(200).Json.GetProperty("differences").EnumerateArray()
            .Select(one => $"{one.GetProperty("kind").GetString()} {(one.TryGetProperty("theirs", out var theirs) && theirs.ValueKind == JsonValueKind.Object ? theirs.GetProperty("amount").GetString() : "-")}").Order(StringComparer.Ordinal).ToList();
        // 100 of the order that was paid in parts fits; of the other 240 there are 230.
        differences.ShouldBe(["amount 230.00", "courier 340.00", "missing -", "unknown 50.00"]);

        // The bank has a little less than the courier says that it paid in.
        (await ArriveAsync(entry!, "1000.00", day, accountant)).Is(200).Json.GetProperty("differences").EnumerateArray().ShouldContain(one => one.GetProperty("kind").GetString() == "bank" && Amount(one, "theirs") == "1000.00" && Amount(one, "ours") == "1014.00");
        (await shop.ScalarAsync<string>($"select string_agg(debit.code || ' ' || credit.code || ' ' || line.amount, ', ' order by line.no) from ledger.line join ledger.entry on entry.key = line.entry_key join ledger.account debit on debit.id = line.debit join ledger.account credit on credit.id = line.credit where entry.series = 'PA'"))
            .ShouldBe("1130 1165 100000, 5210 1165 1400");
        (await shop.Http.SendAsync("GET", "/api/v1/settlements?bank=different", token: accountant)).Is(200).Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(entry);
        (await shop.Http.SendAsync("GET", "/api/v1/settlements?bank=waiting", token: accountant)).Is(200).Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("courier").GetString().ShouldBe("");

        (await SendAsync(file, accountant)).Is(201).Json.GetProperty("same").GetInt32().ShouldBe(5);
        (await CustodyAsync(accountant)).Booked.ShouldBe(after.Booked, "nothing is settled twice");
        (await SendAsync($"cod,{day},{missing.Attempt},340.00,,,Pathao\n", accountant)).Is(201).Json.GetProperty("added").GetInt32().ShouldBe(1, "a payment can be named by its id");
        (await CustodyAsync(accountant)).Couriers.ShouldBeEmpty();
        (await SendAsync($"cod,{day},S1-1999-000002,10.00,20.00,,Pathao\n", accountant)).Is(201)
            .Json.GetProperty("refusals")[0].GetProperty("code").GetString().ShouldBe("settlement.negative");
        (await SendAsync(file, await shop.Http.TokenAsync("manager"))).Is(403);

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        (await browser.GetAsync("/admin/payments/custody")).Is(200).Text.ShouldContain("No courier has cash of ours.");
        (await browser.GetAsync("/bn/admin/payments/settlements?provider=cod")).Is(200).Text.ShouldContain("Pathao");
        (await browser.GetAsync($"/admin/payments/settlements/{entry}")).Is(200).Text.ShouldContain("Taken by another courier");
    }

    /// <summary>An order that was brought and paid at the door, all at once or the rest of it later; its number and its first payment.</summary>
    private async Task<(string Number, string Attempt)> DeliveredAsync(OrdersLab lab, Orders.Goods goods, string courier, string? collected = null)
    {
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods);
        var slot = await shop.ScalarAsync<Guid>($"select id from delivery.slot where store_id = '{lab.Store}' and not is_pickup and taken < capacity and starts_at > now() + interval '25 hours' order by starts_at limit 1");
        (await shopper.SendAsync("POST", "/cart/delivery", new { kind = "delivery", slotId = slot, address = new { name = "Nusrat Jahan", phone = "01711000000", line = "House 1", area = "BD-6-47-T13", city = "", postcode = "1209", country = "BD" } })).Is(200);
        var placed = (await shopper.PlaceAsync("cod")).Is(201);
        (await shopper.PayAsync(placed, "cod")).Is(200);
        (await lab.PickAndPackAsync(shopper.Id)).Is(200);
        var sent = (await lab.PostAsync($"/orders/{shopper.Id}/send", new { carrier = courier })).Is(200).Json;
        var (due, payment) = (sent.GetProperty("sums").GetProperty("due").GetProperty("amount").GetString()!, OrdersLab.NewId());
        due.ShouldBe("340.00");
        (await lab.PostAsync($"/orders/{shopper.Id}/deliver", new { id = payment, collected = PromotionLab.Taka(collected ?? due) })).Is(200);
        if (collected is not null)
        {
            (await shopper.PayAsync(placed, "cod")).Is(200);
            var open = await shop.ScalarAsync<Guid>($"select id from payments.attempt where intent_id = '{shopper.Id}' and state = 'started'");
            (await lab.PostAsync($"/payments/{open}/collect", new { amount = PromotionLab.Taka((decimal.Parse(due, CultureInfo.InvariantCulture) - decimal.Parse(collected, CultureInfo.InvariantCulture)).ToString("0.00", CultureInfo.InvariantCulture)) })).Is(200);
        }

        var first = await shop.ScalarAsync<Guid>($"select id from payments.attempt where intent_id = '{shopper.Id}' and state = 'paid' order by ended_at limit 1");
        return (placed.Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString()!, first.ToString());
    }

    private async Task<(long Total, long Booked, List<(string Courier, long Total)> Couriers)> CustodyAsync(string token)
    {
        var found = (await shop.Http.SendAsync("GET", "/api/v1/payments/custody", token: token)).Is(200).Json;
        var cod = found.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("provider").GetString() == "cod");
        return (OrdersLab.Minor(cod.GetProperty("total")), OrdersLab.Minor(cod.GetProperty("booked")),
            [.. found.GetProperty("couriers").EnumerateArray().Select(one => (one.GetProperty("courier").GetString()!.ToUpperInvariant() == "PATHAO" ? "Pathao" : one.GetProperty("courier").GetString()!, OrdersLab.Minor(one.GetProperty("total"))))]);
    }

    private Task<Answer> ArriveAsync(string settlement, string amount, string day, string token) =>
        shop.Http.SendAsync("POST", $"/api/v1/settlements/{settlement}/arrival", new { amount = new { amount, currency = "BDT" }, arrivedOn = day, reference = "FT-1" }, token);

    private Task<Answer> SendAsync(string rows, string token, string query = "") => shop.Http.SendAsync("POST", "/api/v1/settlements/imports" + query, new StringContent(Head + rows, Encoding.UTF8, "text/csv"), token);

    private static string Amount(JsonElement of, string name) => of.GetProperty(name).GetProperty("amount").GetString()!;
}
