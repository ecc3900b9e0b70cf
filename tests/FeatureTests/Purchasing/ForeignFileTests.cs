using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Purchasing;

public sealed class ForeignFileTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Suppliers_come_in_with_their_currency_and_go_out_with_it()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var variants = await shop.VariantsAsync(0, 2);
        var skus = (await shop.ScalarAsync<string>($"select string_agg(sku, ' ') from catalog.variant where id = any (array['{string.Join("','", variants)}']::uuid[])")).Split(' ');
        // The row that says the currency stands behind one that has a price in it.
        var file = $"""
            code,name,currency,minimum_order,sku,price
            FX-1,,,,{skus[0]},1.255
            FX-1,Kuwait goods,kwd,10.500,,
            FX-2,Tokyo goods,JPY,,{skus[0]},1200
            FX-3,Broken,XYZ,,,
            FX-2,,,,{skus[1]},12.5
            FX-4,At home,,5.00,{skus[0]},9.99
            FX-5,Points,PTS,,,
            """;
        var real = (await UploadAsync(file, owner)).Is(201);
        real.Json.GetProperty("refusals").EnumerateArray().Select(one => $"{one.GetProperty("line").GetInt64()} {one.GetProperty("field").GetString()} {one.GetProperty("code").GetString()}")
            .ShouldBe(["5 currency currency.unknown", "6 price money.precision", "8 currency currency.unknown"], ignoreOrder: true);
        (await StateAsync("FX-1")).ShouldBe("KWD/10500/1255");
        (await StateAsync("FX-2")).ShouldBe("JPY/0/1200");
        (await StateAsync("FX-4")).ShouldBe("BDT/500/999");
        (await UploadAsync(file, owner)).Is(201)["same"].ShouldBe("4");

        // It stays where there are prices, and all of the supplier is left as it was.
        var changed = (await UploadAsync($"code,name,currency\nFX-1,Kuwait goods,USD\n", owner)).Is(201);
        changed.Json.GetProperty("refusals")[0].GetProperty("code").GetString().ShouldBe("supplier.currency_used");
        (await UploadAsync($"code,minimum_order,sku,price\nFX-1,11.125,{skus[0]},1.260\n", owner)).Is(201)["changed"].ShouldBe("1");
        (await shop.ScalarAsync<long>("select minimum_order from purchasing.supplier where code = 'FX-1'")).ShouldBe(11_125);

        var csv = (await shop.Http.SendAsync("GET", "/api/v1/suppliers?format=csv&q=goods", token: owner)).Is(200).Text;
        csv.ShouldContain("currency");
        csv.ShouldContain("\"11.125\",\"KWD\"");
        (await UploadAsync(csv.TrimStart('\uFEFF'), owner)).Is(201)["same"].ShouldBe("2", "what went out comes in as it is");

        // A new currency drops a smallest order in the old one.
        (await UploadAsync("code,name,currency,minimum_order\nFX-9,Later,USD,3.00\n", owner)).Is(201);
        (await UploadAsync("code,currency\nFX-9,EUR\n", owner)).Status.ShouldBe(400, "a name or an item is needed");
        (await UploadAsync("code,name,currency\nFX-9,Later,EUR\n", owner)).Is(201)["changed"].ShouldBe("1");
        (await shop.ScalarAsync<string>("select currency || minimum_order from purchasing.supplier where code = 'FX-9'")).ShouldBe("EUR0");
    }

    private Task<string> StateAsync(string code) => shop.ScalarAsync<string>($"""
        select supplier.currency || '/' || supplier.minimum_order || '/' || price.price from purchasing.supplier join purchasing.supplier_price price on price.supplier_id = supplier.id where supplier.code = '{code}'
        """);

    private async Task<Answer> UploadAsync(string content, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/suppliers/imports") { Content = new StringContent(content, Encoding.UTF8, "text/csv") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default, response.Headers, text);
    }
}
