using Aisle.Kernel;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>A list as a file.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Head">Its columns.</param>
/// <param name="Cells">A row.</param>
public sealed record CsvFile<T>(string Name, string[] Head, Func<T, string?[]> Cells) where T : class
{
    /// <summary>The file of what a filter lets through.</summary>
    public CsvAnswer Answer(RowQuery query, RowList list, RowFilter filter, string sort) => new(Name, Head, RowsAsync(query, list, filter, sort));

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(RowQuery query, RowList list, RowFilter filter, string sort)
    {
        await foreach (var row in query.AllAsync<T>(list, filter, sort))
        {
            yield return Cells(row);
        }
    }
}

/// <summary>Answers of lists, which are all alike.</summary>
public static class Answers
{
    /// <summary>Whether a page is asked for or a file.</summary>
    public static readonly QueryParameter<string> Format = Query.Choice("format", "A page as JSON, or all of it as a file.", "json", "json", "csv");

    /// <summary>One thing by the id of its address, for who may see it; to others it is not there.</summary>
    public static async Task<IResult> OneAsync<TId, T>(HttpContext context, string id, Func<TId, Task<T?>> find, Func<T, bool> isSeen, Error unknown, Func<T, int>? version = null) where TId : struct, ITypedId<TId> where T : class
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<TId>(id, "id"));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : await find(wanted) is not { } found || !isSeen(found) ? new[] { unknown }.ToProblem() : version is null ? TaggedAnswer.Of(found) : TaggedAnswer.Of(found, version(found));
    }

    /// <summary>A page of a list, or all of it as a file.</summary>
    public static async Task<IResult> OfAsync<TRow, TAnswer>(
        QueryReader reader, RowQuery query, RowList list, RowFilter filter, string sort, int limit, Func<TRow, TAnswer> answer, CsvFile<TRow> file, CancellationToken cancellationToken) where TRow : class
    {
        var (format, cursor) = (reader.Get(Format), list.ReadCursor(reader.Get(Cursor.Parameter), sort, reader.Problems));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (format == "csv")
        {
            return file.Answer(query, list, filter, sort);
        }

        var page = await query.ListAsync<TRow>(list, filter, sort, cursor, limit, cancellationToken);
        return TaggedAnswer.Of(new Page<TAnswer>([.. page.Items.Select(answer)], page.NextCursor));
    }
}
