using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using System.Text.Json;
using Npgsql;

namespace Aisle.Modules.Catalog.Data;

/// <summary>Categories and brands in memory: every page and every filter needs them, and they are few.</summary>
internal sealed class CatalogCaches : IDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly ChangeCache<CategoryTree> _categories;
    private readonly ChangeCache<BrandList> _brands;

    public CatalogCaches(ApartDatabase database, ChangeListener listener)
    {
        _database = database.Source;
        _categories = new ChangeCache<CategoryTree>(listener, CatalogModule.Tag, LoadCategoriesAsync);
        _brands = new ChangeCache<BrandList>(listener, CatalogModule.Tag, LoadBrandsAsync);
    }

    public ValueTask<CategoryTree> CategoriesAsync(CancellationToken cancellationToken) => _categories.GetAsync(cancellationToken);

    public ValueTask<BrandList> BrandsAsync(CancellationToken cancellationToken) => _brands.GetAsync(cancellationToken);

    public void Dispose()
    {
        _categories.Dispose();
        _brands.Dispose();
    }

    private async Task<CategoryTree> LoadCategoriesAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("""
            with recursive
            counted as (
                select path.id, count(*)::int as products
                from catalog.search, unnest(search.category_path) path (id)
                group by path.id
            ),
            tree as (
                select id, 1 as depth from catalog.category where parent_id is null
                union all
                select child.id, tree.depth + 1
                from catalog.category child join tree on tree.id = child.parent_id
            )
            select category.id, category.parent_id, category.slug, category.name::text, category.color, category.icon, counted.products, category.version
            from catalog.category join tree using (id) join counted using (id)
            order by tree.depth, category.position, category.slug
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<CategoryRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(new CategoryRecord(
                CategoryId.From(reader.GetGuid(0)), reader.IsDBNull(1) ? null : CategoryId.From(reader.GetGuid(1)), reader.GetString(2),
                Text(reader.GetString(3)), reader.GetString(4), reader.GetString(5), reader.GetInt32(6), reader.GetInt32(7)));
        }

        return new CategoryTree(all);
    }

    private async Task<BrandList> LoadBrandsAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("""
            select brand.id, brand.slug, brand.name::text, brand.country, count(*)::int, brand.version
            from catalog.brand join catalog.search on search.brand_id = brand.id
            group by brand.id
            order by brand.search_text, brand.slug
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<BrandRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            all.Add(new BrandRecord(
                BrandId.From(reader.GetGuid(0)), reader.GetString(1), Text(reader.GetString(2)), reader.GetString(3), reader.GetInt32(4), reader.GetInt32(5)));
        }

        return new BrandList(all);
    }

    private static LocalText Text(string json) => JsonSerializer.Deserialize<LocalText>(json, JsonDefaults.Options)!;
}
