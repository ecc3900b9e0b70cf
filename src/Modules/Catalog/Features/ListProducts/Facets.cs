using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// Counts a whole result by category, brand and origin. A facet is counted under all filters but its own, so that a
/// second brand can be ticked beside the first. Names come from memory.
/// </summary>
internal sealed class Facets(CategoryTree tree, BrandList brands, Currency? currency)
{
    private const int MostValues = 20;
    private const string BrandFits = "brand_fits";
    private const string OriginFits = "origin_fits";

    private readonly List<FacetCount> _categories = [];
    private readonly List<FacetCount> _brands = [];
    private readonly List<FacetCount> _origins = [];
    private (int Total, long? From, long? To) _sum;

    public static ProductFacets None { get; } = new(0, [], [], [], null, null);

    public ProductFacets Result => new(
        _sum.Total, Most(_categories), Most(_brands), Most(_origins),
        Price(_sum.From), Price(_sum.To));

    /// <summary>What <see cref="Selects"/> needs of a hit.</summary>
    public static string Columns(ProductFilter filter)
    {
        var columns = "item.category_id, item.brand_id, item.origin, item.price_minor";
        foreach (var (name, condition) in Conditions(filter))
        {
            columns += $", {condition} as {name}";
        }

        return columns;
    }

    /// <summary>Condition on a hit that fits every filter but <paramref name="own"/>.</summary>
    public static string Fits(ProductFilter filter, string own = "")
    {
        var others = Conditions(filter).Select(condition => condition.Name).Where(name => !string.Equals(name, own, StringComparison.Ordinal)).ToList();
        return others.Count == 0 ? "true" : string.Join(" and ", others);
    }

    /// <summary>
    /// Statements over a relation with those columns, put together with <c>union all</c>. Each row has a letter for what it
    /// counts, an id or a word, a number, the least and the greatest price, and a column for the order of a card.
    /// </summary>
    /// <param name="filter">The list's conditions; one that is not asked for costs nothing.</param>
    /// <param name="hits">A relation, of which the first <see cref="ProductFacets.CountLimit"/> rows are counted.</param>
    public static string Selects(ProductFilter filter, string hits)
    {
        var counted = $"(select * from {hits} limit {ProductFacets.CountLimit}) counted";
        if (!Conditions(filter).Any())
        {
            // Nothing tells the facets apart, so the hits are gone through once for all of them.
            return $"""
                (select case grouping(category_id, brand_id, origin) when 7 then 't' when 3 then 'c' when 5 then 'b' else 'o' end, coalesce(category_id, brand_id), origin, count(*), min(price_minor), max(price_minor), null::text
                 from {counted} group by grouping sets ((), (category_id), (brand_id), (origin))
                 having grouping(category_id, brand_id, origin) in (3, 7) or coalesce(brand_id::text, origin) is not null)
                """;
        }

        return $"""
            (select 't', null::uuid, null::text, count(*), min(price_minor), max(price_minor), null::text
             from {counted} where {Fits(filter)})
            union all
            (select 'c', category_id, null, count(*), null, null, null from {counted} where {Fits(filter)}
             group by category_id order by count(*) desc, category_id limit {MostValues})
            union all
            (select 'b', brand_id, null, count(*), null, null, null from {counted} where brand_id is not null and {Fits(filter, BrandFits)}
             group by brand_id order by count(*) desc, brand_id limit {MostValues})
            union all
            (select 'o', null, origin, count(*), null, null, null from {counted} where origin is not null and {Fits(filter, OriginFits)}
             group by origin order by count(*) desc, origin limit {MostValues})
            """;
    }

    private static IEnumerable<(string Name, string Condition)> Conditions(ProductFilter filter) =>
        new[] { (Name: BrandFits, Condition: filter.Brand), (Name: OriginFits, Condition: filter.Origin), (Name: "price_fits", Condition: filter.Price) }
            .Where(pair => !string.Equals(pair.Condition, ProductFilter.Anything, StringComparison.Ordinal));

    /// <summary>The most frequent first.</summary>
    private static List<FacetCount> Most(List<FacetCount> counts) => [.. counts.OrderByDescending(one => one.Count).ThenBy(one => one.Value, StringComparer.Ordinal).Take(MostValues)];

    private Money? Price(long? minor) => minor is { } amount && currency is { } known ? new Money(amount, known) : null;

    /// <summary>Takes a row of <see cref="Selects"/>.</summary>
    public void Read(NpgsqlDataReader reader)
    {
        var count = (int)reader.GetInt64(3);
        switch (reader.GetString(0))
        {
            case "t":
                _sum = (count, reader.IsDBNull(4) ? null : reader.GetInt64(4), reader.IsDBNull(5) ? null : reader.GetInt64(5));
                break;
            // What was added since the names were read is not named yet, and counted the next time.
            case "c" when tree.ById(CategoryId.From(reader.GetGuid(1))) is { } category:
                _categories.Add(new FacetCount(category.Slug, category.Name, count));
                break;
            case "b" when brands.ById(BrandId.From(reader.GetGuid(1))) is { } brand:
                _brands.Add(new FacetCount(brand.Slug, brand.Name, count));
                break;
            case "o":
                _origins.Add(new FacetCount(reader.GetString(2), LocalText.Empty, count));
                break;
            default:
                break;
        }
    }
}
