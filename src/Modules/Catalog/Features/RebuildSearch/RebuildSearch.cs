using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// Builds all search text, the read model and the word list anew; needed after a change of <see cref="SearchFold"/>.
/// </summary>
internal sealed class RebuildSearch(UnitOfWork work, TimeProvider time)
{
    private const int Chunk = 2000;

    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        await work.RunAsync<int>(async stop =>
        {
            await FoldNamesAsync("brand", stop);
            await FoldNamesAsync("category", stop);
            return 0;
        }, cancellationToken);
        long total = 0;
        for (Guid? last = Guid.Empty; last is { } from;)
        {
            var done = await work.RunAsync<(Guid? Last, int Count)>(stop => ChunkAsync(from, stop), cancellationToken);
            (last, total) = (done.Value.Last, total + done.Value.Count);
        }

        await work.RunAsync<int>(async stop =>
        {
            await using var recount = await work.CommandAsync("select catalog.recount_words()", stop);
            await recount.ExecuteNonQueryAsync(stop);
            work.Changed(CatalogModule.Tag);
            return 0;
        }, cancellationToken);
        return total;
    }

    private async Task FoldNamesAsync(string table, CancellationToken cancellationToken)
    {
        var rows = new List<(Guid Id, string Text)>();
        await using (var command = await work.CommandAsync($"select id, name::text from catalog.{table}", cancellationToken))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add((reader.GetGuid(0), SearchText.OfName(JsonSerializer.Deserialize<LocalText>(reader.GetString(1), JsonDefaults.Options)!)));
            }
        }

        await using var write = await work.CommandAsync($"update catalog.{table} set search_text = given.text from unnest($1, $2) given (id, text) where {table}.id = given.id", cancellationToken);
        write.With(rows.Select(row => row.Id).ToArray(), rows.Select(row => row.Text).ToArray());
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Result<(Guid? Last, int Count)>> ChunkAsync(Guid after, CancellationToken cancellationToken)
    {
        var (ids, names, texts) = (new List<Guid>(), new List<string>(), new List<string>());
        await using (var command = await work.CommandAsync("""
            select product.id, product.name::text, product.description::text, product.keywords,
                   coalesce((select string_agg(variant.sku || ' ' || variant.name::text, ' ' order by variant.position, variant.sku) from catalog.variant where variant.product_id = product.id), '')
            from catalog.product where product.id > $1 order by product.id limit $2 for update
            """, cancellationToken))
        {
            command.With(after, Chunk);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var name = JsonSerializer.Deserialize<LocalText>(reader.GetString(1), JsonDefaults.Options)!;
                var description = StoredText.Read(reader.GetString(2));
                ids.Add(reader.GetGuid(0));
                names.Add(SearchText.OfTitle(name));
                texts.Add(SearchText.OfProduct(name, description, reader.GetString(3), [reader.GetString(4)]));
            }
        }

        await using var write = await work.CommandAsync("""
            with given as (select * from unnest($1::uuid[], $2::text[], $3::text[]) given (id, name, text)),
            written as (update catalog.product set search_name = given.name, search_text = given.text from given where product.id = given.id returning product.id)
            select count(*) from written
            """, cancellationToken);
        write.With(ids.ToArray(), names.ToArray(), texts.ToArray());
        await write.ExecuteNonQueryAsync(cancellationToken);
        await using var refresh = await work.CommandAsync("select catalog.refresh_listing($1, $2)", cancellationToken);
        refresh.With(ids.ToArray(), time.GetUtcNow());
        await refresh.ExecuteNonQueryAsync(cancellationToken);
        return (ids.Count == Chunk ? ids[^1] : (Guid?)null, ids.Count);
    }
}
