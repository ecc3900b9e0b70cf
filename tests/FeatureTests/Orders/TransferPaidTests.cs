using Aisle.Contracts.Payments;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Orders;

/// <summary>Orders that are paid by a transfer to the shop's bank.</summary>
public sealed class TransferPaidTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Who_transfers_is_told_to_which_account_and_nobody_is_offered_it_where_there_is_none()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var shopper = new Shopper(lab);
        var placed = await shopper.BeginsToPayAsync("bank");
        using var guest = new PageSession(shop.Http.BaseAddress!);
        foreach (var language in (string[])["", "/bn"])
        {
            (await guest.GetAsync($"{language}/orders/{shopper.Id}?key={placed["token"]}")).Is(200).Html.QuerySelector(".transfer-account").ShouldNotBeNull().TextContent.ShouldContain("1102 334 455 01");
        }

        // Her letter has the number in Bangla digits, and that is what she says on the telephone.
        var number = string.Concat(placed.Json.GetProperty("order").GetProperty("order").GetProperty("number").GetString()!.Select(letter => char.IsAsciiDigit(letter) ? (char)('০' + (letter - '0')) : letter));
        (await shop.Http.SendAsync("GET", "/api/v1/orders?q=" + Uri.EscapeDataString(number), token: lab.Owner)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(1);

        (await OffersAsync()).ShouldContain("bank");
        const string setting = "/api/v1/settings/payments.bank_account";
        var tag = (await shop.Http.SendAsync("GET", setting, token: lab.Owner)).Is(200).Headers.ETag!.ToString();
        (await shop.Http.SendAsync("PUT", setting, new { value = "" }, lab.Owner, ("If-Match", tag))).Is(200);
        await Eventually.IsAsync(async () => !(await OffersAsync()).Contains("bank"));
        var late = new Shopper(lab);
        await late.AddAsync((await lab.GoodsAsync(1, 5))[0]);
        await late.FetchAsync();
        (await late.PayAsync((await late.PlaceAsync("bank")).Is(201), "bank")).Is(400).Codes.ShouldBe(["payment.method"], "nor taken from who asks for it nevertheless");

        async Task<List<string>> OffersAsync()
        {
            await using var scope = shop.Services.CreateAsyncScope();
            var offered = await scope.ServiceProvider.GetRequiredService<IPayments>().OptionsAsync(new PaymentAsk(lab.Store, new Money(100_00, Currency.Get("BDT")), Customer: null, AtTheDoor: false), CancellationToken.None);
            return [.. offered.Select(option => option.Method)];
        }
    }
}
