using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Reads lists from the read model. The rows come as stored JSON, so that the API passes them on unparsed.</summary>
internal sealed class ListProductsQuery(NpgsqlDataSource database, CatalogCaches caches, TimeProvider time)
{
    /// <summary>A page of rows as they come from the database.</summary>
    internal sealed record RawPage(
        IReadOnlyList<CardRow> Rows, string? NextCursor, ProductFacets? Facets, string? CorrectedSearch);

    public async Task<Result<RawPage>> ReadAsync(ProductQuery query, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var sort = SortOf(query);
        var cursor = Cursor.Read(query.Cursor, sort.Name, problems);
        var after = cursor is null ? null : sort.Key(cursor.Key);
        if (cursor is not null && after is null)
        {
            problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        }

        var category = await CategoryAsync(query, problems, cancellationToken);
        var brands = await BrandsAsync(query, problems, cancellationToken);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var words = string.IsNullOrWhiteSpace(query.Search) ? null : await SearchWords.UnderstandAsync(query.Search, database, cancellationToken);
        if (words is { Query: null })
        {
            return new RawPage([], null, query.Facets ? Facets.None : null, null);
        }

        var rows = await RowsAsync(query, words, category, brands, sort, cursor, after, cancellationToken);
        var next = rows.Count > query.Limit ? new Cursor(sort.Name, rows[query.Limit - 1].SortKey, rows[query.Limit - 1].Id).ToString() : null;
        var facets = query.Facets
            ? await Facets.ReadAsync(database, ProductFilter.Of(query, words, category, brands, ranked: false), cancellationToken)
            : null;
        return new RawPage(rows.Count > query.Limit ? rows.Take(query.Limit).ToList() : rows, next, facets, Corrected(query.Search, words, rows));
    }

    public async Task<IReadOnlyList<Shelf>> ShelvesAsync(IReadOnlyList<CategoryId> categories, int perShelf, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            select shelf.id, {CardRow.Columns("$3")}, '' as sort_key
            from unnest($1) with ordinality shelf (id, place)
            cross join lateral (
                select * from catalog.listing
                where listing.category_path @> array[shelf.id]
                order by listing.popularity desc, listing.product_id desc
                limit $2) listing
            order by shelf.place, listing.popularity desc, listing.product_id desc
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. categories.Select(category => category.Value)] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = perShelf });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var shelves = categories.ToDictionary(category => category, _ => new List<ProductCard>());
        while (await reader.ReadAsync(cancellationToken))
        {
            shelves[CategoryId.From(reader.GetGuid(0))].Add(CardRow.Read(reader, 1).ToCard());
        }

        return [.. categories.Select(category => new Shelf(category, shelves[category]))];
    }

    private async Task<List<CardRow>> RowsAsync(
        ProductQuery query, SearchWords? words, CategoryId? category, IReadOnlyList<BrandId> brands, Order sort, Cursor? cursor,
        object? after, CancellationToken cancellationToken)
    {
        var filter = ProductFilter.Of(query, words, category, brands, ranked: string.Equals(sort.Name, "relevance", StringComparison.Ordinal));
        var now = filter.Add(time.GetUtcNow());
        var limit = filter.Add(query.Limit + 1);
        var keyset = "true";
        if (cursor is not null)
        {
            var key = after switch
            {
                long number => filter.Add(number),
                DateTimeOffset moment => filter.Add(moment),
                _ => filter.Add((string)after!),
            };
            keyset = $"({sort.Expression(filter)}, listing.product_id) {sort.After} ({key}, {filter.Add(cursor.Id)})";
        }

        await using var command = database.CreateCommand($"""
            select {CardRow.Columns(now)}, ({sort.Expression(filter)})::text as sort_key
            from catalog.listing
            where {filter.Where} and {filter.Brand} and {filter.Origin} and {filter.Price} and {sort.Condition} and {keyset}
            order by {sort.Expression(filter)} {sort.Direction}, listing.product_id {sort.Direction}
            limit {limit}
            """);
        filter.Bind(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<CardRow>(query.Limit + 1);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(CardRow.Read(reader, 0));
        }

        return rows;
    }

    private async ValueTask<CategoryId?> CategoryAsync(ProductQuery query, Problems problems, CancellationToken cancellationToken)
    {
        if (query.Category is null)
        {
            return null;
        }

        var found = (await caches.CategoriesAsync(cancellationToken)).BySlug(query.Category);
        problems.Require(found is not null, "category.unknown", "There is no such category.", "category");
        return found?.Id;
    }

    private async ValueTask<IReadOnlyList<BrandId>> BrandsAsync(ProductQuery query, Problems problems, CancellationToken cancellationToken)
    {
        if (query.Brands.Count == 0)
        {
            return [];
        }

        var all = await caches.BrandsAsync(cancellationToken);
        var found = query.Brands.Select(all.BySlug).ToList();
        problems.Require(found.TrueForAll(brand => brand is not null), "brand.unknown", "There is no such brand.", "brand");
        return [.. found.OfType<BrandRecord>().Select(brand => brand.Id)];
    }

    /// <summary>The search as it was understood, in the spelling of the product found first.</summary>
    private static string? Corrected(string? typed, SearchWords? words, IReadOnlyList<CardRow> rows)
    {
        if (words is null || words.Corrections.Count == 0 || rows.Count == 0)
        {
            return null;
        }

        var spelt = rows.Take(5).SelectMany(row => row.ToCard().Name.All.Values).SelectMany(name => name.Split(' ', ',', '-', '(', ')', '/'))
            .Where(word => word.Length > 0 && char.IsAscii(word[0])).ToList();
        var shown = typed!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
            words.Corrections.TryGetValue(SearchFold.Text(word), out var meant)
                ? (spelt.Find(candidate => string.Equals(SearchFold.Text(candidate), meant, StringComparison.Ordinal)) ?? meant).ToLowerInvariant()
                : word);
        return string.Join(' ', shown);
    }

    private static Order SortOf(ProductQuery query) => query.Sort switch
    {
        ProductSort.Relevance when !string.IsNullOrWhiteSpace(query.Search) =>
            // Score first, popularity inside the same score, as one number: it stays a simple keyset.
            new Order("relevance", filter => $"({filter.Score})::bigint * 10000000 + listing.popularity", "desc", Number),
        ProductSort.Relevance or ProductSort.Popular => new Order("popular", _ => "listing.popularity", "desc", Number),
        ProductSort.PriceAscending => new Order("price", _ => "listing.price_minor", "asc", Number) { Condition = "listing.price_minor is not null" },
        ProductSort.PriceDescending => new Order("-price", _ => "listing.price_minor", "desc", Number) { Condition = "listing.price_minor is not null" },
        ProductSort.Name => new Order("name", _ => "listing.name_sort", "asc", text => text),
        ProductSort.Newest => new Order("newest", _ => "listing.created_at", "desc", text =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null),
        _ => throw new ArgumentOutOfRangeException(nameof(query), query.Sort, "An order nobody wrote."),
    };

    private static object? Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Order(string Name, Func<ProductFilter, string> Expression, string Direction, Func<string, object?> Key)
    {
        public string After => string.Equals(Direction, "asc", StringComparison.Ordinal) ? ">" : "<";

        public string Condition { get; init; } = "true";
    }
}
