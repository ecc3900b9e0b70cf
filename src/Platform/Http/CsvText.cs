using System.Text;

namespace Aisle.Platform.Http;

/// <summary>Writes CSV (RFC 4180) that people open in a spreadsheet.</summary>
public static class CsvText
{
    /// <summary>A row with its line end.</summary>
    public static string Row(params IEnumerable<string?> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var row = new StringBuilder();
        foreach (var cell in cells)
        {
            row.Append(row.Length == 0 ? "" : ",").Append(Cell(cell ?? ""));
        }

        return row.Append("\r\n").ToString();
    }

    /// <summary>
    /// A cell. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection): somebody's name
    /// must not run commands on the machine of whoever opens the file.
    /// </summary>
    private static string Cell(string text)
    {
        // A blank before it does not keep a spreadsheet from calculating.
        var guarded = text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text is ['\t' or '\r' or '\n', ..] ? "'" + text : text;
        return '"' + guarded.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
