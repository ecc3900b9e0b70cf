using Aisle.Platform.Http;

namespace Aisle.UnitTests.Platform;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("চাল", "\"চাল\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@sum(a1)", "\"'@sum(a1)\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\ttext", "\"'\ttext\"")]
    [InlineData("\rtext", "\"'\rtext\"")]
    [InlineData("a=1", "\"a=1\"")]
    public void ACellIsQuotedAndNoFormula(string text, string cell) => CsvText.Row(text, null).ShouldBe(cell + ",\"\"\r\n");
}
