using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Catalogue;

public sealed class FindBarcodeTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_piece_and_its_case_are_told_apart_by_their_barcodes()
    {
        var piece = await shop.ScalarAsync<string>("select barcode.printed from catalog.barcode join catalog.pack on pack.id = pack_id where units_thousandths = 1000 and exists (select from catalog.pack other join catalog.barcode on barcode.pack_id = other.id where other.variant_id = pack.variant_id and other.units_thousandths > 1000) order by code limit 1");
        var carton = await shop.ScalarAsync<string>($"select barcode.printed from catalog.barcode join catalog.pack on pack.id = pack_id where units_thousandths > 1000 and variant_id = (select variant_id from catalog.barcode join catalog.pack on pack.id = pack_id where printed = '{piece}') order by code limit 1");

        var one = await shop.JsonAsync($"/api/v1/products/by-barcode/{piece}");
        var many = await shop.JsonAsync($"/api/v1/products/by-barcode/{carton}");

        one.GetProperty("units").GetDecimal().ShouldBe(1);
        many.GetProperty("units").GetDecimal().ShouldBeGreaterThan(1);
        many.GetProperty("sku").GetString().ShouldBe(one.GetProperty("sku").GetString());
        one.GetProperty("price").GetProperty("currency").GetString().ShouldBe("BDT");
    }

    [Fact]
    public async Task The_14_digit_form_of_a_gtin_finds_the_same()
    {
        var code = await shop.ScalarAsync<string>("select printed from catalog.barcode where kind = 'gtin' and length(printed) = 13 order by code limit 1");

        var short_ = await shop.JsonAsync($"/api/v1/products/by-barcode/{code}");
        var padded = await shop.JsonAsync($"/api/v1/products/by-barcode/0{code}");

        padded.GetProperty("sku").GetString().ShouldBe(short_.GetProperty("sku").GetString());
    }

    [Fact]
    public async Task A_scale_label_gives_the_item_and_its_weight()
    {
        var item = await shop.ScalarAsync<string>("select printed from catalog.barcode where kind = 'item' order by code limit 1");
        var label = "21" + item + "01235";
        label += Gtin.CheckDigit(label);

        var match = await shop.JsonAsync($"/api/v1/products/by-barcode/{label}");

        match.GetProperty("sellBy").GetString().ShouldBe("weight");
        match.GetProperty("labelWeight").GetDecimal().ShouldBe(1.235m);
    }

    [Theory]
    [InlineData("9520000000009", 400, "gtin.check_digit")]
    [InlineData("4006381333931", 404, "barcode.unknown")]
    [InlineData("NO-SUCH-CODE", 404, "barcode.unknown")]
    [InlineData("%07", 400, "barcode.format")]
    [InlineData("%E0%A6%9A", 400, "barcode.format")]
    public async Task Says_why_a_code_finds_nothing(string code, int status, string problem)
    {
        var answer = await shop.JsonAsync($"/api/v1/products/by-barcode/{code}", status);

        answer.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe(problem);
    }

    [Fact]
    public async Task Is_one_statement()
    {
        var code = await shop.ScalarAsync<string>("select printed from catalog.barcode where kind = 'gtin' order by code limit 1");
        await shop.JsonAsync($"/api/v1/products/by-barcode/{code}");
        using var response = await shop.Http.GetAsync($"/api/v1/products/by-barcode/{code}", TestContext.Current.CancellationToken);

        response.Headers.GetValues("X-Statements").Single().ShouldBe("1");
    }
}
