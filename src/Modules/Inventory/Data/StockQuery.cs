using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>What is asked of a list of stock.</summary>
/// <param name="Scope">Of which stores.</param>
/// <param name="Words">Words of the name, a SKU, or a barcode.</param>
/// <param name="Category">In it or below it, or null.</param>
/// <param name="State">How much there is, or null for any.</param>
/// <param name="Sort">One of <see cref="StockQuery.Sorts"/>.</param>
internal sealed record StockFilter(StoreScope Scope, string? Words = null, CategoryId? Category = null, StockState? State = null, string Sort = "name");

/// <summary>Lists what stores have, and says what they had.</summary>
internal sealed class StockQuery(UnitOfWork work, ICatalog catalog, ShopFacts shop, ItemSearch search)
{
    private const string ItemColumns = "item.id, item.sku, item.name::text, item.product_id, item.category_id, item.unit, item.status, item.tracking, item.valuation, item.low_at, item.version";

    // One row a store: the last movement before the instant says what was there after it.
    private const string AtSql = $"""
        select {ItemColumns}, stock.store_id, coalesce(last.stock_after, 0), coalesce(last.value_after, 0), last.recorded_at
        from inventory.item left join inventory.stock on stock.variant_id = item.id and ($2::uuid[] is null or stock.store_id = any ($2))
        left join lateral (
            select movement.stock_after, movement.value_after, movement.recorded_at from inventory.movement
            where movement.variant_id = item.id and movement.store_id = stock.store_id and movement.recorded_at <= $3 order by movement.recorded_at desc, movement.key desc limit 1) last on true
        where item.id = $1 order by stock.store_id
        """;

    private const string CurveSql = """
        select coalesce(sum(last.stock_after), 0)::bigint from unnest($3) with ordinality instant (at, no)
        left join inventory.stock on stock.variant_id = $1 and ($2::uuid[] is null or stock.store_id = any ($2))
        left join lateral (
            select movement.stock_after from inventory.movement
            where movement.variant_id = $1 and movement.store_id = stock.store_id and movement.recorded_at <= instant.at order by movement.recorded_at desc, movement.key desc limit 1) last on true
        group by instant.no order by instant.no
        """;

    private const string NowSql = $"""
        select {ItemColumns}, stock.store_id, stock.on_hand, stock.value, stock.reserved,
            stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(stock.store_id, item.id, $3) end, stock.low_at, stock.short_since
        from inventory.item left join inventory.stock on stock.variant_id = item.id and ($2::uuid[] is null or stock.store_id = any ($2))
        where item.id = $1 order by stock.store_id
        """;

    private const string PlacesSql = """
        select balance.store_id, location.id, location.code, location.kind, lot.id, lot.code, lot.expires_on, lot.state, balance.on_hand, item.unit
        from inventory.balance join inventory.location on location.id = balance.location_id join inventory.item on item.id = balance.variant_id left join inventory.lot on lot.id = balance.lot_id
        where balance.variant_id = $1 and balance.on_hand <> 0 and ($2::uuid[] is null or balance.store_id = any ($2))
        order by balance.store_id, location.kind desc, location.position, location.code, lot.expires_on nulls last, lot.code limit 1000
        """;

    /// <summary>The orders there are; a <c>-</c> turns one round.</summary>
    public static string[] Sorts { get; } = ["name", "-name", "sku", "-sku", "onHand", "-onHand", "value", "-value"];

    /// <summary>Where a list goes on; what does not belong to this order is a fault.</summary>
    public static Cursor? ReadCursor(string? text, string sort, Problems problems) => ListPlace.Read(
        text, sort, problems,
        // A store, then the key of the order.
        cursor => cursor.Key.Split(' ', 2) is [var store, var key] && Guid.TryParseExact(store, "N", out _) && (!IsNumber(sort) || long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)));

    public async Task<Page<StockLine>> ListAsync(StockFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var (currency, today) = (await shop.CurrencyAsync(cancellationToken), await shop.TodayAsync(cancellationToken));
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(filter.Scope, "stock.store_id");
        if (await search.ScannedAsync(filter.Words, cancellationToken) is { } scanned)
        {
            conditions.Add(scanned.Value, n => $"item.id = ${n}");
        }
        else
        {
            foreach (var word in catalog.SearchWords(filter.Words ?? ""))
            {
                conditions.Add("%" + Sql.Literal(word) + "%", n => $"item.search_text like ${n}");
            }
        }

        if (filter.Category is { } category)
        {
            var tree = await catalog.CategoriesAsync(cancellationToken);
            conditions.Add(WithAllBelow(tree, category).Select(one => one.Value).ToArray(), n => $"item.category_id = any (${n})");
        }

        var day = conditions.Value(today);
        if (filter.State is { } state)
        {
            conditions.Add(state switch
            {
                StockState.InStock => "stock.on_hand > 0",
                StockState.Low => $"stock.on_hand > 0 and (stock.sellable - stock.reserved <= coalesce(stock.low_at, item.low_at) or (item.tracking <> 'none' and stock.sellable - stock.reserved - inventory.unsellable(stock.store_id, item.id, ${day}) <= coalesce(stock.low_at, item.low_at)))",
                StockState.Promised => $"stock.reserved > 0 and (stock.short_since is not null or (item.tracking <> 'none' and stock.sellable - stock.reserved - inventory.unsellable(stock.store_id, item.id, ${day}) < 0))",
                StockState.Out => "stock.on_hand <= 0",
                _ => "stock.on_hand < 0",
            });
        }

        var (key, isBack) = (KeyOf(filter.Sort), filter.Sort.StartsWith('-'));
        if (cursor?.Key.Split(' ', 2) is [var after, var last])
        {
            var at = conditions.Value(IsNumber(filter.Sort) ? long.Parse(last, CultureInfo.InvariantCulture) : last);
            var (item, store) = (conditions.Value(cursor.Id), conditions.Value(Guid.ParseExact(after, "N")));
            var than = isBack ? '<' : '>';
            // The first one is what the index of the order can use.
            conditions.Add($"{key} {than}= ${at} and ({key}, stock.variant_id, stock.store_id) {than} (${at}, ${item}, ${store})");
        }

        var (most, direction) = (conditions.Value(limit + 1), isBack ? "desc" : "asc");
        // What is rare is looked for first and sorted then: walking down the order until a page of it is found would pass nearly all.
        var fence = filter.State is null or StockState.InStock ? "" : "offset 0";
        // All that is sorted is the keys; what is said of them, and what cannot be sold of lots, is looked up for the rows of the page alone.
        command.CommandText = $"""
            with listed as (
                select store_id, variant_id, key from (
                    select stock.store_id, stock.variant_id, {key} as key from inventory.item join inventory.stock on stock.variant_id = item.id where {conditions} {fence}) found
                order by key {direction}, variant_id {direction}, store_id {direction} limit ${most})
            select stock.store_id, item.id, item.sku, item.name::text, item.category_id, item.unit, stock.on_hand, stock.reserved,
                stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(stock.store_id, item.id, ${day}) end, stock.value, coalesce(stock.low_at, item.low_at), stock.short_since, listed.key::text
            from listed join inventory.item on item.id = listed.variant_id join inventory.stock on stock.variant_id = listed.variant_id and stock.store_id = listed.store_id
            order by listed.key {direction}, listed.variant_id {direction}, listed.store_id {direction}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (Line: Line(row, currency), Key: row.GetString(12)), cancellationToken);
        return new Page<StockLine>(
            [.. rows.Take(limit).Select(row => row.Line)],
            rows.Count > limit ? new Cursor(filter.Sort, $"{rows[limit - 1].Line.Store.Value:N} {rows[limit - 1].Key}", rows[limit - 1].Line.Item.Id.Value).ToString() : null);
    }

    /// <summary>What there is of an item, with its places and lots; null where there is no such item.</summary>
    public async Task<ItemStock?> NowAsync(VariantId variant, StoreScope scope, CancellationToken cancellationToken)
    {
        var (currency, today) = (await shop.CurrencyAsync(cancellationToken), await shop.TodayAsync(cancellationToken));
        var stores = scope.Stores?.ToArray();
        Dictionary<Guid, List<PlaceStock>> places;
        await using (var command = (await work.CommandAsync(PlacesSql, cancellationToken)).With(variant.Value, stores))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            places = (await reader.ListAsync(row => (Store: row.GetGuid(0), Place: Place(row)), cancellationToken)).GroupBy(row => row.Store).ToDictionary(rows => rows.Key, rows => rows.Select(row => row.Place).ToList());
        }

        return await ReadAsync(
            (await work.CommandAsync(NowSql, cancellationToken)).With(variant.Value, stores, today), at: null,
            (row, unit) => new StoreStock(
                StoreId.From(row.GetGuid(11)), new Quantity(row.GetInt64(12), unit), new Money(row.GetInt64(13), currency), new Quantity(row.GetInt64(14), unit), new Quantity(row.GetInt64(15), unit),
                Places: places.GetValueOrDefault(row.GetGuid(11)) ?? [], LowAt: row.WholeOrNull(16) is { } low ? new Quantity(low, unit) : null,
                Beyond: Beyond(row.GetInt64(14), row.GetInt64(15), unit), ShortSince: row.MomentOrNull(17)), currency, cancellationToken);
    }

    /// <summary>What there was of an item at an instant, in one statement; null where there is no such item.</summary>
    public async Task<ItemStock?> AtAsync(VariantId variant, StoreScope scope, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var currency = await shop.CurrencyAsync(cancellationToken);
        return await ReadAsync(
            (await work.CommandAsync(AtSql, cancellationToken)).With(variant.Value, scope.Stores?.ToArray(), at.ToUniversalTime()), at,
            (row, unit) => new StoreStock(StoreId.From(row.GetGuid(11)), new Quantity(row.GetInt64(12), unit), new Money(row.GetInt64(13), currency), MovedAt: row.MomentOrNull(14)), currency, cancellationToken);
    }

    /// <summary>What there was of an item in some stores together at each of some instants, in one statement.</summary>
    public async Task<IReadOnlyList<long>> CurveAsync(VariantId variant, StoreScope scope, IReadOnlyList<DateTimeOffset> instants, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(CurveSql, cancellationToken)).With(variant.Value, scope.Stores?.ToArray(), instants.Select(at => at.UtcDateTime).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => row.GetInt64(0), cancellationToken);
    }

    /// <summary>A category and all below it.</summary>
    public static IEnumerable<CategoryId> WithAllBelow(CategoryTree tree, CategoryId category) => tree.Below(category).SelectMany(child => WithAllBelow(tree, child.Id)).Prepend(category);

    private static async Task<ItemStock?> ReadAsync(NpgsqlCommand command, DateTimeOffset? at, Func<NpgsqlDataReader, Unit, StoreStock> read, Currency currency, CancellationToken cancellationToken)
    {
        await using (command)
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            var rows = await reader.ListAsync(row => (Item: Item(row), Stock: row.IsDBNull(11) ? null : read(row, Unit.Get(row.GetString(5)))), cancellationToken);
            if (rows.Count == 0)
            {
                return null;
            }

            var stores = rows.Select(row => row.Stock).OfType<StoreStock>().ToList();
            var item = rows[0].Item;
            return new ItemStock(item, at, new Quantity(stores.Sum(store => store.OnHand.Thousandths), item.LowAt.Unit), new Money(stores.Sum(store => store.Value.Minor), currency), stores);
        }
    }

    private static KeptItem Item(NpgsqlDataReader row) => new(
        new ItemBrief(VariantId.From(row.GetGuid(0)), row.GetString(1), row.Json<LocalText>(2)), ProductId.From(row.GetGuid(3)), CategoryId.From(row.GetGuid(4)), row.GetString(6), ChoiceWords.To<Tracking>(row.GetString(7)),
        ChoiceWords.To<Valuation>(row.GetString(8)), new Quantity(row.GetInt64(9), Unit.Get(row.GetString(5))), row.GetInt32(10));

    private static PlaceStock Place(NpgsqlDataReader row) => new(
        LocationId.From(row.GetGuid(1)), row.GetString(2), ChoiceWords.To<LocationKind>(row.GetString(3)),
        LotBrief.Read(row, 4),
        new Quantity(row.GetInt64(8), Unit.Get(row.GetString(9))));

    private static StockLine Line(NpgsqlDataReader row, Currency currency)
    {
        var (unit, onHand, reserved, available) = (Unit.Get(row.GetString(5)), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));
        var beyond = Beyond(reserved, available, unit);
        return new StockLine(
            StoreId.From(row.GetGuid(0)), new ItemBrief(VariantId.From(row.GetGuid(1)), row.GetString(2), row.Json<LocalText>(3)), CategoryId.From(row.GetGuid(4)), new Quantity(onHand, unit),
            new Quantity(reserved, unit), new Quantity(available, unit), new Money(row.GetInt64(9), currency),
            onHand < 0 ? StockState.Negative : onHand == 0 ? StockState.Out : beyond is not null ? StockState.Promised : available <= row.GetInt64(10) ? StockState.Low : StockState.InStock, beyond, row.MomentOrNull(11));
    }

    /// <summary>Of what is promised, what cannot be sold: no more than is promised at all, where more was sold than was there.</summary>
    private static Quantity? Beyond(long reserved, long available, Unit unit) => reserved > 0 && available < 0 ? new Quantity(Math.Min(reserved, -available), unit) : null;

    private static bool IsNumber(string sort) => sort.TrimStart('-') is "onHand" or "value";

    private static string KeyOf(string sort) => sort.TrimStart('-') switch
    {
        "sku" => "item.sku",
        "onHand" => "stock.on_hand",
        "value" => "stock.value",
        _ => "lower(coalesce(item.name ->> 'en', item.name ->> 'bn', item.sku))",
    };
}
