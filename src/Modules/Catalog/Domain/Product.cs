using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>What one says of a product.</summary>
internal sealed record ProductDetails(
    string Slug, ProductStatus Status, LocalText Name, LocalText Description, BrandId? BrandId, CategoryId CategoryId, string TaxClass, SellBy SellBy,
    int? MinimumAge, IReadOnlyDictionary<string, string> Attributes, string Keywords, int Popularity, IReadOnlyList<VariantDetails> Variants);

/// <summary>What one says of a variant.</summary>
internal sealed record VariantDetails(VariantId? Id, string Sku, LocalText Name, Quantity? NetContent, bool Archived, IReadOnlyList<PackDetails> Packs);

/// <summary>A product with what one can buy of it.</summary>
internal sealed class Product
{
    private readonly List<Variant> _variants = [];

    private Product()
    {
    }

    public ProductId Id { get; private set; }

    public string Slug { get; private set; } = "";

    public ProductStatus Status { get; private set; }

    public LocalText Name { get; private set; } = LocalText.Empty;

    public LocalText Description { get; private set; } = LocalText.Empty;

    public BrandId? BrandId { get; private set; }

    public CategoryId CategoryId { get; private set; }

    public string TaxClass { get; private set; } = "";

    public int? MinAge { get; private set; }

    public SellBy SellBy { get; private set; }

    public IReadOnlyDictionary<string, string> Attributes { get; private set; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    public string Keywords { get; private set; } = "";

    public int Popularity { get; private set; }

    public string SearchName { get; private set; } = "";

    public string SearchText { get; private set; } = "";

    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public IReadOnlyCollection<Variant> Variants => _variants;

    /// <summary>The variants as they are shown.</summary>
    public IEnumerable<Variant> InOrder => _variants.OrderBy(variant => variant.Position).ThenBy(variant => variant.Id.Value);

    /// <summary>A product of checked details (<see cref="ProductCheck.Run"/>).</summary>
    public static Product Create(ProductId id, ProductDetails details, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var product = new Product { Id = id, CreatedAt = now };
        product.Take(details, time);
        (product.Version, product.UpdatedAt) = (1, now);
        return product;
    }

    /// <summary>The faults of a change that lie in what the product is now.</summary>
    public void CheckChange(ProductDetails details, Problems problems)
    {
        if (!CatalogRules.MayBecome(Status, details.Status))
        {
            problems.Add(CatalogRules.NoDraftAgain("status"));
        }

        foreach (var (variant, index) in details.Variants.Select((variant, index) => (variant, index)))
        {
            problems.Require(variant.Id is not { } id || _variants.Exists(known => known.Id == id), "variant.unknown", "This product has no such variant; leave the id out for a new one.", $"variants[{index}].id");
            if (Find(variant) is { } known)
            {
                known.CheckPacks(variant.Packs, mayLose: Status == ProductStatus.Draft, problems, $"variants[{index}].packs");
            }
            else
            {
                problems.Require(variant.Packs.All(pack => pack.Id is null), "pack.unknown", "A new variant has no packs yet; leave their ids out.", $"variants[{index}].packs");
            }
        }
    }

    /// <summary>Takes checked details. A variant that is left out goes with a draft, and is archived where it was on sale.</summary>
    public void Change(ProductDetails details, TimeProvider time)
    {
        Take(details, time);
        Touch(time.GetUtcNow());
    }

    /// <summary>Takes it off sale.</summary>
    public void Archive(DateTimeOffset now)
    {
        Status = ProductStatus.Archived;
        Touch(now);
    }

    /// <summary>Says that something about it has changed, such as its pictures.</summary>
    public void Touch(DateTimeOffset now) => (Version, UpdatedAt) = (Version + 1, now);

    private Variant? Find(VariantDetails details) =>
        _variants.Find(variant => details.Id is { } id ? variant.Id == id : string.Equals(variant.Sku, details.Sku, StringComparison.Ordinal));

    private void Take(ProductDetails details, TimeProvider time)
    {
        var now = time.GetUtcNow();
        TakeVariants(details.Variants, time);
        (Slug, Status, Name, Description) = (details.Slug, details.Status, details.Name, details.Description);
        (BrandId, CategoryId, TaxClass) = (details.BrandId, details.CategoryId, details.TaxClass);
        (SellBy, MinAge, Keywords, Popularity) = (details.SellBy, details.MinimumAge, details.Keywords, details.Popularity);
        if (!Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(details.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal)))
        {
            Attributes = new SortedDictionary<string, string>(details.Attributes.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        }

        SearchName = Domain.SearchText.OfTitle(Name);
        SearchText = Domain.SearchText.OfProduct(Name, Description, Keywords, InOrder.SelectMany(variant => variant.Name.All.Values.Append(variant.Sku)));
        foreach (var variant in _variants)
        {
            variant.Stamp(now);
        }
    }

    private void TakeVariants(IReadOnlyList<VariantDetails> given, TimeProvider time)
    {
        var kept = given.Select(Find).ToList();
        var wanted = given.SelectMany(variant => variant.Packs).SelectMany(pack => pack.Barcodes).Select(code => code.Key).ToHashSet(StringComparer.Ordinal);

        // A code that wanders from one pack to another keeps its row. What is left out gives up only what others ask for:
        // what is still on a shelf can be scanned.
        var codes = _variants.SelectMany(variant => variant.Packs.SelectMany(pack => pack.TakeCodes(kept.Contains(variant) ? null : wanted)))
            .ToDictionary(code => code.Code, StringComparer.Ordinal);
        foreach (var gone in _variants.Except(kept.OfType<Variant>()).ToList())
        {
            if (Status == ProductStatus.Draft)
            {
                _variants.Remove(gone);
            }
            else
            {
                gone.Archive();
            }
        }

        var inOrder = kept.TrueForAll(variant => variant is not null) && kept.Zip(kept.Skip(1)).All(pair => pair.First!.Position < pair.Second!.Position);
        for (var index = 0; index < given.Count; index++)
        {
            var variant = kept[index];
            if (variant is null)
            {
                variant = Variant.Create(TypedId.New<VariantId>(time), Id);
                _variants.Add(variant);
            }

            variant.Change(given[index], inOrder ? variant.Position : index, codes, time);
        }
    }
}
