using Aisle.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Kernel;

public sealed class GtinTests
{
    private static readonly Gen<string> Codes =
        from length in Gen.Elements(8, 12, 13, 14)
        from digits in Samples.Digits(length - 1)
        select digits + Gtin.CheckDigit(digits);

    [Theory]
    [InlineData("96385074", GtinKind.Gtin8)]
    [InlineData("036000291452", GtinKind.Gtin12)]
    [InlineData("4006381333931", GtinKind.Gtin13)]
    [InlineData("6220010005008", GtinKind.Gtin13)]
    [InlineData("2400412025505", GtinKind.Gtin13)]
    [InlineData("10614141000415", GtinKind.Gtin14)]
    public void A_valid_number_is_read_as_given(string text, GtinKind kind)
    {
        var gtin = Gtin.Parse(text).Value;
        gtin.Code.ShouldBe(text);
        gtin.ToString().ShouldBe(text);
        gtin.Kind.ShouldBe(kind);
        gtin.ToGtin14().ShouldBe(text.PadLeft(14, '0'));
    }

    [Theory]
    [InlineData(null, "gtin.length")]
    [InlineData("", "gtin.length")]
    [InlineData("1234567", "gtin.length")]
    [InlineData("12345678901", "gtin.length")]
    [InlineData("123456789012345", "gtin.length")]
    [InlineData("400638133393X", "gtin.characters")]
    [InlineData(" 4006381333931", "gtin.characters")]
    [InlineData("4006381333931\n", "gtin.characters")]
    [InlineData("৪০০৬৩৮১৩৩৩৯৩১", "gtin.characters")]
    [InlineData("4006381333930", "gtin.check_digit")]
    public void A_bad_number_is_refused_with_the_reason(string? text, string code) =>
        Gtin.Parse(text).FirstError.Code.ShouldBe(code);

    [Fact]
    public void The_error_names_the_expected_check_digit() =>
        Gtin.Parse("4006381333930").FirstError.Message.ShouldContain("should be 1");

    [Fact]
    public void The_check_digit_detects_every_single_wrong_digit() =>
        Always.Holds(Codes, code => Enumerable.Range(0, code.Length).All(place =>
            Enumerable.Range(0, 10).All(digit =>
                digit == code[place] - '0'
                || Gtin.Parse($"{code[..place]}{digit}{code[(place + 1)..]}").IsFailure)));

    [Fact]
    public void Reading_and_printing_give_the_same_number() =>
        Always.Holds(Codes, code =>
            Gtin.Parse(code).Value.Code == code
            && Gtin.Parse(Gtin.Parse(code).Value.ToGtin14()).Value == Gtin.Parse(code).Value);

    [Fact]
    public void Numbers_are_equal_when_they_are_the_same_in_14_digits()
    {
        var twelve = Gtin.Parse("036000291452").Value;
        var thirteen = Gtin.Parse("0036000291452").Value;
        twelve.ShouldBe(thirteen);
        twelve.GetHashCode().ShouldBe(thirteen.GetHashCode());
        twelve.ShouldNotBe(Gtin.Parse("4006381333931").Value);
        default(Gtin).ShouldNotBe(twelve);
        default(Gtin).ShouldBe(default);
    }

    [Fact]
    public void The_default_is_no_number()
    {
        default(Gtin).Code.ShouldBe("");
        default(Gtin).IsRestricted.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => default(Gtin).Kind);
        Should.Throw<InvalidOperationException>(() => default(Gtin).ToGtin14());
    }

    [Theory]
    [InlineData("021234567890", true)]
    [InlineData("041234567890", true)]
    [InlineData("201234567890", true)]
    [InlineData("291234567890", true)]
    [InlineData("191234567890", false)]
    [InlineData("301234567890", false)]
    [InlineData("031234567890", false)]
    [InlineData("051234567890", false)]
    [InlineData("001234567890", false)]
    [InlineData("21234567890", true)]
    [InlineData("41234567890", true)]
    [InlineData("03600029145", false)]
    [InlineData("0123456", true)]
    [InlineData("2123456", true)]
    [InlineData("1123456", false)]
    [InlineData("9638507", false)]
    [InlineData("1201234567890", true)]
    [InlineData("0000002123456", true)]
    [InlineData("1400638133393", false)]
    public void Restricted_circulation_follows_the_gs1_prefix(string withoutCheckDigit, bool restricted) =>
        Gtin.Parse(withoutCheckDigit + Gtin.CheckDigit(withoutCheckDigit)).Value.IsRestricted.ShouldBe(restricted);

    [Fact]
    public void Restricted_circulation_is_the_same_for_equal_numbers() =>
        Always.Holds(Codes, code =>
            Gtin.Parse(code).Value.IsRestricted == Gtin.Parse(code.PadLeft(14, '0')).Value.IsRestricted);

    [Fact]
    public void A_check_digit_needs_ascii_digits()
    {
        Should.Throw<ArgumentException>(() => Gtin.CheckDigit(""));
        Should.Throw<ArgumentException>(() => Gtin.CheckDigit("12a"));
        Should.Throw<ArgumentException>(() => Gtin.CheckDigit("১২৩"));
    }

    [Theory]
    [InlineData("01234565", "012345000065")]
    [InlineData("04252614", "042100005264")]
    [InlineData("425261", "042100005264")]
    [InlineData("654321", "065100004327")]
    [InlineData("123450", "012000003455")]
    [InlineData("123453", "012300000451")]
    [InlineData("123454", "012340000053")]
    [InlineData("123459", "012345000096")]
    public void A_upc_e_code_expands_to_the_zeros_it_left_out(string text, string expected)
    {
        Gtin.ExpandUpcE(text).Value.ShouldBe(expected);
        Gtin.Parse(expected).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [InlineData(null, "gtin.length")]
    [InlineData("", "gtin.length")]
    [InlineData("1234567", "gtin.length")]
    [InlineData("12345x", "gtin.characters")]
    [InlineData("11234565", "gtin.upc_e")]
    [InlineData("01234560", "gtin.check_digit")]
    public void A_bad_upc_e_code_is_refused(string? text, string code) =>
        Gtin.ExpandUpcE(text!).FirstError.Code.ShouldBe(code);
}
