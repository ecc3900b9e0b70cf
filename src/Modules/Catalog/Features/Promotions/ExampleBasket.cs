using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A pack in an example basket.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Sku">Code of its variant.</param>
/// <param name="Unit">What it is counted in.</param>
internal sealed record ExamplePack(Guid Id, LocalText Name, string Sku, string Unit);

/// <summary>Finds goods for an example basket: those asked for, or some that a promotion is about, with as many as it takes. What is weighed is in no group of pieces, and so comes last.</summary>
internal sealed class ExampleBasket(UnitOfWork work)
{
    private const string Columns = """
        select pack.id, product.name::text, variant.name::text, variant.sku, pack.unit
        from catalog.listing join catalog.product on product.id = listing.product_id join catalog.variant on variant.product_id = product.id and not variant.archived
        join catalog.pack on pack.variant_id = variant.id and pack.position = 0
        """;

    /// <summary>Those with these ids.</summary>
    public Task<IReadOnlyList<ExamplePack>> ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        ReadAsync("""
            select pack.id, product.name::text, variant.name::text, variant.sku, pack.unit
            from catalog.pack join catalog.variant on variant.id = pack.variant_id join catalog.product on product.id = variant.product_id where pack.id = any ($1) order by variant.sku
            """, cancellationToken, ids.ToArray());

    /// <summary>Those that fit the words, the most popular first.</summary>
    public Task<IReadOnlyList<ExamplePack>> SearchAsync(string words, CancellationToken cancellationToken) => ReadAsync(
        $"{Columns} where left(product.search_text, 240) like $1 or variant.sku = $2 order by variant.sku <> $2, product.search_name not like $1, listing.popularity desc, variant.position, pack.id limit 8",
        cancellationToken, Data.WordPattern.Of(words), words.Trim());

    /// <summary>A basket in which the promotion takes something off, where its goods are on sale.</summary>
    public async Task<IReadOnlyList<(ExamplePack Pack, decimal Quantity)>> OfAsync(PromotionRule rule, CancellationToken cancellationToken)
    {
        var basket = new Dictionary<Guid, (ExamplePack, decimal)>();
        foreach (var (goods, kinds, quantity) in Asked(rule))
        {
            foreach (var pack in await SomeAsync(goods, kinds, cancellationToken))
            {
                basket.TryAdd(pack.Id, (pack, quantity));
            }
        }

        return [.. basket.Values];
    }

    private static IEnumerable<(GoodsRule Goods, int Kinds, decimal Quantity)> Asked(PromotionRule rule)
    {
        var (benefit, goods) = (rule.Benefit, rule.Goods ?? new GoodsRule());
        var enough = Math.Max(1, Math.Ceiling(rule.Minimum?.Quantity ?? 1));
        return benefit.Kind switch
        {
            PromotionKind.SetPrice or PromotionKind.CheapestOff => [(goods, benefit.SameItem == true ? 1 : 2, Math.Max(enough, benefit.Count ?? 2))],
            PromotionKind.BuyGet when benefit.GetGoods is { } get => [(goods, 1, benefit.Buy ?? 1), (get, 1, benefit.Get ?? 1)],
            PromotionKind.BuyGet => [(goods, 1, (benefit.Buy ?? 1) + (benefit.Get ?? 1))],
            PromotionKind.Bundle => (benefit.Parts ?? []).Select(part => (part.Goods ?? new GoodsRule(), 1, (decimal)part.Count)),
            PromotionKind.BasketAmount or PromotionKind.BasketPercent => [(goods, 3, Math.Max(enough, 2))],
            _ => [(goods, 2, enough)],
        };
    }

    private Task<IReadOnlyList<ExamplePack>> SomeAsync(GoodsRule goods, int most, CancellationToken cancellationToken)
    {
        var filter = goods.ToFilter();
        return ReadAsync($"""
            {Columns}
            where listing.price_minor is not null and ($5 or variant.id = any ($1) or product.brand_id = any ($2) or listing.category_path && $3) and not variant.id = any ($4) and not listing.category_path && $6
            order by product.sell_by, listing.popularity desc, product.id, variant.position limit $7
            """, cancellationToken, filter.ItemIds.ToArray(), filter.BrandIds.ToArray(), filter.CategoryIds.ToArray(), filter.ExceptItemIds.ToArray(), filter.IsOpen, filter.ExceptCategoryIds.ToArray(), most);
    }

    private async Task<IReadOnlyList<ExamplePack>> ReadAsync(string sql, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync(sql, cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new ExamplePack(row.GetGuid(0), ItemQuery.Whole(row.Json<LocalText>(1), row.Json<LocalText>(2)), row.GetString(3), row.GetString(4)), cancellationToken);
    }
}
