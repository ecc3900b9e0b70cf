using System.Globalization;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Features;

/// <summary>Rows of one file that belong to one row of another: the hours of a store, the rates of a class.</summary>
/// <param name="Rows">Each with what was read from it; only those that could be read.</param>
/// <typeparam name="T">What a row says.</typeparam>
internal sealed record ChildRows<T>(IReadOnlyList<(FileRow Row, T Value)> Rows)
{
    public IReadOnlyList<T> Values => [.. Rows.Select(row => row.Value)];

    /// <summary>
    /// Reads the rows, by what they belong to. Null where there is no file: then what there is stays.
    /// </summary>
    public static Dictionary<string, ChildRows<T>>? ByParent(IReadOnlyList<FileRow>? rows, string column, Func<FileRow, T> read) =>
        rows?.GroupBy(row => row.Word(column), StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => new ChildRows<T>([.. group.Select(row => (row, read(row))).Where(row => !row.row.IsFaulty)]),
            StringComparer.Ordinal);

    /// <summary>Gives errors such as <c>hours[2].opens</c> to the third row, and others to <paramref name="parent"/>.</summary>
    public static void Spread(ChildRows<T>? children, FileRow? parent, string list, IEnumerable<Error> errors)
    {
        foreach (var error in errors)
        {
            if (error.Field is { } field && field.StartsWith(list + "[", StringComparison.Ordinal) && children is not null)
            {
                var end = field.IndexOf(']', StringComparison.Ordinal);
                var index = int.Parse(field.AsSpan(list.Length + 1, end - list.Length - 1), CultureInfo.InvariantCulture);
                children.Rows[index].Row.Take(error with { Field = end + 2 <= field.Length ? field[(end + 2)..] : null });
            }
            else
            {
                (parent ?? children?.Rows[0].Row)?.Take(error);
            }
        }
    }
}
