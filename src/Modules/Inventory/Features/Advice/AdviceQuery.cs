using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What is asked of reorder advice.</summary>
/// <param name="Scope">For which stores.</param>
/// <param name="Supplier">Only what this supplier sells, or null for the cheapest of all.</param>
/// <param name="Category">In it or below it, or null.</param>
/// <param name="IsUrgent">Only what does not last until an order of today is here.</param>
/// <param name="Item">Only of this item, or null.</param>
internal sealed record AdviceFilter(StoreScope Scope, SupplierId? Supplier = null, CategoryId? Category = null, bool IsUrgent = false, VariantId? Item = null);

/// <summary>A supplier, as advice names it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
/// <param name="MinimumOrder">Least amount of an order.</param>
internal sealed record AdviceSupplier(SupplierId Id, string Code, string Name, Money MinimumOrder);

/// <summary>What to order of an item for a store, and why.</summary>
/// <param name="Store">For which store.</param>
/// <param name="Item">What.</param>
/// <param name="Supplier">From whom; absent where nobody sells it.</param>
/// <param name="Packs">How many packs.</param>
/// <param name="PackUnits">How much is in a pack.</param>
/// <param name="Quantity">How much that is.</param>
/// <param name="PackPrice">What a pack costs today, without tax; absent where no price holds.</param>
/// <param name="Cost">What all of it costs; absent without a price.</param>
/// <param name="PerDay">What is sold a day now.</param>
/// <param name="Season">By how much the coming weeks differ, judged by last year; 1 where nobody knows.</param>
/// <param name="OutDays">Days of the last eight weeks that are left out of it: nothing was there.</param>
/// <param name="Available">On hand, less what is promised and what cannot be sold.</param>
/// <param name="OnOrder">Ordered and not here yet.</param>
/// <param name="InDrafts">In orders that nobody has approved yet.</param>
/// <param name="LowAt">At or below which there is too little, whatever is sold.</param>
/// <param name="LeadDays">Days from order to delivery.</param>
/// <param name="ReviewDays">Days until it is thought of again.</param>
/// <param name="Safety">What is kept for safety.</param>
/// <param name="UpTo">What there should be, with what is on its way.</param>
/// <param name="IsUrgent">Whether it does not last until an order of today is here.</param>
/// <param name="Explanation">All of that in a sentence.</param>
internal sealed record AdviceLine(
    StoreId Store, ItemBrief Item, AdviceSupplier? Supplier, long Packs, Quantity PackUnits, Quantity Quantity, Money? PackPrice, Money? Cost, Quantity PerDay, decimal Season, int OutDays, Quantity Available, Quantity OnOrder, Quantity InDrafts,
    Quantity LowAt, int LeadDays, int ReviewDays, Quantity Safety, Quantity UpTo, bool IsUrgent, LocalText Explanation)
{
    /// <summary>Whether an order of it can be drafted.</summary>
    public bool IsOrderable() => Supplier is not null && PackPrice is not null;
}

/// <summary>
/// Computes what to order: all that is sold or low in the stores that are asked for, in one statement of its own and three of
/// Purchasing, however many items there are.
/// </summary>
internal sealed class AdviceQuery(UnitOfWork work, IPurchasing purchasing, IStores stores, ICatalog catalog, ShopFacts shop, AdviceWords words)
{
    /// <summary>Name of its order in cursors.</summary>
    public const string Sort = "supplier";

    // What nobody sells comes last: no code of a supplier is behind it.
    private const string Nobody = "~";

    private const string CandidatesSql = """
        with recent as (
            select store_id, variant_id, array_agg($1 - day) as ago, array_agg(sold) as sold, array_agg(is_out) as outs from inventory.sales_day where day >= $1 - {0} and day < $1 and ($2::uuid[] is null or store_id = any ($2)) group by 1, 2),
        season as (
            select store_id, variant_id, sum(sold) filter (where day >= $1 - {1}) as next, sum(sold) filter (where day < $1 - {1}) as before,
                count(*) filter (where is_out and day >= $1 - {1}) as next_out, count(*) filter (where is_out and day < $1 - {1}) as before_out
            from inventory.sales_day where day >= $1 - {1} - {0} and day < $1 - {1} + {2} and ($2::uuid[] is null or store_id = any ($2)) group by 1, 2),
        there as (
            select stock.store_id, item.id, item.sku, item.name::text as name, item.unit, coalesce(stock.low_at, item.low_at) as low_at,
                stock.sellable - stock.reserved - case item.tracking when 'none' then 0 else inventory.unsellable(stock.store_id, item.id, $1) end as available
            from inventory.stock join inventory.item on item.id = stock.variant_id and item.status = 'active'
            where ($2::uuid[] is null or stock.store_id = any ($2)) and ($3::uuid[] is null or item.category_id = any ($3)) and ($4::uuid is null or item.id = $4))
        select there.store_id, id, sku, name, unit, low_at, available, recent.ago, recent.sold, coalesce(season.next, 0)::bigint, coalesce(season.before, 0)::bigint,
            (select min(day) from inventory.sales_day first where first.store_id = there.store_id and first.variant_id = there.id),
            recent.outs, coalesce(season.next_out, 0)::integer, coalesce(season.before_out, 0)::integer
        from there left join recent on recent.store_id = there.store_id and recent.variant_id = there.id left join season on season.store_id = there.store_id and season.variant_id = there.id
        where recent.sold is not null or available <= low_at
        """;

    private static readonly string _candidates = string.Format(System.Globalization.CultureInfo.InvariantCulture, CandidatesSql, ReorderRule.Days, ReorderRule.YearDays, ReorderRule.SeasonDays);

    /// <summary>All that is to be ordered, by supplier and SKU.</summary>
    public async Task<IReadOnlyList<AdviceLine>> ReadAsync(AdviceFilter filter, CancellationToken cancellationToken)
    {
        if (await shop.ShopAsync(cancellationToken) is not { } company)
        {
            return [];
        }

        var found = await CandidatesAsync(filter, company, cancellationToken);
        var variants = found.Select(one => one.Item.Id).Distinct().ToList();
        var offers = (await purchasing.OffersAsync(variants, filter.Supplier, cancellationToken)).ToDictionary(offer => offer.Variant);
        StoreId? only = filter.Scope.Stores is { Count: 1 } one ? StoreId.From(one.First()) : null;
        var ordered = (await purchasing.OnOrderAsync(variants, only, cancellationToken)).ToDictionary(row => (row.Store, row.Variant), row => row.Quantity);
        var drafted = (await purchasing.InDraftsAsync(variants, only, cancellationToken)).ToDictionary(row => (row.Store, row.Variant), row => row.Quantity);
        var terms = new Dictionary<StoreId, (int ReviewDays, double Factor)>();
        foreach (var store in found.Select(candidate => candidate.Store).Distinct())
        {
            terms[store] = (int.Parse(await stores.SettingAsync("inventory.review_days", store, cancellationToken), System.Globalization.CultureInfo.InvariantCulture), FactorOf(await stores.SettingAsync("inventory.service_level", store, cancellationToken)));
        }

        var lines = found.Where(candidate => filter.Supplier is null || offers.ContainsKey(candidate.Item.Id)).Select(candidate =>
        {
            var (offer, (review, factor)) = (offers.GetValueOrDefault(candidate.Item.Id), terms[candidate.Store]);
            var facts = candidate.Facts with { OnOrder = ordered.GetValueOrDefault((candidate.Store, candidate.Item.Id)), InDrafts = drafted.GetValueOrDefault((candidate.Store, candidate.Item.Id)) };
            return Line(candidate, facts, offer, new ReorderTerms(offer?.LeadDays ?? 0, review, factor, offer?.PackUnits ?? 1_000, offer?.MinimumPacks ?? 0));
        });
        return [.. lines.Where(line => line.Packs > 0 && (line.IsUrgent || !filter.IsUrgent)).OrderBy(KeyOf, StringComparer.Ordinal)];
    }

    /// <summary>A page of it. What an order is made of is never cut: a page ends where its limit does, and the next one goes on there.</summary>
    public static Page<AdviceLine> PageOf(IReadOnlyList<AdviceLine> all, Cursor? cursor, int limit)
    {
        var rest = cursor is null ? all : [.. all.Where(line => string.CompareOrdinal(KeyOf(line), KeyOf(cursor)) > 0)];
        var last = rest.Count > limit ? rest[limit - 1] : null;
        return new Page<AdviceLine>([.. rest.Take(limit)], last is null ? null : new Cursor(Sort, $"{last.Store.Value:N} {last.Supplier?.Code ?? Nobody} {last.Item.Sku}", last.Item.Id.Value).ToString());
    }

    /// <summary>Where a list goes on; what does not belong to it is a fault.</summary>
    public static Cursor? ReadCursor(string? text, Problems problems)
    {
        var cursor = Cursor.Read(text, Sort, problems);
        if (cursor is null || cursor.Key.Split(' ', 3) is [var store, _, _] && Guid.TryParseExact(store, "N", out _))
        {
            return cursor;
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }

    // What ends a part sorts before all that a part can hold.
    private static string KeyOf(AdviceLine line) => $"{line.Supplier?.Code ?? Nobody}\u0001{line.Item.Sku}\u0001{line.Item.Id.Value:N}{line.Store.Value:N}";

    private static string KeyOf(Cursor cursor) => cursor.Key.Split(' ', 3) is var parts ? $"{parts[1]}\u0001{parts[2]}\u0001{cursor.Id:N}{parts[0]}" : "";

    /// <summary>How many standard deviations hold for so many of a hundred times (the normal distribution's quantiles).</summary>
    private static double FactorOf(string level) => level switch { "90" => 1.282, "98" => 2.054, "99" => 2.326, _ => 1.645 };

    private AdviceLine Line(Candidate candidate, ReorderFacts facts, SupplierOffer? offer, ReorderTerms terms)
    {
        var advice = ReorderRule.Of(facts, terms);
        Quantity Of(long thousandths) => new(thousandths, facts.Unit);
        var supplier = offer is null ? null : new AdviceSupplier(offer.Supplier.Id, offer.Supplier.Code, offer.Supplier.Name, offer.MinimumOrder);
        return new AdviceLine(
            candidate.Store, candidate.Item, supplier, advice.Packs, Of(terms.PackUnits), Of(advice.Quantity), offer?.PackPrice, CostOf(offer?.PackPrice, advice.Packs), Of((long)decimal.Round(advice.PerDay)), advice.Season, advice.OutDays, Of(facts.Available),
            Of(facts.OnOrder), Of(facts.InDrafts), Of(facts.LowAt), terms.LeadDays, terms.ReviewDays, Of(advice.Safety), Of(advice.UpTo), advice.IsUrgent, words.Explain(facts, terms, advice, offer is not null));
    }

    private static Money? CostOf(Money? price, long packs) =>
        price is { } one ? one with { Minor = (long)Int128.Min((Int128)one.Minor * packs, long.MaxValue) } : null;

    private async Task<List<Candidate>> CandidatesAsync(AdviceFilter filter, Shop company, CancellationToken cancellationToken)
    {
        var today = await shop.TodayAsync(cancellationToken);
        Guid[]? categories = filter.Category is { } category ? [.. StockQuery.WithAllBelow(await catalog.CategoriesAsync(cancellationToken), category).Select(one => one.Value)] : null;
        await using var command = (await work.CommandAsync(_candidates, cancellationToken)).With(today, filter.Scope.Stores?.ToArray() ?? [.. company.Stores.Select(store => store.Id.Value)], categories, filter.Item?.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row =>
            {
                var (ago, sold, outs) = row.IsDBNull(7) ? ([], [], []) : (row.GetFieldValue<int[]>(7), row.GetFieldValue<long[]>(8), row.GetFieldValue<bool[]>(12));
                return new Candidate(
                    StoreId.From(row.GetGuid(0)), new ItemBrief(VariantId.From(row.GetGuid(1)), row.GetString(2), row.Json<LocalText>(3)),
                    new ReorderFacts(
                        today, Unit.Get(row.GetString(4)), row.GetInt64(6), OnOrder: 0, InDrafts: 0, row.GetInt64(5), row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11), [.. ago.Zip(sold)], row.GetInt64(9), row.GetInt64(10),
                        [.. ago.Where((_, index) => outs[index])], row.GetInt32(13), row.GetInt32(14)));
            }, cancellationToken);
    }

    private sealed record Candidate(StoreId Store, ItemBrief Item, ReorderFacts Facts);
}
