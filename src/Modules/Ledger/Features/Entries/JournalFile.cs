using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Ledger.Features;

/// <summary>The journal as a file, as an auditor takes it: a row for each line, three statements for each five hundred entries.</summary>
internal static class JournalFile
{
    private const int PageSize = 500;

    private static readonly string[] _head =
    [
        "number", "date", "line", "debit", "debit name", "credit", "credit name", "amount", "currency", "memo", "document type", "document", "store", "kind", "rule", "recorded at", "posted by", "entry",
    ];

    /// <summary>The entries that fit, in an order, as <c>csv</c> or <c>xlsx</c>.</summary>
    public static IResult Of(EntryQuery entries, EntryFilter filter, string sort, string format, string language, CancellationToken cancellationToken) => string.Equals(format, "xlsx", StringComparison.Ordinal)
        ? new XlsxAnswer("journal.xlsx", "Journal", _head, EachAsync(RowsAsync(entries, filter, sort, language, cancellationToken), cell => cell is Money amount ? amount.ToDecimal() : cell))
        : new CsvAnswer("journal.csv", _head, EachAsync(RowsAsync(entries, filter, sort, language, cancellationToken), Text));

    private static async IAsyncEnumerable<IEnumerable<object?>> RowsAsync(EntryQuery entries, EntryFilter filter, string sort, string language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Cursor? cursor = null;
        do
        {
            var page = await entries.ListAsync(filter, sort, cursor, PageSize, cancellationToken);
            foreach (var entry in await entries.FindAsync([.. page.Items.Select(row => row.Id)], cancellationToken))
            {
                var number = entry.Number is { } given ? EntryNumber.Of(entry.Series, entry.Year, given) : null;
                foreach (var line in entry.Lines)
                {
                    yield return
                    [
                        number, entry.Date, (long)line.No, line.Debit.Code, line.Debit.Name.In(language), line.Credit.Code, line.Credit.Name.In(language), line.Amount, line.Amount.Currency.Code,
                        line.Memo ?? entry.Memo, entry.Document.Type, entry.Document.Id, line.Store?.ToString(), Words.Of(entry.Kind), entry.Rule,
                        entry.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), entry.PostedBy?.ToString(), entry.Id.ToString(),
                    ];
                }
            }

            cursor = page.NextCursor is { } next ? Cursor.Read(next, sort, new Problems()) : null;
        }
        while (cursor is not null);
    }

    private static string? Text(object? cell) => cell switch
    {
        Money amount => amount.ToAmountString(),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture),
    };

    private static async IAsyncEnumerable<IEnumerable<T>> EachAsync<T>(IAsyncEnumerable<IEnumerable<object?>> rows, Func<object?, T> cell)
    {
        await foreach (var row in rows)
        {
            yield return row.Select(cell);
        }
    }
}
