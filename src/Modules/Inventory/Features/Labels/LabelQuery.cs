using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What stands on a label.</summary>
internal enum LabelKind
{
    /// <summary>Name, price, and the code of the product: for the shelf.</summary>
    Shelf,

    /// <summary>Lot and expiry: for the goods.</summary>
    Lot,

    /// <summary>The same with a price that was taken down.</summary>
    Markdown,
}

/// <summary>What labels are of.</summary>
/// <param name="Kind">What stands on them.</param>
/// <param name="Store">Whose prices they show.</param>
/// <param name="Codes">Items: ids, our codes or barcodes.</param>
/// <param name="Lots">Lots.</param>
/// <param name="Receipt">A receipt of goods by its id: what came with it.</param>
/// <param name="Came">What came with a receipt that was named by its number.</param>
/// <param name="Category">What the store has of a category, and below it.</param>
internal sealed record LabelFilter(LabelKind Kind, StoreId Store, IReadOnlyList<string> Codes, IReadOnlyList<LotId> Lots, StockPostingId? Receipt, IReadOnlyList<ReceivedLine> Came, CategoryId? Category);

/// <summary>A label.</summary>
/// <param name="Item">What it is of.</param>
/// <param name="Lot">Of which lot, or null.</param>
/// <param name="Markdown">What it is marked down to, or null.</param>
internal sealed record Label(ShelfItem Item, LotBrief? Lot, MarkdownLine? Markdown);

/// <summary>Finds what labels are of, in a few statements however many they are.</summary>
internal sealed class LabelQuery(UnitOfWork work, ICatalog catalog, ItemStore items, MarkdownQuery markdowns)
{
    /// <summary>Most labels of a print, copies included.</summary>
    public const int Most = 1_000;

    // The items that came with a receipt, that the store has of a category, or that were named; each with its lots where it has some.
    private const string ItemsSql = """
        select distinct movement.variant_id, null::uuid, null::text, null::date, item.sku from inventory.movement join inventory.item on item.id = movement.variant_id where {0} order by item.sku, 1 limit $1
        """;

    private const string StockedSql = """
        select item.id, null::uuid, null::text, null::date, item.sku from inventory.item join inventory.stock on stock.variant_id = item.id where item.status = 'active' and {0} order by item.sku, 1 limit $1
        """;

    private const string LotsSql = """
        select distinct lot.variant_id, lot.id, lot.code, lot.expires_on, item.sku from inventory.lot join inventory.item on item.id = lot.variant_id
        where lot.state = 'good' and {0} order by item.sku, lot.expires_on nulls last, lot.id limit $1
        """;

    private const string InStore = "exists (select from inventory.balance where balance.lot_id = lot.id and balance.lot_id <> inventory.no_lot() and balance.on_hand > 0 and balance.store_id = ";

    /// <summary>The labels, by SKU and expiry; and which codes nobody knows.</summary>
    public async Task<(IReadOnlyList<Label> Labels, IReadOnlyList<string> Unknown)> FindAsync(LabelFilter filter, CancellationToken cancellationToken)
    {
        var (named, unknown) = await NamedAsync(filter, cancellationToken);
        var found = new List<(VariantId Variant, LotBrief? Lot)>();
        if (filter.Kind == LabelKind.Shelf)
        {
            found.AddRange(named.Concat(filter.Came.Select(line => line.Variant)).Select(variant => (variant, (LotBrief?)null)));
        }
        else
        {
            if (named.Count > 0)
            {
                found.AddRange(await RowsAsync(LotsSql, conditions =>
                {
                    conditions.Add(named.Select(variant => variant.Value).ToArray(), n => $"lot.variant_id = any (${n})");
                    conditions.Add(filter.Store.Value, n => $"{InStore}${n})");
                }, cancellationToken));
            }

            List<LotId> lots = [.. filter.Lots, .. filter.Came.Select(line => line.Lot).OfType<LotId>()];
            if (lots.Count > 0)
            {
                found.AddRange(await RowsAsync(LotsSql, conditions => conditions.Add(lots.Select(lot => lot.Value).ToArray(), n => $"lot.id = any (${n})"), cancellationToken));
            }
        }

        if (filter.Receipt is { } receipt)
        {
            found.AddRange(filter.Kind == LabelKind.Shelf
                ? await RowsAsync(ItemsSql, conditions =>
                {
                    conditions.Add(receipt.Value, n => $"movement.posting_id = ${n}");
                    conditions.Add(filter.Store.Value, n => $"movement.store_id = ${n}");
                }, cancellationToken)
                : await RowsAsync(LotsSql, conditions =>
                {
                    var (posting, store) = (conditions.Value(receipt.Value), conditions.Value(filter.Store.Value));
                    conditions.Add($"lot.id in (select lot_id from inventory.movement where posting_id = ${posting} and store_id = ${store})");
                }, cancellationToken));
        }

        if (filter.Category is { } category)
        {
            var below = StockQuery.WithAllBelow(await catalog.CategoriesAsync(cancellationToken), category).Select(one => one.Value).ToArray();
            found.AddRange(await RowsAsync(filter.Kind == LabelKind.Shelf ? StockedSql : LotsSql, conditions =>
            {
                conditions.Add(below, n => $"item.category_id = any (${n})");
                conditions.Add(filter.Store.Value, n => filter.Kind == LabelKind.Shelf ? $"stock.store_id = ${n}" : $"{InStore}${n})");
            }, cancellationToken));
        }

        return (await LabelsAsync(filter, [.. found.Distinct().Take(Most)], cancellationToken), unknown);
    }

    /// <summary>Whether a receipt has brought something to a store.</summary>
    public async Task<bool> IsReceiptAsync(StockPostingId receipt, StoreId store, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select exists (select from inventory.posting where id = $1 and store_id = $2)", cancellationToken)).With(receipt.Value, store.Value);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<IReadOnlyList<Label>> LabelsAsync(LabelFilter filter, IReadOnlyList<(VariantId Variant, LotBrief? Lot)> found, CancellationToken cancellationToken)
    {
        var shelf = (await catalog.ShelfAsync([.. found.Select(one => (filter.Store, one.Variant))], PriceChannelName.Till, cancellationToken)).ToDictionary(item => item.Variant);
        var marked = filter.Kind == LabelKind.Markdown
            ? (await markdowns.LinesAsync([.. found.Select(one => one.Lot!.Id)], filter.Store, cancellationToken)).ToDictionary(line => line.Lot.Id) : [];
        return [.. found.Where(one => shelf.ContainsKey(one.Variant)).Select(one => new Label(shelf[one.Variant], one.Lot, one.Lot is { } lot ? marked.GetValueOrDefault(lot.Id) : null))
            // What is not marked down has no label that says so.
            .Where(label => filter.Kind != LabelKind.Markdown || label.Markdown is { MarkedDown: not null })];
    }

    /// <summary>The items that somebody named, and what nobody knows.</summary>
    private async Task<(IReadOnlyList<VariantId> Items, IReadOnlyList<string> Unknown)> NamedAsync(LabelFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Codes.Count == 0)
        {
            return ([], []);
        }

        var ids = filter.Codes.Where(code => TypedId.TryParse<VariantId>(code, out _)).ToDictionary(code => code, code => VariantId.From(Guid.Parse(code)), StringComparer.Ordinal);
        var known = await items.FindAsync([.. ids.Values.Distinct()], cancellationToken);
        var codes = filter.Codes.Where(code => !ids.ContainsKey(code)).ToList();
        var skus = (await catalog.ItemsBySkuAsync([.. codes, .. codes.Select(code => code.ToUpperInvariant())], cancellationToken)).DistinctBy(item => item.Sku).ToDictionary(item => item.Sku, item => item.Id, StringComparer.OrdinalIgnoreCase);
        var packs = await catalog.PacksAsync([.. codes.Where(code => !skus.ContainsKey(code))], filter.Store, cancellationToken);
        var named = filter.Codes.Select(code => (
            Code: code, Item: ids.TryGetValue(code, out var id) ? known.ContainsKey(id) ? id : (VariantId?)null : skus.TryGetValue(code, out var sku) ? sku : packs.GetValueOrDefault(code)?.Variant)).ToList();
        return ([.. named.Select(one => one.Item).OfType<VariantId>().Distinct()], [.. named.Where(one => one.Item is null).Select(one => one.Code)]);
    }

    private async Task<List<(VariantId Variant, LotBrief? Lot)>> RowsAsync(string sql, Action<Conditions> where, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("", cancellationToken)).With(Most);
        var conditions = new Conditions(command);
        where(conditions);
        command.CommandText = string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, conditions);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(Row, cancellationToken);
    }

    private static (VariantId Variant, LotBrief? Lot) Row(NpgsqlDataReader row) => (
        VariantId.From(row.GetGuid(0)),
        row.IdOrNull(1) is { } lot ? new LotBrief(LotId.From(lot), row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3), LotState.Good) : null);
}
