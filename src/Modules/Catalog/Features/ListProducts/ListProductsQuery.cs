using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Reads lists from the read model. The rows come as stored JSON, so that the API passes them on unparsed.</summary>
internal sealed class ListProductsQuery(NpgsqlDataSource database, CatalogCaches caches, IStores stores, TimeProvider time) : IDisposable
{
    private readonly SharedReads<string, Result<RawPage>> _pages = new();

    // A search visits many rows; a till never waits behind all of them.
    private readonly SemaphoreSlim _searches = new(DatabaseOptions.Few(database));

    /// <summary>A page of rows as they come from the database.</summary>
    internal sealed record RawPage(
        IReadOnlyList<CardRow> Rows, string? NextCursor, ProductFacets? Facets, string? CorrectedSearch, bool? IsPartial = null);

    /// <summary>The same page for all who ask for it with the same <paramref name="words"/> at once.</summary>
    public Task<Result<RawPage>> ReadAsync(string words, ProductQuery query, CancellationToken cancellationToken) =>
        _pages.ReadAsync(words, () => ReadAsync(query, CancellationToken.None), cancellationToken);

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

        var tree = await caches.CategoriesAsync(cancellationToken);
        var category = query.Category is null ? null : tree.BySlug(query.Category);
        problems.Require(query.Category is null || category is not null, "category.unknown", "There is no such category.", "category");
        var brands = await BrandsAsync(query, problems, cancellationToken);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var shop = await stores.ShopAsync(cancellationToken);
        var facets = new Facets(tree, await caches.BrandsAsync(cancellationToken), shop is null ? null : Currency.Get(shop.Currency));
        var words = string.IsNullOrWhiteSpace(query.Search) ? null : await SearchWords.UnderstandAsync(query.Search, database, cancellationToken);
        if (words is { Query: null })
        {
            return new RawPage([], null, query.Facets ? Facets.None : null, null);
        }

        var asked = new Asked(query, sort, cursor is null ? null : new Place(after!, cursor.Id), words, tree, category, brands);
        var (rows, last) = words is null ? await BrowseAsync(asked, cancellationToken) : await SearchAsync(asked, facets, cancellationToken);
        if (rows.Count == 0 && cursor is null && words is { Each.Count: > 1 } && query is { Category: null, Brands.Count: 0, Origins.Count: 0, PriceFrom: null, PriceTo: null })
        {
            return await SomeAsync(asked with { Words = words.Any() }, new Facets(tree, await caches.BrandsAsync(cancellationToken), shop is null ? null : Currency.Get(shop.Currency)), cancellationToken);
        }

        if (query.Facets && words is null)
        {
            await CountAsync(asked, facets, cancellationToken);
        }

        var next = rows.Count > query.Limit ? new Cursor(sort.Name, last!, rows[query.Limit - 1].Id).ToString() : null;
        return new RawPage(
            rows.Count > query.Limit ? rows.Take(query.Limit).ToList() : rows, next, query.Facets ? facets.Result : null, Corrected(query.Search, words, rows));
    }

    /// <summary>Nothing has all of the words: the first of what has some, those that have most before the others.</summary>
    private async Task<RawPage> SomeAsync(Asked asked, Facets facets, CancellationToken cancellationToken)
    {
        var (rows, _) = await SearchAsync(asked, facets, cancellationToken);
        return new RawPage([.. rows.Take(asked.Query.Limit)], null, asked.Query.Facets ? facets.Result : null, null, rows.Count > 0 ? true : null);
    }

    /// <inheritdoc/>
    public void Dispose() => _searches.Dispose();

    public async Task<IReadOnlyList<Shelf>> ShelvesAsync(IReadOnlyList<CategoryId> categories, int perShelf, CancellationToken cancellationToken)
    {
        var tree = await caches.CategoriesAsync(cancellationToken);
        var known = categories.Select(tree.ById).OfType<CategoryRecord>().ToList();
        var shelves = categories.ToDictionary(category => category, _ => new List<ProductCard>());
        if (known.Count > 0)
        {
            // One branch for each shelf: each is planned by the size of its category.
            var branches = known.Select((category, place) => $"""
                (select {place} as place, {CardRow.Line("item", "$1")} as line
                 from catalog.listing item
                 where {CategoryCondition.OfFirst(tree, category, perShelf, $"${place + 2}")}
                 order by item.popularity desc, item.product_id desc
                 limit {perShelf})
                """);
            await using var command = database.CreateCommand(string.Join(" union all ", branches)).With(time.GetUtcNow());
            foreach (var category in known)
            {
                command.With(category.Id.Value);
            }

            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                shelves[known[reader.GetInt32(0)].Id].Add(CardRow.Read(await reader.GetFieldValueAsync<byte[]>(1, cancellationToken)).ToCard());
            }
        }

        return [.. categories.Select(category => new Shelf(category, shelves[category]))];
    }

    /// <summary>
    /// Walks an index of the list: it reads about as many rows as it answers. They come as one value: to take in two dozen
    /// rows one by one costs more than everything else of a list. Beside it, the key of the last row that is shown.
    /// </summary>
    private async Task<(List<CardRow> Rows, string? Last)> BrowseAsync(Asked asked, CancellationToken cancellationToken)
    {
        var filter = asked.Filter(visitsAll: false);
        var key = asked.Sort.Expression(filter);
        // The number of rows is part of the text, because PostgreSQL would plan an unknown one as a tenth of the table.
        await using var command = database.CreateCommand($"""
            select string_agg(page.line, chr(10)), (array_agg(page.sort_key))[{asked.Query.Limit}]::text
            from (
                select {CardRow.Line("item", filter.Add(time.GetUtcNow()))} as line, {key} as sort_key
                from catalog.listing item
                where {filter.Where} and {filter.Brand} and {filter.Origin} and {filter.Price} and {asked.Sort.Condition} and {asked.Keyset(filter, key)}
                order by {key} {asked.Sort.Direction}, item.product_id {asked.Sort.Direction}
                limit {asked.Query.Limit + 1}) page
            """);
        filter.Bind(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !await reader.IsDBNullAsync(0, cancellationToken)
            ? (CardRow.ReadAll(await reader.GetFieldValueAsync<byte[]>(0, cancellationToken), asked.Query.Limit + 1),
                await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1))
            : ([], null);
    }

    private async Task CountAsync(Asked asked, Facets facets, CancellationToken cancellationToken)
    {
        var filter = asked.Filter(visitsAll: true);
        await using var command = database.CreateCommand($"""
            with hits as materialized (
                select {Facets.Columns(filter)} from catalog.search item where {filter.Where} limit {ProductFacets.CountLimit})
            {Facets.Selects(filter, "hits")}
            """);
        filter.Bind(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            facets.Read(reader);
        }
    }

    /// <summary>Visits every row that is found, once, to rank and to count; takes the cards of those that are shown.</summary>
    private async Task<(List<CardRow> Rows, string? Last)> SearchAsync(Asked asked, Facets facets, CancellationToken cancellationToken)
    {
        var filter = asked.Filter(visitsAll: true);
        var (sort, now) = (asked.Sort, filter.Add(time.GetUtcNow()));
        var counts = asked.Query.Facets ? Facets.Selects(filter, "hits") + " union all" : "";
        await using var command = database.CreateCommand($"""
            with hits as materialized (
                select item.product_id, {sort.Expression(filter)} as sort_key, {Facets.Columns(filter)}
                from catalog.search item
                where {filter.Where})
            {counts}
            (select 'r', null::uuid, {CardRow.Line("listing", now)}, null::bigint, null::bigint, null::bigint, shown.sort_key::text
             from (
                select item.product_id, item.sort_key
                from hits item
                where {Facets.Fits(filter)} and {sort.Condition} and {asked.Keyset(filter, "item.sort_key")}
                order by item.sort_key {sort.Direction}, item.product_id {sort.Direction}
                limit {asked.Query.Limit + 1}) shown
             join catalog.listing using (product_id)
             order by shown.sort_key {sort.Direction}, product_id {sort.Direction})
            """);
        filter.Bind(command);
        await _searches.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(command, asked, facets, cancellationToken);
        }
        finally
        {
            _searches.Release();
        }
    }

    private static async Task<(List<CardRow> Rows, string? Last)> ReadAsync(NpgsqlCommand command, Asked asked, Facets facets, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<CardRow>(asked.Query.Limit + 1);
        string? last = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!string.Equals(reader.GetString(0), "r", StringComparison.Ordinal))
            {
                facets.Read(reader);
                continue;
            }

            rows.Add(CardRow.Read(await reader.GetFieldValueAsync<byte[]>(2, cancellationToken)));
            last = rows.Count == asked.Query.Limit ? reader.GetString(6) : last;
        }

        return (rows, last);
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
            new Order("relevance", filter => $"({filter.Score})::bigint * 10000000 + item.popularity", "desc", Number),
        ProductSort.Relevance or ProductSort.Popular => new Order("popular", _ => "item.popularity", "desc", Number),
        ProductSort.PriceAscending => new Order("price", _ => "item.price_minor", "asc", Number) { Condition = "item.price_minor is not null" },
        ProductSort.PriceDescending => new Order("-price", _ => "item.price_minor", "desc", Number) { Condition = "item.price_minor is not null" },
        ProductSort.Name => new Order("name", _ => "item.name_sort", "asc", text => text),
        ProductSort.Newest => new Order("newest", _ => "item.created_at", "desc", text =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null),
        _ => throw new ArgumentOutOfRangeException(nameof(query), query.Sort, "An order nobody wrote."),
    };

    private static object? Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Where the page before ended.</summary>
    private sealed record Place(object Key, Guid Id);

    private sealed record Asked(
        ProductQuery Query, Order Sort, Place? After, SearchWords? Words, CategoryTree Tree, CategoryRecord? Category, IReadOnlyList<BrandId> Brands)
    {
        /// <param name="visitsAll">Whether all that fits is visited anyway; otherwise the first rows of an order are enough.</param>
        public ProductFilter Filter(bool visitsAll)
        {
            var narrowed = visitsAll || Brands.Count > 0 || Query.Origins.Count > 0 || Query.PriceFrom is not null || Query.PriceTo is not null;
            Func<ProductFilter, string>? category = Category is null ? null : filter => narrowed
                ? CategoryCondition.Of(Tree, Category, filter.Add(Category.Id.Value))
                : CategoryCondition.OfFirst(Tree, Category, Query.Limit, filter.Add(Category.Id.Value));
            return ProductFilter.Of(Query, Words, category, Brands, ranked: string.Equals(Sort.Name, "relevance", StringComparison.Ordinal));
        }

        public string Keyset(ProductFilter filter, string expression)
        {
            if (After is null)
            {
                return "true";
            }

            var key = After.Key switch
            {
                long number => filter.Add(number),
                DateTimeOffset moment => filter.Add(moment),
                _ => filter.Add((string)After.Key),
            };
            return $"({expression}, item.product_id) {Sort.After} ({key}, {filter.Add(After.Id)})";
        }
    }

    private sealed record Order(string Name, Func<ProductFilter, string> Expression, string Direction, Func<string, object?> Key)
    {
        public string After => string.Equals(Direction, "asc", StringComparison.Ordinal) ? ">" : "<";

        public string Condition { get; init; } = "true";
    }
}
