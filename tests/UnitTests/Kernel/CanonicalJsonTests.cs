using System.Text;
using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

/// <summary>The vectors of RFC 8785: section 3.2 and appendix B.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_ECMAScript_writes_them(string bits, string expected) =>
        CanonicalJson.Number(BitConverter.Int64BitsToDouble(Convert.ToInt64(bits, 16))).ShouldBe(expected);

    [Theory]
    [InlineData("7fffffffffffffff")]
    [InlineData("7ff0000000000000")]
    public void What_is_no_number_is_refused(string bits) =>
        Should.Throw<ArgumentException>(() => CanonicalJson.Number(BitConverter.Int64BitsToDouble(Convert.ToInt64(bits, 16))));

    [Fact]
    public void Every_power_of_ten_reads_back_as_what_it_was()
    {
        for (var exponent = -320; exponent <= 307; exponent++)
        {
            foreach (var mantissa in (double[])[1, 9.5, 9.999999999999999, 1.0000000000000002, 7.25])
            {
                var number = mantissa * Math.Pow(10, exponent);
                var text = CanonicalJson.Number(number);
                double.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(number, text);
            }
        }
    }

    [Fact]
    public void Strings_literals_and_numbers_have_one_form() => Of("""
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """).ShouldBe("""{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""");

    [Fact]
    public void Names_stand_in_the_order_of_their_UTF_16_units() => Of("""
        {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
        """).ShouldBe("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");

    [Fact]
    public void What_is_written_part_by_part_is_the_same()
    {
        var id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011");
        var json = new CanonicalJson();
        json.BeginObject().Name("a").BeginArray().Whole(-12).Flag(true).BeginObject().EndObject().EndArray().Name("b").Id(id).Name("c").Text("দই\t\"\u001f").Name("d").Hex([0, 255]).EndObject();
        var written = Encoding.UTF8.GetString(json.Bytes);
        written.ShouldBe("{\"a\":[-12,true,{}],\"b\":\"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011\",\"c\":\"দই\\t\\\"\\u001f\",\"d\":\"00ff\"}");
        Of(written).ShouldBe(written);
        json.Clear();
        json.Bytes.Length.ShouldBe(0);
        Should.Throw<ArgumentException>(() => json.Text("\ud83d"));
        Should.Throw<ArgumentOutOfRangeException>(() => json.Whole(1L << 53));
    }

    private static string Of(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(JsonElement.Parse(json)));
}
