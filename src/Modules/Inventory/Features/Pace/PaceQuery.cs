using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What a report of pace is about.</summary>
internal enum PaceKind
{
    /// <summary>Too little: at or below what the item is low at, or less than what sells in the days asked for.</summary>
    Low,

    /// <summary>Too much: more than sells in the days asked for.</summary>
    Over,

    /// <summary>It has been there for the days asked for, and nothing of it was sold in them.</summary>
    Dead,
}

/// <summary>An item in a store beside what is sold of it.</summary>
/// <param name="Store">Where.</param>
/// <param name="Item">What.</param>
/// <param name="Available">What can be sold or promised now.</param>
/// <param name="LowAt">At or below which there is little left.</param>
/// <param name="SoldPerDay">What was sold a day, less what came back, over the last 28 days; those on which nothing was there are left out, but for a week.</param>
/// <param name="DaysLeft">How long it lasts at this pace; absent where nothing is sold.</param>
/// <param name="Value">What all of it is worth in the books.</param>
internal sealed record PaceLine(StoreId Store, ItemBrief Item, Quantity Available, Quantity LowAt, Quantity SoldPerDay, decimal? DaysLeft, Money Value);

/// <summary>Which items of which stores are sold faster or slower than there is of them.</summary>
internal sealed class PaceQuery(UnitOfWork work, ShopFacts shop)
{
    /// <summary>Days that the pace is taken over.</summary>
    public const int Days = 28;

    // However long nothing was there: one good day is no pace.
    private const int LeastDays = 7;

    /// <summary>Name of its order in cursors.</summary>
    public const string Sort = "pace";

    /// <summary>Where a list goes on.</summary>
    public static (decimal Key, Guid Store, Guid Item)? Place(Cursor? cursor) =>
        cursor?.Key.Split(' ', 2) is [var store, var key] && Guid.TryParseExact(store, "N", out var id) && decimal.TryParse(key, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var at)
            ? (at, id, cursor.Id) : null;

    public async Task<Page<PaceLine>> ListAsync(StoreScope scope, PaceKind kind, int days, (decimal Key, Guid Store, Guid Item)? after, int limit, CancellationToken cancellationToken)
    {
        var (currency, today) = (await shop.CurrencyAsync(cancellationToken), await shop.TodayAsync(cancellationToken));
        await using var command = (await work.CommandAsync("", cancellationToken)).With(today, Days, days, limit + 1, LeastDays);
        var conditions = new Conditions(command);
        conditions.In(scope, "stock.store_id");
        // The most pressing first: what is left for the shortest time, or what most money lies in.
        var (key, condition) = kind switch
        {
            PaceKind.Low => ("case when sold > 0 then round(available * of_days / sold, 6) else 1000000000 end", "available <= greatest(low_at, sold * $3 / of_days)"),
            PaceKind.Over => ("-value::numeric", "sold > 0 and available > sold * $3 / of_days"),
            _ => ("-value::numeric", "on_hand > 0 and not exists (select from inventory.sales_day late where late.store_id = paced.store_id and late.variant_id = paced.id and late.day > $1 - $3 and late.sold > 0)"
                // What came since could not have been sold before: there must have been some when those days began. Looked up for what was not sold alone.
                + " and coalesce((select sum(lay.quantity) from inventory.movement lay join inventory.posting came on came.id = lay.posting_id and came.business_date <= $1 - $3 where lay.variant_id = paced.id and lay.store_id = paced.store_id), 0) > 0"),
        };
        var place = after is { } at ? $"and ({key}, id, store_id) > (${conditions.Value(at.Key)}, ${conditions.Value(at.Item)}, ${conditions.Value(at.Store)})" : "";
        command.CommandText = $"""
            with pace as (select store_id, variant_id, greatest(sum(sold), 0)::numeric as sold, greatest($2 - count(*) filter (where is_out), $5) as of_days from inventory.sales_day where day > $1 - $2 and day <= $1 group by 1, 2),
            paced as (
                select stock.store_id, item.id, item.sku, item.name::text as name, item.unit, coalesce(stock.low_at, item.low_at) as low_at, stock.on_hand, stock.value, coalesce(pace.sold, 0) as sold, coalesce(pace.of_days, $2) as of_days,
                    (stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(stock.store_id, item.id, $1) end)::numeric as available
                from inventory.stock join inventory.item on item.id = stock.variant_id and item.status = 'active' left join pace on pace.store_id = stock.store_id and pace.variant_id = stock.variant_id
                where {conditions})
            select store_id, id, sku, name, unit, available::bigint, low_at, round(sold / of_days)::bigint, case when sold > 0 then round(available * of_days / sold, 1) end, value, {key}
            from paced where {condition} {place} order by {key}, id, store_id limit $4
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(
            row =>
            {
                Quantity Of(int column) => new(row.GetInt64(column), Unit.Get(row.GetString(4)));
                var item = new ItemBrief(Contracts.Catalog.VariantId.From(row.GetGuid(1)), row.GetString(2), System.Text.Json.JsonSerializer.Deserialize<LocalText>(row.GetString(3), JsonDefaults.Options)!);
                return (Line: new PaceLine(StoreId.From(row.GetGuid(0)), item, Of(5), Of(6), Of(7), row.IsDBNull(8) ? null : row.GetDecimal(8), new Money(row.GetInt64(9), currency)), Key: row.GetDecimal(10));
            }, cancellationToken);
        return new Page<PaceLine>(
            [.. rows.Take(limit).Select(row => row.Line)],
            rows.Count > limit ? new Cursor(Sort, string.Create(CultureInfo.InvariantCulture, $"{rows[limit - 1].Line.Store.Value:N} {rows[limit - 1].Key}"), rows[limit - 1].Line.Item.Id.Value).ToString() : null);
    }
}
