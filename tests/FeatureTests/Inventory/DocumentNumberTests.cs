using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

/// <summary>What people call the documents behind movements.</summary>
public sealed class DocumentNumberTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("", "Shipment IN-")]
    [InlineData("/bn", "চালান IN-")]
    public async Task Movements_name_their_documents_by_number(string language, string shipment)
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 5);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0]);
        await shopper.FetchAsync();
        (await shopper.PayAsync((await shopper.PlaceAsync()).Is(201), "cash")).Is(200);
        (await lab.PickAndPackAsync(shopper.Id)).Is(200);
        var adjustment = (await shop.AdjustAsync(lab.Store, lab.Owner, "waste", ActsLab.Line(goods[0].Variant, 1))).Is(201).Json.GetProperty("adjustment");

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        foreach (var path in (string[])[$"/admin/stock/items/{goods[0].Variant}", $"/admin/stock/movements?item={goods[0].Variant}"])
        {
            var text = (await browser.GetAsync(language + path)).Is(200).Html.Body!.TextContent;
            text.ShouldContain(shipment, Case.Sensitive, path);
            text.ShouldContain((language.Length == 0 ? "Adjustment " : "সমন্বয় ") + adjustment.GetProperty("number").GetString(), Case.Sensitive, path);
            text.ShouldNotContain("…" + adjustment.GetProperty("id").GetString()![^6..], Case.Sensitive, path + " names a document by the end of its id");
        }
    }

    [Fact]
    public void Every_type_of_document_of_the_stock_has_a_name_in_each_language()
    {
        var texts = shop.Services.GetRequiredService<Texts>();
        foreach (var type in shop.Services.GetServices<ILedgerDocuments>().Select(known => known.Type).Where(type => type.StartsWith("stock_", StringComparison.Ordinal) || type.StartsWith("supplier_", StringComparison.Ordinal) || type.StartsWith("goods_", StringComparison.Ordinal)))
        {
            foreach (var language in texts.Languages)
            {
                texts.Parts.Any(part => texts.Keys(language).Contains($"{part}.document.{type}")).ShouldBeTrue($"{type} in {language}");
            }
        }
    }
}
