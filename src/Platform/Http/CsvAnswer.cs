using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Platform.Http;

/// <summary>
/// Rows as a CSV file, written as they are read, so that a year of them needs no more memory than a day.
/// </summary>
/// <param name="name">File name.</param>
/// <param name="head">Names of the columns.</param>
/// <param name="rows">The rows; they should be read a page of the database at a time.</param>
public sealed class CsvAnswer(string name, IEnumerable<string> head, IAsyncEnumerable<IEnumerable<string?>> rows) : IResult, IActionResult
{
    private const int Chunk = 64 * 1024;

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ExecuteAsync(context.HttpContext);
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        await using var all = rows.GetAsyncEnumerator(stop);
        // Read before anything is written: a fault of the database is then still a problem and no half file.
        var goesOn = await all.MoveNextAsync();
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.Headers.CacheControl = "no-store";
        // The mark of the byte order, without which spreadsheets take Bangla for something else.
        var text = new StringBuilder("\uFEFF").Append(CsvText.Row(head));
        while (goesOn)
        {
            text.Append(CsvText.Row(all.Current));
            if (text.Length >= Chunk)
            {
                await WriteAsync();
            }

            goesOn = await all.MoveNextAsync();
        }

        await WriteAsync();

        async Task WriteAsync()
        {
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), stop);
            text.Clear();
        }
    }
}
