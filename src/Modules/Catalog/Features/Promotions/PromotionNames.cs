using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What a promotion may name: <c>variant</c>, <c>category</c> or <c>brand</c>.</summary>
/// <param name="Type">Which of them.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name.</param>
/// <param name="Note">SKU of a variant; else empty.</param>
internal sealed record NamedGoods(string Type, Guid Id, LocalText Name, string Note);

/// <summary>Variants, categories and brands that promotions name, one statement whatever they are.</summary>
internal sealed class PromotionNames(UnitOfWork work, CustomerGroups groups)
{
    private const string Sql = """
        select 'variant', variant.id, product.name::text, variant.name::text, variant.sku from catalog.variant join catalog.product on product.id = variant.product_id where variant.id = any ($1)
        union all select 'category', id, name::text, '{}', '' from catalog.category where id = any ($1)
        union all select 'brand', id, name::text, '{}', '' from catalog.brand where id = any ($1)
        """;

    // Names and codes alike; a variant is found by the folded words of its product, or by its own code.
    private const string SearchSql = """
        (select 'category', id, name::text, '{}', '' from catalog.category where search_text like $1 order by position, slug limit 6)
        union all (select 'brand', id, name::text, '{}', '' from catalog.brand where search_text like $1 order by search_text limit 6)
        union all (select 'variant', variant.id, product.name::text, variant.name::text, variant.sku
                   from catalog.product join catalog.variant on variant.product_id = product.id
                   where product.status = 'active' and not variant.archived and (left(product.search_text, 240) like $1 or variant.sku = $2)
                   order by variant.sku <> $2, product.search_name not like $1, product.popularity desc, variant.position, variant.id limit 12)
        """;

    /// <summary>Tells which goods and groups nobody knows.</summary>
    public async Task CheckAsync(PromotionRule rule, Problems problems, CancellationToken cancellationToken)
    {
        var named = rule.GoodsInFields().SelectMany(part => Lists(part.Goods).Select(list => (list.Type, list.Ids, Field: $"{part.Field}.{list.Field}"))).Where(list => list.Ids.Count <= PromotionCheck.MostNamed).ToList();
        var known = (await ReadAsync(named.SelectMany(list => list.Ids), cancellationToken)).Select(one => (one.Type, one.Id)).ToHashSet();
        foreach (var (type, ids, field) in named)
        {
            for (var index = 0; index < ids.Count; index++)
            {
                problems.Require(known.Contains((type, ids[index])), "promotion.goods_unknown", "There are no such goods.", FormattableString.Invariant($"{field}[{index}]"));
            }
        }

        foreach (var (group, index) in (rule.Terms?.Groups ?? []).Take(PromotionCheck.MostNamed).Select((group, index) => (group, index)))
        {
            problems.Require(await groups.KnowsAsync(group, cancellationToken), "group.unknown", "There is no such group of customers.", FormattableString.Invariant($"terms.groups[{index}]"));
        }
    }

    /// <summary>Names of all that is named; what nobody knows is left out.</summary>
    public async Task<IReadOnlyList<NamedGoods>> ReadAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToArray();
        return wanted.Length == 0 ? [] : await ReadAsync(Sql, cancellationToken, wanted);
    }

    /// <summary>What fits the words: categories and brands, then variants on sale.</summary>
    public Task<IReadOnlyList<NamedGoods>> SearchAsync(string words, CancellationToken cancellationToken) =>
        ReadAsync(SearchSql, cancellationToken, Data.WordPattern.Of(words), words.Trim());

    private static IEnumerable<(string Type, IReadOnlyList<Guid> Ids, string Field)> Lists(GoodsRule goods) =>
    [
        ("variant", Ids(goods.Variants), "variants"), ("category", Ids(goods.Categories), "categories"), ("brand", Ids(goods.Brands), "brands"),
        ("variant", Ids(goods.ExceptVariants), "exceptVariants"), ("category", Ids(goods.ExceptCategories), "exceptCategories"),
    ];

    private static IReadOnlyList<Guid> Ids<TId>(IReadOnlyList<TId>? ids) where TId : struct, ITypedId<TId> => [.. (ids ?? []).Select(id => id.Value)];

    private async Task<IReadOnlyList<NamedGoods>> ReadAsync(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new NamedGoods(row.GetString(0), row.GetGuid(1), ItemQuery.Whole(row.Json<LocalText>(2), row.Json<LocalText>(3)), row.GetString(4)), cancellationToken);
    }
}
