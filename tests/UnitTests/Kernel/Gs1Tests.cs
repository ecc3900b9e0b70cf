using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public sealed class Gs1Tests
{
    private static readonly DateOnly _today = new(2026, 11, 21);

    [Theory]
    [InlineData("0109506000134352172612311026B7")]
    [InlineData("]C10109506000134352172612311026B7")]
    [InlineData("]d20109506000134352172612311026B7")]
    [InlineData("]Q30109506000134352172612311026B7")]
    [InlineData("]e00109506000134352172612311026B7")]
    [InlineData("\u001D0109506000134352172612311026B7")]
    [InlineData("]d2\u001D0109506000134352172612311026B7")]
    [InlineData("1026B7\u001D010950600013435217261231")]
    [InlineData("1026B7\u001D0109506000134352\u001D17261231\u001D")]
    [InlineData("(01)09506000134352(17)261231(10)26B7")]
    [InlineData("(10)26B7(17)261231(01)09506000134352")]
    [InlineData("  (01)09506000134352(17)261231(10)26B7\r\n")]
    [InlineData("01095060001343521726123101095060001343521026B7")]
    public void The_same_goods_are_read_from_every_form(string text)
    {
        var read = Gs1.Parse(text, _today).Value;

        read.Gtin!.Value.Code.ShouldBe("09506000134352");
        read.ExpiresOn.ShouldBe(new DateOnly(2026, 12, 31));
        read.Lot.ShouldBe("26B7");
        (read.MadeOn, read.PackedOn, read.BestBefore, read.Serial, read.NetKilograms, read.Count).ShouldBe((null, null, null, null, null, null));
    }

    [Fact]
    public void Every_element_has_its_place()
    {
        var read = Gs1.Parse("(01)09506000134352(11)260101(13)260102(15)260630(17)260700(21)SN/7(3103)001250(37)12(10)A\\(1\\)B", _today).Value;

        (read.MadeOn, read.PackedOn, read.BestBefore, read.ExpiresOn).ShouldBe((new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2), new DateOnly(2026, 6, 30), new DateOnly(2026, 7, 31)));
        (read.Serial, read.NetKilograms, read.Count, read.Lot).ShouldBe(("SN/7", 1.250m, 12, "A(1)B"));
    }

    [Theory]
    [InlineData("3100000012", 12)]
    [InlineData("3101000125", 12.5)]
    [InlineData("3102001250", 12.5)]
    [InlineData("3103000125", 0.125)]
    [InlineData("3104000125", 0.0125)]
    [InlineData("3105999999", 9.99999)]
    public void A_weight_has_the_decimals_that_its_identifier_says(string text, double kilograms) => Gs1.Parse(text, _today).Value.NetKilograms.ShouldBe((decimal)kilograms);

    [Theory]
    [InlineData("00106141412345678908\u001D10L1", "L1")]
    [InlineData("0009506000134352000010L1", "L1")]
    [InlineData("400PO-77\u001D10L1", "L1")]
    [InlineData("8008260101\u001D10L1", "L1")]
    [InlineData("3922001995\u001D10L1", "L1")]
    [InlineData("4101234567890123" + "10L1", "L1")]
    [InlineData("2010" + "10L1", "L1")]
    [InlineData("(240)X-1(10)L1(98)internal", "L1")]
    public void What_is_not_read_is_passed_over(string text, string lot) => Gs1.Parse(text, _today).Value.Lot.ShouldBe(lot);

    [Theory]
    [InlineData("261231", 2026, 12, 31)]
    [InlineData("260200", 2026, 2, 28)]
    [InlineData("280200", 2028, 2, 29)]
    [InlineData("280229", 2028, 2, 29)]
    [InlineData("261100", 2026, 11, 30)]
    [InlineData("760101", 2076, 1, 1)]
    [InlineData("770101", 1977, 1, 1)]
    [InlineData("990101", 1999, 1, 1)]
    [InlineData("000100", 2000, 1, 31)]
    public void A_year_of_two_digits_lies_within_fifty_years(string digits, int year, int month, int day) => Gs1.Date(digits, _today).Value.ShouldBe(new DateOnly(year, month, day));

    [Theory]
    [InlineData(2026, 76, 2076)]
    [InlineData(2026, 77, 1977)]
    [InlineData(2060, 9, 2109)]
    [InlineData(2060, 10, 2110)]
    [InlineData(2060, 11, 2011)]
    [InlineData(1990, 40, 2040)]
    [InlineData(1990, 41, 1941)]
    [InlineData(1995, 45, 2045)]
    [InlineData(1995, 46, 1946)]
    public void The_century_is_that_of_section_7_12(int now, int two, int year) =>
        Gs1.Date($"{two:D2}0615", new DateOnly(now, 6, 1)).Value.Year.ShouldBe(year);

    [Theory]
    [InlineData("", "gs1.empty")]
    [InlineData("\u001D", "gs1.empty")]
    [InlineData("]C1", "gs1.empty")]
    [InlineData("]E09506000134352", "gs1.symbology")]
    [InlineData("]c10109506000134352", "gs1.symbology")]
    [InlineData("0109506000134353", "gtin.check_digit")]
    [InlineData("(01)09506000134353", "gtin.check_digit")]
    [InlineData("(01)9506000134352", "gs1.value")]
    [InlineData("010950600013435", "gs1.value")]
    [InlineData("01A9506000134352", "gtin.characters")]
    [InlineData("17261301", "gs1.date")]
    [InlineData("17260001", "gs1.date")]
    [InlineData("17260230", "gs1.date")]
    [InlineData("17260732", "gs1.date")]
    [InlineData("1726070", "gs1.date")]
    [InlineData("17\u0662\u0666\u0660\u0667\u0660\u0661", "gs1.date")]
    [InlineData("10", "gs1.value")]
    [InlineData("10ABCDEFGHIJKLMNOPQRSTU", "gs1.value")]
    [InlineData("10A B", "gs1.value")]
    [InlineData("10A#B", "gs1.value")]
    [InlineData("(10)", "gs1.value")]
    [InlineData("(21)ABCDEFGHIJKLMNOPQRSTU", "gs1.value")]
    [InlineData("37123456789", "gs1.value")]
    [InlineData("37A", "gs1.value")]
    [InlineData("310300012", "gs1.value")]
    [InlineData("310300012A", "gs1.value")]
    [InlineData("18261231", "gs1.ai")]
    [InlineData("05X", "gs1.ai")]
    [InlineData("X", "gs1.ai")]
    [InlineData("1", "gs1.ai")]
    [InlineData("310", "gs1.ai")]
    [InlineData("31A3000125", "gs1.ai")]
    [InlineData("(1)X", "gs1.ai")]
    [InlineData("(012)X", "gs1.ai")]
    [InlineData("(310)000125", "gs1.ai")]
    [InlineData("(01", "gs1.ai")]
    [InlineData("(x1)2", "gs1.ai")]
    [InlineData("10A\u001D10B", "gs1.repeated")]
    [InlineData("(17)261231(17)261230", "gs1.repeated")]
    [InlineData("0012345", "gs1.value")]
    public void What_is_wrong_has_a_code(string text, string code) => Gs1.Parse(text, _today).FirstError.Code.ShouldBe(code);

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Gs1.Parse("(01)09506000134353(17)261301(10)A B(3103)12", _today).Errors.Select(error => error.Code).ShouldBe(["gtin.check_digit", "gs1.date", "gs1.value", "gs1.value"]);

    [Fact]
    public void What_is_longer_than_any_symbol_is_not_read() => Gs1.Parse(new string('1', Gs1.MostCharacters + 1), _today).FirstError.Code.ShouldBe("gs1.length");

    [Fact]
    public void Nothing_that_anybody_sends_makes_it_fall()
    {
        const string letters = "01()\\]C1d2Q31017213103370A\u001D #৯";
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => letters[random.Next(letters.Length)]));
            var read = Gs1.Parse(text, _today);
            (read.IsSuccess || read.Errors.All(error => error.Code.StartsWith("gs1.", StringComparison.Ordinal) || error.Code.StartsWith("gtin.", StringComparison.Ordinal))).ShouldBeTrue(text);
        }
    }

    [Theory]
    [InlineData("9506000134352", false)]
    [InlineData("09506000134352", false)]
    [InlineData("0109506000134352", true)]
    [InlineData("0109506000134353", false)]
    [InlineData("010950600013435217261231", true)]
    [InlineData("010950600013435317261231", false)]
    [InlineData("(10)A", true)]
    [InlineData("]C110A", true)]
    [InlineData("10A\u001D17261231", true)]
    [InlineData("RICE-01", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Elements_are_told_from_a_plain_code(string? text, bool elements) => Gs1.IsElements(text).ShouldBe(elements);
}
