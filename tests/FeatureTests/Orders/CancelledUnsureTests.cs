using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>An order that was cancelled while nobody knows whether its payment went through.</summary>
public sealed class CancelledUnsureTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_cancelled_order_says_that_its_payment_is_still_looked_for()
    {
        // The rows are written by hand: the state of the payment is what is tried.
        shop.IsDamaged = true;
        var lab = await OrdersLab.OfAsync(shop);
        var shopper = new Shopper(lab);
        var placed = await shopper.BeginsToPayAsync("bank");
        await shop.ScalarAsync<bool>($"update orders.sale_order set state = 'cancelled' where id = '{shopper.Id}' returning true");
        await shop.ScalarAsync<bool>($"update payments.attempt set state = 'unknown' where intent_id = '{shopper.Id}' returning true");
        using var guest = new PageSession(shop.Http.BaseAddress!);
        var notes = (await guest.GetAsync($"/orders/{shopper.Id}?key={placed["token"]}")).Is(200).Html.QuerySelectorAll("#live .note").Select(note => note.TextContent).ToList();
        notes.ShouldContain(note => note.Contains("Cancelled", StringComparison.Ordinal));
        notes.ShouldContain(note => note.Contains("We are checking with your bank", StringComparison.Ordinal));
        notes.ShouldNotContain(note => note.Contains("this page shows the outcome", StringComparison.Ordinal));
    }
}
