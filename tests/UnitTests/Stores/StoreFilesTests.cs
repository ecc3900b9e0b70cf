using Aisle.Modules.Stores.Features;

namespace Aisle.UnitTests.Stores;

public sealed class StoreFilesTests
{
    [Fact]
    public async Task RowsAreReadByTheNamesOfTheirColumns()
    {
        var (rows, faults) = await ReadAsync("\uFEFFname.bn,code,name.en\r\n\"আদর্শ, হার\", standard ,Standard\r\n");

        faults.ShouldBeEmpty();
        rows.Single().Word("code").ShouldBe("standard");
        rows.Single().Text("name").All.ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["bn"] = "আদর্শ, হার", ["en"] = "Standard" }, ignoreOrder: true);
    }

    [Fact]
    public async Task ColumnsThatDoNotFitAreAllNamed()
    {
        var (rows, faults) = await ReadAsync("name.en,name.EN,colour,name.en\na,b,c,d\n");

        rows.ShouldBeEmpty();
        faults.ShouldBe([
            "tax-classes.csv:1: code: The column is missing.",
            "tax-classes.csv:1: name.EN: There is no such column.",
            "tax-classes.csv:1: colour: There is no such column.",
            "tax-classes.csv:1: name.en: The column stands twice.",
        ]);
    }

    [Theory]
    [InlineData("", 1, "file: It is empty: the first line names the columns.")]
    [InlineData("code,name.en\na\n", 2, "row: The row has 1 fields and the header names 2.")]
    [InlineData("code,name.en\n\na,b,c\n", 3, "row: The row has 3 fields and the header names 2.")]
    [InlineData("code,name.en\na,b\nc,\"d\n", 3, "row: A quote is opened and never closed.")]
    [InlineData("code,name.en\na,\"b\"c\n", 2, "row: Text follows a closing quote.")]
    [InlineData("code,name.en\na,b\uFFFD\n", 2, "row: The row holds bytes that are not UTF-8.")]
    public async Task ABrokenRowIsAFaultOfItsLine(string text, int line, string fault) =>
        (await ReadAsync(text)).Faults.ShouldBe([$"tax-classes.csv:{line}: {fault}"]);

    [Fact]
    public async Task AFieldIsAtFaultOnce()
    {
        var faults = new FileFaults();
        var row = (await FileReader.ReadAsync(ShopFiles.TaxRates, _ => new StringReader("tax_class,percent,from,to\nx,7%,1.7.2019,\n"), faults, TestContext.Current.CancellationToken))!.Single();

        row.Number("percent", required: true).ShouldBeNull();
        row.Number("percent", required: true).ShouldBeNull();
        row.Date("from", required: true).ShouldBeNull();
        row.Date("to", required: false).ShouldBeNull();
        faults.Lines().ShouldBe([
            "tax-rates.csv:2: percent: It is a number, such as 7.5.",
            "tax-rates.csv:2: from: It is a day, such as 2026-11-01.",
        ]);
    }

    private static async Task<(IReadOnlyList<FileRow> Rows, IReadOnlyList<string> Faults)> ReadAsync(string text)
    {
        var faults = new FileFaults();
        var rows = await FileReader.ReadAsync(ShopFiles.TaxClasses, _ => new StringReader(text), faults, TestContext.Current.CancellationToken);
        return (rows!, faults.Lines());
    }
}
