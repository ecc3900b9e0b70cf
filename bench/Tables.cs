using System.Globalization;
using Spectre.Console;

namespace Aisle.Bench;

/// <summary>Tables for people, and a line for each figure for programs.</summary>
internal static class Tables
{
    /// <summary>A file has no width; without one the tables would be folded to 80 columns.</summary>
    public static void Prepare()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 200;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }
    }

    public static Table Table(string title, params string[] columns)
    {
        var table = new Table().Title(Markup.Escape(title)).Border(TableBorder.Rounded);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(columns[i]);
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }

    public static void Row(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    /// <summary>A figure without a physical limit says <c>-</c> for limit and ratio; so does a ratio to nothing.</summary>
    public static void Line(string bench, string name, double ours, double limit, string unit) => Console.WriteLine(
        $"bench {bench} {name} ours={N(ours, "0.###")} limit={(double.IsNaN(limit) ? "-" : N(limit, "0.###"))} ratio={(limit > 0 ? N(ours / limit, "0.###") : "-")} unit={unit}");

    public static string N(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
