using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What came of writing one product.</summary>
/// <param name="Edit">The product now.</param>
/// <param name="Before">What it said before; null for a new one.</param>
/// <param name="Changed">Whether anything is different.</param>
internal sealed record WrittenProduct(ProductEdit Edit, ProductEdit? Before, bool Changed);

/// <summary>What the use cases that write products share. Runs inside their unit of work.</summary>
internal sealed class ProductEditing(UnitOfWork work, CatalogDb db, IStores stores, TimeProvider time)
{
    public static Error Unknown { get; } = Error.NotFound("product.unknown", "There is no such product.");

    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);

    public Task<ProductClaims> ClaimsAsync(IReadOnlyCollection<(ProductId Id, ProductDetails Details)> wanted, CancellationToken cancellationToken) =>
        ProductClaims.ReadAsync(work, stores, wanted, cancellationToken);

    /// <summary>Makes or changes a product in memory; answers every fault, and then nothing is changed.</summary>
    public Result<WrittenProduct> Write(ProductId id, Product? known, ProductBody body, ProductDetails details, Problems problems, ProductClaims claims)
    {
        if (body.Slug is null && known is null)
        {
            details = details with { Slug = claims.FreeSlug(details, id) };
        }

        known?.CheckChange(details, problems);
        problems.Require(known is not null || details.Variants.All(variant => variant.Id is null && variant.Packs.All(pack => pack.Id is null)),
            "variant.unknown", "A new product has no variants and packs yet; leave their ids out.", "variants");
        claims.Check(id, details, problems);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var images = claims.Images(id);
        var before = known is null ? null : ProductEdit.Of(known, images);
        if (known is null)
        {
            known = Product.Create(id, details, time);
            db.Add(known);
        }
        else if (IsSame(known, details, images, before!))
        {
            return new WrittenProduct(before!, before, Changed: false);
        }

        claims.Hold(id, details);
        return new WrittenProduct(ProductEdit.Of(known, images), before, Changed: true);
    }

    /// <summary>Writes what was changed, brings lists and search up to date, and says it to everybody.</summary>
    public async Task PublishAsync(IReadOnlyCollection<WrittenProduct> written, CancellationToken cancellationToken)
    {
        var changed = written.Where(product => product.Changed).ToList();
        if (changed.Count == 0)
        {
            return;
        }

        await RefreshAsync(changed.Select(product => product.Edit.Id), cancellationToken);
        foreach (var product in changed)
        {
            Tell(product.Before is null ? "catalog.product.add" : "catalog.product.update", product.Edit, product.Before?.Content, product.Edit.Content);
        }
    }

    /// <summary>Brings lists and search up to date with what was just changed.</summary>
    public async Task RefreshAsync(IEnumerable<ProductId> products, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await using var refresh = (await work.CommandAsync("select catalog.refresh_listing($1, $2)", cancellationToken)).With(products.Select(id => id.Value).ToArray(), time.GetUtcNow());
        await refresh.ExecuteNonQueryAsync(cancellationToken);
        work.Changed(CatalogModule.Tag);
    }

    public void Tell(string action, ProductEdit product, object? before, object? after)
    {
        work.Audit(new AuditEntry(action, "catalog.product", product.Id.ToString(), product.Name.In("en"), before, after));
        work.Publish(new ProductChanged(product.Id, IsDeleted: after is null));
    }

    /// <summary>A product as those see it who edit it; null where there is none.</summary>
    public async Task<ProductEdit?> FindAsync(ProductId id, CancellationToken cancellationToken) =>
        await db.WholeProducts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } product
            ? ProductEdit.Of(product, await ImagesAsync(id, cancellationToken)) : null;

    /// <summary>The pictures of a product, in their order.</summary>
    public async Task<IReadOnlyList<string>> ImagesAsync(ProductId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select coalesce(array_agg(file order by position), '{}') from catalog.image where product_id = $1", cancellationToken)).With(id.Value);
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Changes it, and takes the new version back where it says what it said before.</summary>
    private bool IsSame(Product known, ProductDetails details, IReadOnlyList<string> images, ProductEdit before)
    {
        known.Change(details, time);
        var after = ProductEdit.Of(known, images);
        if (!string.Equals(JsonSerializer.Serialize(before.Content, JsonDefaults.Options), JsonSerializer.Serialize(after.Content, JsonDefaults.Options), StringComparison.Ordinal))
        {
            return false;
        }

        db.Entry(known).CurrentValues.SetValues(db.Entry(known).OriginalValues);
        return true;
    }
}
