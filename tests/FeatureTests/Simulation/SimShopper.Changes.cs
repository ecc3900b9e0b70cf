using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Simulation;

/// <summary>What becomes of an order between its payment and its picking.</summary>
internal sealed partial class SimShopper
{
    /// <summary>Changes the order while it can be, and pays what it costs more then.</summary>
    private async Task EditAsync()
    {
        if (plan.Edit == EditKind.None || await StateAsync() is not ("paid" or "confirmed" or "awaitingPayment"))
        {
            return;
        }

        var before = (await CallAsync("GET", $"/orders/{_order}")).Json.GetProperty("lines").EnumerateArray().Select(line => (Pack: line.GetProperty("packId").GetGuid(), Quantity: line.GetProperty("quantity").GetDecimal())).ToList();
        var (last, step) = (before[^1], before[^1].Quantity % 1 == 0 ? 1 : 0.2m);
        List<(Guid Pack, decimal Quantity)> others = before[..^1], after = plan.Edit == EditKind.More ? [.. others, (last.Pack, last.Quantity + step)] : last.Quantity > step ? [.. others, (last.Pack, last.Quantity - step)] : others;
        if (after.Count == 0 || !await ChangeAsync(after))
        {
            return;
        }

        if (plan.Edit == EditKind.FewerAndBack)
        {
            for (var tries = 0; tries < 40 && (await CallAsync("GET", $"/orders/{_order}")).Json.GetProperty("sums").GetProperty("refunding").GetProperty("amount").GetString() != "0.00"; tries++)
            {
                await Task.Delay(250, World.Stop);
            }

            await ChangeAsync(before);
        }

        await PayDueAsync(80);
    }

    private async Task<bool> ChangeAsync(List<(Guid Pack, decimal Quantity)> lines)
    {
        var (wanted, version) = (lines.ConvertAll(line => new { packId = line.Pack, quantity = line.Quantity }), (await CallAsync("GET", $"/orders/{_order}")).Json.GetProperty("version").GetInt32());
        var quote = await CallAsync("POST", $"/orders/{_order}/edit-quotes", new { version, lines = wanted });
        return quote.Status == 200 && (await CallAsync("PUT", $"/orders/{_order}", new { version, lines = wanted, quoteHash = quote.Json.GetProperty("cart").GetProperty("quoteHash").GetString() })).Status == 200;
    }

    /// <summary>Staff give some of the money back by hand: it is owed again, and paid again.</summary>
    private async Task GiveBackAsync()
    {
        if (!plan.IsGivenBack || await StateAsync() != "paid")
        {
            return;
        }

        var order = (await StaffAsync("GET", $"/payments?q={(await CallAsync("GET", $"/orders/{_order}")).Json.GetProperty("order").GetProperty("number").GetString()}&state=paid", body: null)).Json.GetProperty("items");
        if (order.GetArrayLength() > 0)
        {
            await StaffAsync("POST", $"/payments/{order[0].GetProperty("id").GetGuid()}/refunds", new { id = Id(plan, "by hand"), amount = new { amount = "10.00", currency = "BDT" }, to = "origin", reason = "Asked for on the telephone" });
            await Task.Delay(1000, World.Stop);
            await PayDueAsync(120);
        }
    }

    private async Task PayDueAsync(int salt)
    {
        if (await StateAsync() == "awaitingPayment" && plan.Temper is not (Temper.Leaves or Temper.ClosesTheBrowser))
        {
            await AtProviderAsync(plan.OtherMethod, Temper.Pays, salt);
        }
    }
}
