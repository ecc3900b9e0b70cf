using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// What the products of one request lay claim to, and what belongs to others: slugs, SKUs, barcodes, ids; and whether the
/// brands, categories and tax classes they name are there. Read with one statement, however many products there are.
/// </summary>
internal sealed class ProductClaims
{
    private readonly Dictionary<(char Kind, string Value), (Guid Product, string Name)> _owners = [];
    private readonly HashSet<Guid> _brands = [];
    private readonly HashSet<Guid> _categories = [];
    private readonly Dictionary<Guid, List<string>> _images = [];
    private IReadOnlySet<string> _taxClasses = new HashSet<string>();

    /// <summary>
    /// Reads what is known. Brands and categories are held until the commit, so that nobody deletes or renames one while a
    /// product with it is being written.
    /// </summary>
    public static async Task<ProductClaims> ReadAsync(
        UnitOfWork work, IStores stores, IReadOnlyCollection<(ProductId Id, ProductDetails Details)> wanted, CancellationToken cancellationToken)
    {
        var claims = new ProductClaims { _taxClasses = (await stores.ShopAsync(cancellationToken))?.TaxClasses.Select(tax => tax.Code).ToHashSet(StringComparer.Ordinal) ?? [] };
        var variants = wanted.SelectMany(product => product.Details.Variants).ToList();
        await using var command = (await work.CommandAsync("""
            with category as materialized (select id from catalog.category where id = any ($1) order by id for share),
            brand as materialized (select id from catalog.brand where id = any ($2) order by id for share)
            select 'c', id::text, id, '' from category
            union all select 'b', id::text, id, '' from brand
            union all select 'p', id::text, id, slug from catalog.product where id = any ($3)
            union all select 's', slug, id, slug from catalog.product where slug = any ($4)
            union all select 'k', sku, product_id, sku from catalog.variant where sku = any ($5)
            union all select 'g', barcode.code, variant.product_id, variant.sku from catalog.barcode
                join catalog.pack on pack.id = barcode.pack_id join catalog.variant on variant.id = pack.variant_id where barcode.code = any ($6)
            union all select 'i', image.file, image.product_id, '' from (select * from catalog.image where product_id = any ($3) order by position) image
            """, cancellationToken)).With(
            wanted.Select(product => product.Details.CategoryId.Value).Distinct().ToArray(),
            wanted.Select(product => product.Details.BrandId?.Value).OfType<Guid>().Distinct().ToArray(),
            wanted.Select(product => product.Id.Value).ToArray(),
            wanted.SelectMany(product => Slugs(product.Details, product.Id)).ToArray(),
            variants.Select(variant => variant.Sku).ToArray(),
            variants.SelectMany(variant => variant.Packs).SelectMany(pack => pack.Barcodes).Select(code => code.Key).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claims.Take(reader.GetString(0)[0], reader.GetString(1), reader.GetGuid(2), reader.GetString(3));
        }

        return claims;
    }

    /// <summary>The pictures of a product, in their order.</summary>
    public IReadOnlyList<string> Images(ProductId id) => _images.GetValueOrDefault(id.Value) ?? [];

    /// <summary>Whether another product has this id already.</summary>
    public bool Knows(ProductId id) => _owners.ContainsKey(('p', id.ToString()));

    /// <summary>A slug that is free: the one of the name, with the first SKU behind it, or with the end of the id.</summary>
    public string FreeSlug(ProductDetails details, ProductId id) =>
        Slugs(details, id).FirstOrDefault(slug => !_owners.TryGetValue(('s', slug), out var owner) || owner.Product == id.Value) ?? details.Slug;

    /// <summary>Whether all that the product names is there and free.</summary>
    public void Check(ProductId id, ProductDetails details, Problems problems)
    {
        problems.Require(_categories.Contains(details.CategoryId.Value), "category.unknown", "There is no such category.", "categoryId");
        problems.Require(details.BrandId is not { } brand || _brands.Contains(brand.Value), "brand.unknown", "There is no such brand.", "brandId");
        problems.Require(_taxClasses.Contains(details.TaxClass), "tax_class.unknown", "There is no such tax class.", "taxClass");
        Claim('s', details.Slug, id, "slug.taken", _ => "Another product has this slug.", "slug", problems);
        foreach (var (variant, index) in details.Variants.Select((variant, index) => (variant, index)))
        {
            Claim('k', variant.Sku, id, "sku.taken", _ => "Another product has this SKU.", $"variants[{index}].sku", problems);
            foreach (var code in variant.Packs.SelectMany(pack => pack.Barcodes))
            {
                Claim('g', code.Key, id, "barcode.taken", owner => $"The barcode {code.Printed} belongs to {owner}.", $"variants[{index}].packs", problems);
            }
        }
    }

    /// <summary>Takes what a product of this request now has, so that the next one cannot have it too.</summary>
    public void Hold(ProductId id, ProductDetails details)
    {
        _owners[('s', details.Slug)] = (id.Value, details.Slug);
        foreach (var variant in details.Variants)
        {
            _owners[('k', variant.Sku)] = (id.Value, variant.Sku);
            foreach (var code in variant.Packs.SelectMany(pack => pack.Barcodes))
            {
                _owners[('g', code.Key)] = (id.Value, variant.Sku);
            }
        }
    }

    private static IEnumerable<string> Slugs(ProductDetails details, ProductId id)
    {
        yield return details.Slug;
        if (details.Variants is [var first, ..] && first.Sku.Length > 0)
        {
            yield return Slug.From($"{Short(details.Slug)}-{first.Sku}");
        }

        yield return $"{Short(details.Slug)}-{id.ToString()[^8..]}";
    }

    private static string Short(string slug) => slug[..Math.Min(slug.Length, 60)].TrimEnd('-');

    private void Claim(char kind, string value, ProductId id, string code, Func<string, string> message, string field, Problems problems)
    {
        if (_owners.TryGetValue((kind, value), out var owner) && owner.Product != id.Value)
        {
            problems.Add(Error.Conflict(code, message(owner.Name)) with { Field = field });
        }
    }

    private void Take(char kind, string value, Guid product, string name)
    {
        switch (kind)
        {
            case 'c':
                _categories.Add(product);
                break;
            case 'b':
                _brands.Add(product);
                break;
            case 'i':
                (_images.TryGetValue(product, out var files) ? files : _images[product] = []).Add(value);
                break;
            default:
                _owners[(kind, value)] = (product, name);
                break;
        }
    }
}
