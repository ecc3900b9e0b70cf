using Aisle.Contracts.Catalog;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Addresses of all products for search engines.</summary>
internal sealed class SitemapQuery(NpgsqlDataSource database)
{
    /// <summary>Most addresses in one file (sitemaps.org protocol).</summary>
    private const int MostPerPage = 50_000;

    public async Task<IReadOnlyList<SitemapEntry>> ReadAsync(int page, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select slug, updated_at from catalog.listing order by product_id offset $1 limit $2
            """).With((long)page * MostPerPage, MostPerPage);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<SitemapEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new SitemapEntry(reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken)));
        }

        return entries;
    }
}
