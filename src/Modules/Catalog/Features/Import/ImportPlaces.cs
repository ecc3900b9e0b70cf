using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using System.Text.Json;
using Aisle.Platform.Http;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// Brands and categories by slug, as one import knows them. New ones are made on the way, in the transaction of the
/// rows that name them; after a chunk that was rolled back it is loaded anew, so this never knows more than the database.
/// </summary>
internal sealed class ImportPlaces(UnitOfWork work, TimeProvider time)
{
    private readonly Dictionary<string, Guid> _brands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Guid Id, Guid? Parent)> _categories = new(StringComparer.Ordinal);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _brands.Clear();
        _categories.Clear();
        await using (var command = await work.CommandAsync("select slug, id from catalog.brand", cancellationToken))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                _brands[reader.GetString(0)] = reader.GetGuid(1);
            }
        }

        await using (var command = await work.CommandAsync("select slug, id, parent_id from catalog.category", cancellationToken))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                _categories[reader.GetString(0)] = (reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2));
            }
        }
    }

    /// <summary>The brand of a row: null for none; an error where it names one that is not there and does not say its name.</summary>
    public async ValueTask<Result<BrandChoice>> BrandAsync(ProductRow row, CancellationToken cancellationToken)
    {
        if (row.Brand is null && row.BrandName.IsEmpty)
        {
            return new BrandChoice(null);
        }

        var slug = row.Brand ?? CatalogRules.SlugOf(row.BrandName);
        if (_brands.TryGetValue(slug, out var known))
        {
            return new BrandChoice(known);
        }

        if (row.BrandName.IsEmpty)
        {
            return Error.Validation("brand.unknown", $"There is no brand '{slug}'.", "brand");
        }

        var id = Guid.CreateVersion7(time.GetUtcNow());
        await using var command = (await work.CommandAsync("""
            insert into catalog.brand (id, slug, name, search_text, updated_at) values ($1, $2, $3::jsonb, $4, $5)
            """, cancellationToken)).With(id, slug, Json(row.BrandName), SearchText.OfName(row.BrandName), time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
        _brands[slug] = id;
        return new BrandChoice(id);
    }

    /// <summary>The category of a row, by slug or by path; a path makes what is missing.</summary>
    public async ValueTask<Result<Guid>> CategoryAsync(ProductRow row, CancellationToken cancellationToken)
    {
        if (row.Category is { } slug)
        {
            return _categories.TryGetValue(slug, out var known) ? known.Id : Error.Validation("category.unknown", $"There is no category '{slug}'.", "category");
        }

        Guid? parent = null;
        var parentSlug = "";
        foreach (var name in row.CategoryPath)
        {
            (var id, parentSlug) = await StepAsync(parent, parentSlug, name, cancellationToken);
            parent = id;
        }

        return parent!.Value;
    }

    internal static string Json(LocalText text) => JsonSerializer.Serialize(text, JsonDefaults.Options);

    /// <summary>The category called so below a parent. Where another place took the slug, the parent's goes before it, or a number behind.</summary>
    private async Task<(Guid Id, string Slug)> StepAsync(Guid? parent, string parentSlug, string name, CancellationToken cancellationToken)
    {
        var text = LocalText.Of(("en", name));
        var plain = CatalogRules.SlugOf(text);
        var below = Slug.From($"{parentSlug}-{plain}");
        var numbered = Enumerable.Range(2, 98).Select(number => $"{below[..Math.Min(below.Length, 70)].TrimEnd('-')}-{number}");
        foreach (var slug in (string[])[plain, below, .. numbered])
        {
            if (_categories.TryGetValue(slug, out var known))
            {
                if (known.Parent == parent)
                {
                    return (known.Id, slug);
                }

                continue;
            }

            var id = Guid.CreateVersion7(time.GetUtcNow());
            await using var command = (await work.CommandAsync("""
                insert into catalog.category (id, parent_id, slug, name, position, search_text, updated_at) values ($1, $2, $3, $4::jsonb, $5, $6, $7)
                """, cancellationToken)).With(id, parent, slug, Json(text), _categories.Count, SearchText.OfName(text), time.GetUtcNow());
            await command.ExecuteNonQueryAsync(cancellationToken);
            _categories[slug] = (id, parent);
            return (id, slug);
        }

        throw new InvalidOperationException($"No slug is left for the category '{name}' below '{parentSlug}'.");
    }
}

/// <summary>A brand, or none.</summary>
/// <param name="Id">Id, or null for a product without a brand.</param>
internal sealed record BrandChoice(Guid? Id);
