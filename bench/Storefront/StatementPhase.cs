using System.Net;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Npgsql;

namespace Aisle.Bench.Storefront;

/// <summary>
/// Counts statements by the header <c>X-Statements</c>, apart from the load because counting costs. The host sets the
/// header outside of the page cache, so a cached answer says what it cost itself; PostgreSQL's own count of
/// transactions is asked as a second witness.
/// </summary>
internal static class StatementPhase
{
    private const int WitnessRequests = 5000;

    public static IReadOnlyList<StatementCount> Count(IPEndPoint shop, IReadOnlyList<StorefrontCase> cases)
    {
        using var connection = new HttpConnection(shop);
        // Category tree, brands and the shop itself are read once after a start; that belongs to whoever comes first.
        var first = cases.ToDictionary(one => one.Name, one => Statements(connection, one.Sample[^1]), StringComparer.Ordinal);
        return [.. cases.Select(one => new StatementCount(
            one.Name, one.IsPage, first[one.Name],
            one.Sample.Take(one.Sample.Count - 1).Max(request => Statements(connection, request)),
            one.Sample.Max(request => Statements(connection, request))))];
    }

    /// <summary>Transactions PostgreSQL began while so many cached pages were sent.</summary>
    public static async Task<(long Transactions, long Requests)> WitnessAsync(OwnShop shop, IReadOnlyList<StorefrontCase> cases, CancellationToken cancellationToken)
    {
        var cached = cases.Where(one => one.Cached).SelectMany(one => one.Sample).ToList();
        if (cached.Count == 0)
        {
            return (0, 0);
        }

        using var connection = new HttpConnection(shop.Address);
        await using var database = await shop.ConnectAsync(cancellationToken);
        // A server process reports its transactions after a second at the earliest and ten at the latest.
        await Task.Delay(TimeSpan.FromSeconds(11), cancellationToken);
        var before = await TransactionsAsync(database, cancellationToken);
        for (var i = 0; i < WitnessRequests; i++)
        {
            connection.Send(cached[i % cached.Count]);
        }

        await Task.Delay(TimeSpan.FromSeconds(11), cancellationToken);
        return (await TransactionsAsync(database, cancellationToken) - before, WitnessRequests);
    }

    private static async Task<long> TransactionsAsync(NpgsqlConnection database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select xact_commit + xact_rollback from pg_stat_database where datname = current_database()", database);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static long? Statements(HttpConnection connection, byte[] request)
    {
        connection.Send(request);
        return connection.Number("\r\nX-Statements: "u8);
    }
}
