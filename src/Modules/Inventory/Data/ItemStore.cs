using System.Collections.Concurrent;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>What this module knows of products: a copy of what Catalog tells, with how they are kept here.</summary>
internal sealed class ItemStore(UnitOfWork work, ApartDatabase apart, ICatalog catalog, KnownItems seen, TimeProvider time)
{
    // A new item is kept as its category says, or the nearest one above it that says something. One at a time, before the first
    // row: two that take over the same items in another order would wait for each other.
    private const string SaveSql = """
        with alone as materialized (select pg_advisory_xact_lock(4707341020))
        insert into inventory.item as there (id, product_id, sku, name, search_text, category_id, unit, status, tracking, valuation, updated_at)
        select given.id, given.product, given.sku, given.name::jsonb, given.search, given.category, given.unit, given.status, coalesce(policy.tracking, 'none'), coalesce(policy.valuation, 'average'), $10
        from alone cross join unnest($1, $2, $3, $4, $5, $6, $7, $8) given (id, product, sku, name, search, category, unit, status)
        left join lateral (
            select tracking, valuation from inventory.category_policy
            where category_id = any (string_to_array(($9::text[])[array_position($1, given.id)], ' ')::uuid[])
            order by array_position(string_to_array(($9::text[])[array_position($1, given.id)], ' ')::uuid[], category_id) limit 1) policy on true
        on conflict (id) do update
            set product_id = excluded.product_id, sku = excluded.sku, name = excluded.name, search_text = excluded.search_text, category_id = excluded.category_id, unit = excluded.unit,
                status = excluded.status, updated_at = excluded.updated_at, version = there.version + 1
            where (there.product_id, there.sku, there.name, there.search_text, there.category_id, there.unit, there.status)
                is distinct from (excluded.product_id, excluded.sku, excluded.name, excluded.search_text, excluded.category_id, excluded.unit, excluded.status)
        """;

    private static readonly TimeSpan _othersTurn = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    /// <summary>Which of them there are. Those that were seen once are there: items are never deleted.</summary>
    public async Task<IReadOnlySet<VariantId>> KnownAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken)
    {
        var known = variants.Where(seen.Has).ToHashSet();
        if (variants.All(known.Contains))
        {
            return known;
        }

        var found = await FindAsync([.. variants.Where(variant => !known.Contains(variant))], cancellationToken);
        foreach (var variant in found.Keys)
        {
            seen.Add(variant);
            known.Add(variant);
        }

        return known;
    }

    /// <summary>Items by id; those that are new here are taken over as the catalogue has them. Those that nobody knows are left out.</summary>
    public async Task<IReadOnlyDictionary<VariantId, Item>> FindAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(variants, cancellationToken);
        var unknown = variants.Where(variant => !known.ContainsKey(variant)).ToHashSet();
        if (unknown.Count == 0)
        {
            return known;
        }

        var told = await catalog.ItemsAsync(unknown, cancellationToken);
        await SaveApartAsync(told, cancellationToken);
        return told.Count == 0 ? known : await ReadAsync(variants, cancellationToken);
    }

    /// <summary>Takes over what Catalog tells of items, in the unit of work.</summary>
    public async Task SaveAsync(IReadOnlyCollection<CatalogItem> items, CancellationToken cancellationToken)
    {
        if (items.Count > 0)
        {
            var values = await ValuesAsync(items, cancellationToken);
            await using var command = (await work.CommandAsync(SaveSql, cancellationToken)).With(values);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>
    /// The same apart, so that the unit of work under way keeps no item from others until its end. While others are at it this
    /// waits without a connection: they may need one of the few there are apart.
    /// </summary>
    private async Task SaveApartAsync(IReadOnlyCollection<CatalogItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return;
        }

        var values = await ValuesAsync(items, cancellationToken);
        for (var began = time.GetTimestamp(); ; await Task.Delay(_othersTurn, time, cancellationToken))
        {
            await using var connection = await apart.Source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var alone = new NpgsqlCommand("select pg_try_advisory_xact_lock(4707341020)", connection, transaction);
            if (await alone.ExecuteScalarAsync(cancellationToken) is true || time.GetElapsedTime(began) > _longest)
            {
                await using var command = new NpgsqlCommand(SaveSql, connection, transaction).With(values);
                await command.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return;
            }
        }
    }

    private async Task<SqlValue[]> ValuesAsync(IReadOnlyCollection<CatalogItem> items, CancellationToken cancellationToken)
    {
        var tree = await catalog.CategoriesAsync(cancellationToken);
        var all = items.OrderBy(item => item.Id.Value).ToList();
        return
        [
            all.Select(item => item.Id.Value).ToArray(), all.Select(item => item.Product.Value).ToArray(), all.Select(item => item.Sku).ToArray(),
            all.Select(item => JsonSerializer.Serialize(item.Name, JsonDefaults.Options)).ToArray(), all.Select(item => item.SearchText).ToArray(), all.Select(item => item.Category.Value).ToArray(),
            all.Select(item => item.Unit.Code).ToArray(), all.Select(item => item.Status).ToArray(),
            all.Select(item => string.Join(' ', tree.ById(item.Category) is { } category ? tree.PathTo(category).Reverse().Select(step => step.Id.ToString()) : [item.Category.ToString()])).ToArray(), time.GetUtcNow(),
        ];
    }

    private async Task<Dictionary<VariantId, Item>> ReadAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select id, sku, name::text, unit, status, tracking, valuation from inventory.item where id = any ($1)", cancellationToken))
            .With(variants.Select(variant => variant.Value).Distinct().ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = await reader.ListAsync(
            row => new Item(
                VariantId.From(row.GetGuid(0)), row.GetString(1), JsonSerializer.Deserialize<LocalText>(row.GetString(2), JsonDefaults.Options)!, Unit.Get(row.GetString(3)),
                string.Equals(row.GetString(4), "archived", StringComparison.Ordinal), ChoiceWords.To<Tracking>(row.GetString(5)), ChoiceWords.To<Valuation>(row.GetString(6))), cancellationToken);
        return items.ToDictionary(item => item.Id);
    }
}

/// <summary>Which items there are, as far as somebody asked in this process.</summary>
internal sealed class KnownItems
{
    /// <summary>Beyond it all are forgotten: a bound for the memory, not a limit of the catalogue.</summary>
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<VariantId, bool> _seen = new();

    public bool Has(VariantId variant) => _seen.ContainsKey(variant);

    public void Add(VariantId variant)
    {
        if (_seen.Count >= Most)
        {
            _seen.Clear();
        }

        _seen.TryAdd(variant, true);
    }
}

/// <summary>An item.</summary>
internal sealed record Item(VariantId Id, string Sku, LocalText Name, Unit Unit, bool IsArchived, Tracking Tracking, Valuation Valuation);

/// <summary>What is known of each piece.</summary>
internal enum Tracking
{
    /// <summary>Only how many there are.</summary>
    None,

    /// <summary>Which lot it is of.</summary>
    Lot,

    /// <summary>Which one it is.</summary>
    Serial,
}

/// <summary>What a piece is worth that goes.</summary>
internal enum Valuation
{
    /// <summary>The moving average of all that are there.</summary>
    Average,

    /// <summary>What the oldest of them cost.</summary>
    Fifo,
}
