using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A ladder of markdowns.</summary>
/// <param name="Category">Whose; absent for all that have none of their own nor one above them.</param>
/// <param name="Steps">Its steps, the most days first; none takes nothing off.</param>
/// <param name="Version">Version, for edits; 0 while there is none.</param>
internal sealed record LadderRecord(CategoryId? Category, IReadOnlyList<LadderStep> Steps, int Version);

/// <summary>A lot that is marked down.</summary>
/// <param name="Store">In which store.</param>
/// <param name="Item">What.</param>
/// <param name="Lot">The lot.</param>
/// <param name="DaysLeft">Days until its last day of sale; 0 on it.</param>
/// <param name="Percent">What is taken off.</param>
/// <param name="OnHand">How much is there.</param>
/// <param name="Price">What a piece, or a kilogram, costs at the till now; absent without a price.</param>
/// <param name="MarkedDown">What it costs less the percent.</param>
internal sealed record MarkdownLine(StoreId Store, ItemBrief Item, LotBrief Lot, int DaysLeft, decimal Percent, Quantity OnHand, Money? Price, Money? MarkedDown);

/// <summary>What is marked down, and by which ladders.</summary>
internal sealed class MarkdownQuery(UnitOfWork work, ICatalog catalog, IStores stores, ShopFacts shop)
{
    /// <summary>Name of its order in cursors.</summary>
    public const string Sort = "expires";

    private const string LaddersSql = """
        select ladder.category_id, ladder.version, coalesce(array_agg(step.days_left order by step.days_left desc) filter (where step.days_left is not null), array[]::integer[]),
            coalesce(array_agg(step.percent order by step.days_left desc) filter (where step.days_left is not null), array[]::integer[])
        from inventory.markdown_ladder ladder left join inventory.markdown_step step on step.category_id = ladder.category_id group by 1, 2 order by 1
        """;

    // Steps come by category, each with all that hold for it; those of no category are of the zeros.
    private const string ListSql = """
        with step as (select * from unnest($1, $2, $3) step (category, days, percent)),
        there as (
            select balance.store_id, balance.lot_id, balance.variant_id, sum(balance.on_hand)::bigint as on_hand
            from inventory.lot join inventory.balance on balance.lot_id = lot.id and balance.lot_id <> inventory.no_lot() and balance.on_hand > 0
            join inventory.location on location.id = balance.location_id and location.kind <> 'quarantine'
            where lot.expires_on between $5 and $5 + {0} and lot.state = 'good' and {1} group by 1, 2, 3)
        select there.store_id, item.id, item.sku, item.name::text, item.unit, lot.id, lot.code, lot.expires_on, there.on_hand, lot.expires_on - $5, held.percent
        from there join inventory.lot on lot.id = there.lot_id join inventory.item on item.id = there.variant_id
        join lateral (
            select percent from step where step.category = case when item.category_id = any ($4) then item.category_id else inventory.no_lot() end and step.days >= lot.expires_on - $5 order by step.days limit 1) held on true
        where {2} order by lot.expires_on, lot.id, there.store_id
        """;

    /// <summary>Where a list goes on; what does not belong to it is a fault.</summary>
    public static Cursor? ReadCursor(string? text, Problems problems)
    {
        var cursor = Cursor.Read(text, Sort, problems);
        if (cursor is null || cursor.Key.Split(' ') is [var day, var store] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && Guid.TryParseExact(store, "N", out _))
        {
            return cursor;
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }

    /// <summary>All ladders, that of no category first.</summary>
    public async Task<IReadOnlyList<LadderRecord>> LaddersAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync(LaddersSql, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new LadderRecord(
                row.GetGuid(0) is var id && id == Guid.Empty ? null : CategoryId.From(id),
                [.. row.GetFieldValue<int[]>(2).Zip(row.GetFieldValue<int[]>(3), (days, percent) => new LadderStep(days, percent / 100m))], row.GetInt32(1)), cancellationToken);
    }

    /// <summary>Lots that are marked down, what expires first comes first.</summary>
    public async Task<Page<MarkdownLine>> ListAsync(StoreScope scope, CategoryId? category, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var tree = await catalog.CategoriesAsync(cancellationToken);
        var lines = await ReadAsync(
            tree,
            there => there.In(scope, "balance.store_id"),
            where =>
            {
                if (category is { } chosen)
                {
                    where.Add(StockQuery.WithAllBelow(tree, chosen).Select(one => one.Value).ToArray(), n => $"item.category_id = any (${n})");
                }

                if (cursor?.Key.Split(' ') is [var day, var store])
                {
                    var (last, lot, at) = (where.Value(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)), where.Value(cursor.Id), where.Value(Guid.ParseExact(store, "N")));
                    where.Add($"(lot.expires_on, lot.id, there.store_id) > (${last}, ${lot}, ${at})");
                }
            }, limit + 1, cancellationToken);
        var next = lines.Count > limit ? lines[limit - 1] : null;
        return new Page<MarkdownLine>(
            [.. lines.Take(limit)], next is null ? null : new Cursor(Sort, string.Create(CultureInfo.InvariantCulture, $"{next.Lot.ExpiresOn:yyyy-MM-dd} {next.Store.Value:N}"), next.Lot.Id.Value).ToString());
    }

    /// <summary>Those of some lots in a store.</summary>
    public async Task<IReadOnlyList<MarkdownLine>> LinesAsync(IReadOnlyCollection<LotId> lots, StoreId store, CancellationToken cancellationToken) => await ReadAsync(
        await catalog.CategoriesAsync(cancellationToken),
        there =>
        {
            there.Add(store.Value, n => $"balance.store_id = ${n}");
            there.Add(lots.Select(lot => lot.Value).ToArray(), n => $"lot.id = any (${n})");
        }, _ => { }, limit: null, cancellationToken);

    /// <summary>The same for others.</summary>
    public async Task<IReadOnlyList<LotMarkdown>> OfLotsAsync(IReadOnlyCollection<LotId> lots, StoreId store, CancellationToken cancellationToken) =>
        [.. (await LinesAsync(lots, store, cancellationToken)).Select(line => new LotMarkdown(line.Lot.Id, line.Item.Id, line.DaysLeft, line.Percent, line.Price, line.MarkedDown))];

    private async Task<List<MarkdownLine>> ReadAsync(CategoryTree tree, Action<Conditions> there, Action<Conditions> where, int? limit, CancellationToken cancellationToken)
    {
        var ladders = await LaddersAsync(cancellationToken);
        if (!ladders.Any(ladder => ladder.Steps.Count > 0))
        {
            return [];
        }

        var byCategory = ladders.ToDictionary(ladder => ladder.Category?.Value ?? Guid.Empty, ladder => ladder.Steps);
        var own = tree.All.Select(category => (category.Id.Value, Steps: tree.PathTo(category).Reverse().Select(step => byCategory.GetValueOrDefault(step.Id.Value)).FirstOrDefault(steps => steps is not null))).Where(one => one.Steps is not null).ToList();
        var steps = own.SelectMany(one => one.Steps!, (one, step) => (Category: one.Value, step)).Concat((byCategory.GetValueOrDefault(Guid.Empty) ?? []).Select(step => (Category: Guid.Empty, step))).ToList();
        await using var command = (await work.CommandAsync("", cancellationToken)).With(
            steps.Select(one => one.Category).ToArray(), steps.Select(one => one.step.DaysLeft).ToArray(), steps.Select(one => (int)(one.step.Percent * 100)).ToArray(), own.Select(one => one.Value).ToArray(),
            await shop.TodayAsync(cancellationToken));
        var (lots, rows) = (new Conditions(command), new Conditions(command));
        there(lots);
        where(rows);
        var most = steps.Count == 0 ? 0 : steps.Max(one => one.step.DaysLeft);
        command.CommandText = string.Format(CultureInfo.InvariantCulture, ListSql, most, lots, rows) + (limit is { } some ? $" limit ${rows.Value(some)}" : "");
        List<MarkdownLine> lines;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            lines = await reader.ListAsync(Line, cancellationToken);
        }

        var rounding = await stores.SettingAsync("tax.rounding", store: null, cancellationToken) == "half_even" ? Rounding.HalfEven : Rounding.HalfUp;
        var prices = (await catalog.ShelfAsync([.. lines.Select(line => (line.Store, line.Item.Id))], PriceChannelName.Till, cancellationToken)).ToDictionary(one => (one.Store, one.Variant), one => one.Price);
        return lines.ConvertAll(line => prices.GetValueOrDefault((line.Store, line.Item.Id)) is { } price ? line with { Price = price, MarkedDown = MarkdownRule.After(price, line.Percent, rounding) } : line);
    }

    private static MarkdownLine Line(NpgsqlDataReader row) => new(
        StoreId.From(row.GetGuid(0)), new ItemBrief(VariantId.From(row.GetGuid(1)), row.GetString(2), row.Json<LocalText>(3)), new LotBrief(LotId.From(row.GetGuid(5)), row.GetString(6), row.GetFieldValue<DateOnly>(7), LotState.Good),
        row.GetInt32(9), row.GetInt32(10) / 100m, new Quantity(row.GetInt64(8), Unit.Get(row.GetString(4))), Price: null, MarkedDown: null);
}
