using Aisle.Kernel;
using Aisle.Platform.Ui.Labels;

namespace Aisle.UnitTests.Platform;

/// <summary>Each of these was drawn and read back by a barcode reader (zbar): it stays as it was read.</summary>
public sealed class BarcodeTests
{
    [Theory]
    [InlineData("5901234123457", "10100010110100111011001100100110111101001110101010110011011011001000010101110010011101000100101")]
    [InlineData("96385074", "1010001011010111101111010110111010101001110111001010001001011100101")]
    [InlineData("036000291452", "10100011010111101010111100011010001101000110101010110110011101001100110101110010011101101100101")]
    public void A_pack_carries_the_bars_of_its_number(string code, string modules) => EanCode.Modules(Gtin.Parse(code).Value).ShouldBe(modules);

    [Theory]
    [InlineData("AD-S1-2026-000123", false, "2112141113231123131221322131131232211221321131412212313212211141311221321131412122222221223121311214212331112")]
    [InlineData("12345", false, "2112321122321311231141312132123111232331112")]
    [InlineData("10LOT7\u001D3103001250", true, "2112144111311232211231221321311331212133113121314111311131412123211212232122221122322311312214112331112")]
    public void A_text_is_written_in_pairs_of_digits_where_that_is_shorter(string text, bool isGs1, string widths) => string.Concat(Code128.Encode(text, isGs1)).ShouldBe(widths);

    [Fact]
    public void Every_text_has_eleven_modules_a_sign_and_thirteen_at_the_end()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(2) == 0 ? (char)random.Next('0', '9' + 1) : (char)random.Next(' ', '~' + 1)));
            var widths = Code128.Encode(text);
            (widths.Count % 6, (widths.Sum() - 13) % 11, widths.Min(), widths.Max() <= 4).ShouldBe((1, 0, 1, true), text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("চাল")]
    [InlineData("a\nb")]
    public void What_it_cannot_write_is_refused(string text) => Should.Throw<ArgumentException>(() => Code128.Encode(text));

    [Fact]
    public void A_picture_says_what_it_is_and_carries_no_markup_of_others()
    {
        BarcodeSvg.Of(Gtin.Parse("5901234123457").Value).ShouldContain("aria-label=\"5901234123457\"");
        BarcodeSvg.Of("a<b\"&").ShouldContain("aria-label=\"a&lt;b&quot;&amp;\"");
        BarcodeSvg.Of(Gtin.Parse("10614141000415").Value).ShouldContain("aria-label=\"0110614141000415\"");
        Should.Throw<ArgumentException>(() => EanCode.Modules(Gtin.Parse("10614141000415").Value));
        BarcodeSvg.Qr("https://shop.example/p/1").ShouldStartWith("<svg ");
    }
}
