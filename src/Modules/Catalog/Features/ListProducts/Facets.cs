using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// Counts a whole result by category, brand and origin in one statement. A facet is counted under all filters but its
/// own, so that a second brand can be ticked beside the first.
/// </summary>
internal static class Facets
{
    private const int MostValues = 20;

    public static ProductFacets None { get; } = new(0, [], [], [], null, null);

    public static async Task<ProductFacets> ReadAsync(NpgsqlDataSource database, ProductFilter filter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            with hits as materialized (
                select listing.category_id, listing.brand_id, listing.origin, listing.price_minor, listing.currency,
                       {filter.Brand} as brand_fits, {filter.Origin} as origin_fits, {filter.Price} as price_fits
                from catalog.listing
                where {filter.Where}
                limit {ProductFacets.CountLimit}
            )
            (select 't', '', '{"{}"}', count(*)::int, min(price_minor), max(price_minor), max(currency)
             from hits where brand_fits and origin_fits and price_fits)
            union all
            (select 'c', category.slug, category.name::text, counted.products, null, null, null
             from (select category_id, count(*)::int as products from hits where brand_fits and origin_fits and price_fits
                   group by category_id order by products desc, category_id limit {MostValues}) counted
             join catalog.category on category.id = counted.category_id)
            union all
            (select 'b', brand.slug, brand.name::text, counted.products, null, null, null
             from (select brand_id, count(*)::int as products from hits where origin_fits and price_fits and brand_id is not null
                   group by brand_id order by products desc, brand_id limit {MostValues}) counted
             join catalog.brand on brand.id = counted.brand_id)
            union all
            (select 'o', origin, '{"{}"}', count(*)::int, null, null, null
             from hits where brand_fits and price_fits and origin is not null
             group by origin order by count(*) desc, origin limit {MostValues})
            """);
        filter.Bind(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (categories, brands, origins) = (new List<FacetCount>(), new List<FacetCount>(), new List<FacetCount>());
        var total = 0;
        Money? from = null, to = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var count = reader.GetInt32(3);
            switch (reader.GetString(0))
            {
                case "t":
                    total = count;
                    if (!reader.IsDBNull(4))
                    {
                        var currency = Currency.Get(reader.GetString(6));
                        (from, to) = (new Money(reader.GetInt64(4), currency), new Money(reader.GetInt64(5), currency));
                    }

                    break;
                case "c":
                    categories.Add(Count(reader, count));
                    break;
                case "b":
                    brands.Add(Count(reader, count));
                    break;
                default:
                    origins.Add(Count(reader, count));
                    break;
            }
        }

        return new ProductFacets(total, categories, brands, origins, from, to);
    }

    private static FacetCount Count(NpgsqlDataReader reader, int count) =>
        new(reader.GetString(1), JsonSerializer.Deserialize<LocalText>(reader.GetString(2), JsonDefaults.Options)!, count);
}
