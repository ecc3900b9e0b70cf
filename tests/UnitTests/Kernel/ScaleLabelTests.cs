using Aisle.Kernel;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Kernel;

public sealed class ScaleLabelTests
{
    [Fact]
    public void A_weight_label_gives_item_and_grams()
    {
        var label = Rule("21IIIIIWWDDDC").Read("2112345015002").Value;
        label.ShouldBe(new ScaleLabel("12345", ScaleLabelValue.Weight, 1500, 0));
    }

    [Fact]
    public void A_pattern_becomes_a_rule()
    {
        Rule("21IIIIIWWDDDC").ShouldBe(new ScaleLabelRule("21", 5, ScaleLabelValue.Weight, 5, 3));
        Rule("02IIIIIVPPDDC").ShouldBe(new ScaleLabelRule("02", 5, ScaleLabelValue.Price, 4, 2, true));
        Rule("24IIIIINNNNNC").ShouldBe(new ScaleLabelRule("24", 5, ScaleLabelValue.Count, 5, 0));
    }

    [Fact]
    public void A_count_label_gives_pieces() =>
        Rule("24IIIIINNNNNC").Read("2400412025505").Value
            .ShouldBe(new ScaleLabel("00412", ScaleLabelValue.Count, 2_550_000, 0));

    [Fact]
    public void A_weight_with_fewer_decimals_is_still_in_thousandths() =>
        Rule("21IIIIIWWWWDC").Read(Rule("21IIIIIWWWWDC").Write("12345", 15)).Value.Thousandths.ShouldBe(1500);

    [Fact]
    public void A_price_label_gives_the_price()
    {
        var rule = Rule("23IIIIIPPPDDC");
        var code = rule.Write("00042", 14685);
        rule.Read(code).Value.ShouldBe(new ScaleLabel("00042", ScaleLabelValue.Price, 0, 14685));
        rule.Read(code, Bdt).Value.PriceMinor.ShouldBe(14685);
        rule.Read(code, Kwd).Value.PriceMinor.ShouldBe(146850);
        rule.Read(code, Jpy).FirstError.Code.ShouldBe("money.precision");
        rule.Read(rule.Write("00042", 14600), Jpy).Value.PriceMinor.ShouldBe(146);
    }

    [Fact]
    public void A_price_without_decimals_becomes_minor_units_of_the_currency()
    {
        var rule = Rule("23IIIIIPPPPPC");
        rule.Read(rule.Write("00042", 150), Bdt).Value.PriceMinor.ShouldBe(15_000);
        rule.Read(rule.Write("00042", 150)).Value.PriceMinor.ShouldBe(150);
    }

    [Theory]
    [InlineData("02IIIIIVPPPPC", 2875, '9')]
    [InlineData("20IIIIVPPPDDC", 14685, '6')]
    public void The_price_check_digit_is_that_of_the_gs1_examples(string pattern, long value, char expected)
    {
        var rule = Rule(pattern);
        var code = rule.Write(new string('1', rule.ItemDigits), value);
        code[2 + rule.ItemDigits].ShouldBe(expected);
        rule.Read(code).Value.PriceMinor.ShouldBe(value);
    }

    [Fact]
    public void A_wrong_price_check_digit_is_detected_even_when_the_last_digit_fits() =>
        Always.Holds(
            from pattern in Gen.Elements("02IIIIIVPPDDC", "20IIIIVPPPDDC")
            from price in Gen.Choose(0, 9_999)
            from change in Gen.Choose(1, 9)
            from place in Gen.Choose(8, 11)
            select (Rule: Rule(pattern), price, change, place),
            value =>
            {
                var digits = value.Rule.Write(new string('7', value.Rule.ItemDigits), value.price)[..12].ToCharArray();
                digits[value.place] = (char)('0' + ((digits[value.place] - '0' + value.change) % 10));
                var forged = new string(digits) + Gtin.CheckDigit(digits);
                return value.Rule.Read(forged).FirstError.Code == "scale_label.price_check_digit";
            });

    [Fact]
    public void Reading_what_was_written_gives_item_and_value() =>
        Always.Holds(
            from item in Digits(5) from grams in Gen.Choose(0, 99_999) select (Item: item, Grams: grams),
            value =>
            {
                var rule = Rule("21IIIIIWWDDDC");
                var code = rule.Write(value.Item, value.Grams);
                var label = rule.Read(code).Value;
                return code.Length == 13 && Gtin.Parse(code).Value.IsRestricted
                    && label.ItemCode == value.Item && label.Thousandths == value.Grams;
            });

    [Theory]
    [InlineData("2112345015003", "gtin.check_digit")]
    [InlineData("6220010005008", "scale_label.prefix")]
    [InlineData("21123450150", "scale_label.length")]
    [InlineData("", "scale_label.length")]
    [InlineData(null, "scale_label.length")]
    [InlineData("21123450150x2", "scale_label.characters")]
    public void A_bad_label_is_refused(string? code, string error) =>
        Rule("21IIIIIWWDDDC").Read(code!).FirstError.Code.ShouldBe(error);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("21IIIIIWWDDD")]
    [InlineData("21IIIIIWWDDDCC")]
    [InlineData("21IIIIIWWDDDDC")]
    [InlineData("21IIIIWDDDDDC")]
    [InlineData("IIIIIIIWWDDDC")]
    [InlineData("2100000WWDDDC")]
    [InlineData("21IIIIIDDDDDC")]
    [InlineData("21IIIIIWWPPPC")]
    [InlineData("21IIIIIXXDDDC")]
    [InlineData("21IIIIINNDDDC")]
    [InlineData("21IIIIVVPPPPC")]
    [InlineData("21IIVPPPPPPPC")]
    [InlineData("21WWDDDIIIIIC")]
    [InlineData("২১IIIIIWWDDDC")]
    public void A_bad_pattern_is_refused(string? pattern) =>
        ScaleLabelRule.Parse(pattern!).FirstError.Code.ShouldBe("scale_label.pattern");

    [Fact]
    public void A_rule_made_by_hand_that_does_not_add_up_is_refused_when_used()
    {
        var rule = new ScaleLabelRule("21", int.MaxValue, ScaleLabelValue.Weight, 5, 3);
        rule.Read("2112345015002").FirstError.Code.ShouldBe("scale_label.pattern");
        Should.Throw<InvalidOperationException>(() => rule.Write("12345", 1));
    }

    [Fact]
    public void A_label_is_not_written_for_what_does_not_fit()
    {
        var rule = Rule("21IIIIIWWDDDC");
        Should.Throw<ArgumentException>(() => rule.Write("1234", 1));
        Should.Throw<ArgumentException>(() => rule.Write("1234x", 1));
        Should.Throw<ArgumentOutOfRangeException>(() => rule.Write("12345", 100_000));
        Should.Throw<ArgumentOutOfRangeException>(() => rule.Write("12345", -1));
    }

    private static ScaleLabelRule Rule(string pattern) => ScaleLabelRule.Parse(pattern).Value;
}
