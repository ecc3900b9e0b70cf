using System.Globalization;

namespace Aisle.Platform.Database;

/// <summary>A series in which documents of a store and year are numbered: <c>PO-S1-2026-000001</c>.</summary>
/// <param name="Series">Two to four capitals: <c>PO</c>.</param>
/// <param name="Store">Id of the store.</param>
/// <param name="StoreCode">Its code, as it stands in the number.</param>
/// <param name="Year">The year.</param>
public readonly record struct DocumentSeries(string Series, Guid Store, string StoreCode, int Year);

/// <summary>
/// Numbers of documents, without a gap: a number is taken by the transaction that writes the document, which holds its series until the
/// commit, and is free again where that fails.
/// </summary>
/// <param name="work">The unit of work that writes the document.</param>
public sealed class DocumentNumbers(UnitOfWork work)
{
    private const string LockSql = """
        insert into platform.document_number as known (series, store_id, year, last) values ($1, $2, $3, 0) on conflict (series, store_id, year) do update set last = known.last
        """;

    private const string TakeSql = """
        insert into platform.document_number as known (series, store_id, year, last) values ($1, $2, $3, 1) on conflict (series, store_id, year) do update set last = known.last + 1 returning last
        """;

    /// <summary>Waits until nobody else is about to take a number, for who must look afterwards whether the document is there already.</summary>
    public async Task LockAsync(DocumentSeries series, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(LockSql, cancellationToken)).With(series.Series, series.Store, series.Year);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The next number.</summary>
    public async Task<string> TakeAsync(DocumentSeries series, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(TakeSql, cancellationToken)).With(series.Series, series.Store, series.Year);
        var number = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        return string.Create(CultureInfo.InvariantCulture, $"{series.Series}-{series.StoreCode}-{series.Year}-{number:D6}");
    }
}
