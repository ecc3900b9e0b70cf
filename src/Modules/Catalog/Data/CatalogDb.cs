using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Aisle.Modules.Catalog.Data;

/// <summary>Products, categories and brands, for editing. Reading, imports, prices and pictures are written by hand.</summary>
internal sealed class CatalogDb : ModuleDbContext
{
    public CatalogDb(UnitOfWork unitOfWork) : base(unitOfWork, "catalog")
    {
        // A failed save ends the unit of work; a savepoint for each would only be two more round trips.
        Database.AutoSavepointsEnabled = false;
    }

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Brand> Brands => Set<Brand>();

    /// <summary>Products with all that belongs to them, to be changed.</summary>
    public IQueryable<Product> WholeProducts => Products.AsTracking().Include(row => row.Variants).ThenInclude(variant => variant.Packs).ThenInclude(pack => pack.Barcodes);

    protected override void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Product>(MapProduct);
        modelBuilder.Entity<Variant>(variant =>
        {
            variant.ToTable("variant");
            variant.Property(row => row.Id).ValueGeneratedNever();
            variant.Property(row => row.Version).IsConcurrencyToken();
            variant.Ignore(row => row.NetContent);
            variant.HasMany(row => row.Packs).WithOne().HasForeignKey(pack => pack.VariantId);
        });
        modelBuilder.Entity<Pack>(pack =>
        {
            pack.ToTable("pack");
            pack.Property(row => row.Id).ValueGeneratedNever();
            pack.HasMany(row => row.Barcodes).WithOne().HasForeignKey(code => code.PackId);
        });
        modelBuilder.Entity<Barcode>(code =>
        {
            code.ToTable("barcode");
            code.HasKey(row => row.Code);
            code.Ignore(row => row.Written);
        });
        modelBuilder.Entity<Category>(category =>
        {
            category.ToTable("category");
            category.Property(row => row.Id).ValueGeneratedNever();
            category.Property(row => row.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Brand>(brand =>
        {
            brand.ToTable("brand");
            brand.Property(row => row.Id).ValueGeneratedNever();
            brand.Property(row => row.Version).IsConcurrencyToken();
        });
    }

    private static void MapProduct(EntityTypeBuilder<Product> product)
    {
        product.ToTable("product");
        product.Property(row => row.Id).ValueGeneratedNever();
        product.Property(row => row.Status).HasConversion(status => Words.Of(status), word => Words.Status(word));
        product.Property(row => row.SellBy).HasConversion(by => Words.Of(by), word => Words.SellBy(word));
        product.Property(row => row.Attributes).HasColumnType("jsonb").HasConversion<AttributesConverter, AttributesComparer>();
        product.Property(row => row.Version).IsConcurrencyToken();
        product.Ignore(row => row.InOrder);
        product.HasMany(row => row.Variants).WithOne().HasForeignKey(variant => variant.ProductId);
    }

    private sealed class AttributesConverter() : ValueConverter<IReadOnlyDictionary<string, string>, string>(
        attributes => JsonSerializer.Serialize(attributes, JsonSerializerOptions.Default),
        json => JsonSerializer.Deserialize<SortedDictionary<string, string>>(json, JsonSerializerOptions.Default)!);

    /// <summary>A change is always another object.</summary>
    private sealed class AttributesComparer() : ValueComparer<IReadOnlyDictionary<string, string>>(
        (left, right) => ReferenceEquals(left, right), attributes => attributes.Count, attributes => attributes);
}

/// <summary>The words that columns hold for what the contract has types for.</summary>
internal static class Words
{
    public static string Of(ProductStatus status) => status switch
    {
        ProductStatus.Draft => "draft",
        ProductStatus.Active => "active",
        ProductStatus.Archived => "archived",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A status without a word."),
    };

    public static string Of(SellBy by) => by == Contracts.Catalog.SellBy.Weight ? "weight" : "piece";

    public static ProductStatus Status(string word) => Enum.Parse<ProductStatus>(word, ignoreCase: true);

    public static SellBy SellBy(string word) => Enum.Parse<SellBy>(word, ignoreCase: true);
}
