using System.Globalization;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A statement as a file for a spreadsheet.</summary>
internal static class StatementFiles
{
    public static IResult Of(Statement statement, string format, string language) => string.Equals(format, "csv", StringComparison.Ordinal)
        ? new CsvAnswer(statement.Name + ".csv", Head(statement), RowsAsync(statement, language, (code, name, cells) => (IEnumerable<string?>)[code, name, .. cells]))
        : new XlsxAnswer(statement.Name + ".xlsx", statement.Name, Head(statement), RowsAsync(statement, language, (code, name, cells) =>
            (IEnumerable<object?>)[code, name, .. cells.Select(cell => cell is null ? null : (object)decimal.Parse(cell, CultureInfo.InvariantCulture))]));

    private static bool HasBalances(Statement statement) => statement.Lines.Any(line => line.Cells.Any(cell => cell.Opening is not null));

    private static IEnumerable<string> Head(Statement statement)
    {
        var span = statement.Columns.Select(column => $"{column.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}..{column.To:yyyy-MM-dd}{(column.StoreId is { } store ? " " + store : "")}");
        return ["code", "name", .. HasBalances(statement) ? span.SelectMany(text => (string[])["opening " + text, "debit " + text, "credit " + text, "closing " + text]) : span];
    }

    private static async IAsyncEnumerable<T> RowsAsync<T>(Statement statement, string language, Func<string?, string, IEnumerable<string?>, T> row)
    {
        await Task.CompletedTask;
        var hasBalances = HasBalances(statement);
        foreach (var line in statement.Lines)
        {
            yield return row(line.Code, line.Name.In(language), line.Cells.SelectMany(cell => hasBalances ? (string?[])[cell.Opening, cell.Debit, cell.Credit, cell.Amount] : [cell.Amount]));
        }
    }
}
