using System.Buffers;
using System.Text;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Caching;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/products</c>: search, filters, order, facets, cursor.</summary>
internal static class ListProducts
{
    private static readonly QueryParameter<string?> _search = Query.Text("q", "What somebody typed, in any language and spelling.", 200, "basmti rice");
    private static readonly QueryParameter<string?> _category = Query.Text("category", "Slug of a category; its subcategories count.", 100, "rice");
    private static readonly QueryParameter<string?> _brand = Query.Texts("brand", "Slugs of brands, any of which.", 100);
    private static readonly QueryParameter<string?> _origin = Query.Texts("origin", "Countries of origin (ISO 3166-1 alpha-2), any of which.", 2, "BD");
    private static readonly QueryParameter<decimal?> _from = Query.Amount("priceFrom", "Least price.");
    private static readonly QueryParameter<decimal?> _to = Query.Amount("priceTo", "Greatest price.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows.", "relevance", [.. ProductSorts.ByWord.Keys]);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 100, 24);
    private static readonly QueryParameter<bool> _facets = Query.Flag("facets", "Whether the whole result is counted by category, brand, origin and price.");
    private static readonly QueryParameter[] _query = [_search, _category, _brand, _origin, _from, _to, _sort, Cursor.Parameter, _limit, _facets];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/products", HandleAsync)
        .WithName(nameof(ListProducts))
        .WithTags("Catalogue")
        .WithSummary("List products")
        .WithDescription("Active products by search, filter and order. A search tolerates misspelling, takes English, Bangla and Bangla in Latin script, and puts exact and popular products first; `correctedSearch` says what was understood. A size such as 5 kg puts what has it first. Where nothing has all the words, `isPartial` says that these have some. Prices are those of the online shop now, for all stores; what one store asks stands at `/products/{id}` and `/products/by-barcode/{code}` with `store`.")
        .WithQuery(_query)
        .Produces<ProductList>()
        .WithExample(CatalogExamples.List)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync(HttpContext context, ListProductsQuery products, Aisle.Contracts.Stores.IStores stores, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var shop = await stores.ShopAsync(cancellationToken);
        var query = Read(reader, shop is null ? 2 : Currency.Get(shop.Currency).Exponent);
        reader.Problems.Require(query.PriceFrom is not { } least || query.PriceTo is not { } most || least <= most, "query.span", "'priceFrom' is not above 'priceTo'.", "priceFrom");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        // Many ask for the same list at once: then it is read for all of them together.
        var page = await products.ReadAsync(context.Request.QueryString.Value ?? "", query, cancellationToken);
        return page.IsSuccess ? new RawAnswer(page.Value) : page.Errors.ToProblem();
    }

    private static ProductQuery Read(QueryReader reader, int exponent) => new()
    {
        Search = reader.Get(_search),
        Category = reader.Get(_category),
        Brands = reader.GetAll(_brand),
        Origins = reader.GetAll(_origin),
        PriceFrom = ProductSorts.Minor(reader.Get(_from), exponent),
        PriceTo = ProductSorts.Minor(reader.Get(_to), exponent),
        Sort = ProductSorts.ByWord[reader.Get(_sort)],
        Cursor = reader.Get(Cursor.Parameter),
        Limit = reader.Get(_limit),
        Facets = reader.Get(_facets),
    };

    /// <summary>
    /// Writes the page as <see cref="ProductList"/> would be written, with each card's stored JSON passed on as it is.
    /// A test compares the two.
    /// </summary>
    private sealed class RawAnswer(ListProductsQuery.RawPage page) : IResult
    {
        /// <summary>Room for a price and a unit price behind a card, whose numbers have 20 digits at most; and for what surrounds the cards.</summary>
        private const int RoomForPrices = 256;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var facets = page.Facets is null ? [] : JsonSerializer.SerializeToUtf8Bytes(page.Facets, JsonDefaults.Options);
            var corrected = page.CorrectedSearch is null ? [] : JsonSerializer.SerializeToUtf8Bytes(page.CorrectedSearch, JsonDefaults.Options);
            var room = RoomForPrices + (page.NextCursor?.Length ?? 0) + facets.Length + corrected.Length;
            foreach (var row in page.Rows)
            {
                room += row.Card.Length + RoomForPrices;
            }

            // Lent and given back: a new one of this size for each answer is most of what there is to collect.
            var body = ArrayPool<byte>.Shared.Rent(room);
            try
            {
                await TaggedAnswer.WriteAsync(httpContext, body.AsMemory(0, Write(body, facets, corrected)));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(body);
            }
        }

        private int Write(Span<byte> body, byte[] facets, byte[] corrected)
        {
            var rest = body;
            Add(ref rest, "{\"items\":["u8);
            for (var i = 0; i < page.Rows.Count; i++)
            {
                Add(ref rest, i == 0 ? ""u8 : ","u8);
                WriteCard(ref rest, page.Rows[i]);
            }

            Add(ref rest, "]"u8);
            if (page.NextCursor is not null)
            {
                Add(ref rest, ",\"nextCursor\":\""u8);
                AddText(ref rest, page.NextCursor);
                Add(ref rest, "\""u8);
            }

            if (facets.Length > 0)
            {
                Add(ref rest, ",\"facets\":"u8);
                Add(ref rest, facets);
            }

            if (corrected.Length > 0)
            {
                Add(ref rest, ",\"correctedSearch\":"u8);
                Add(ref rest, corrected);
            }

            if (page.IsPartial is true)
            {
                Add(ref rest, ",\"isPartial\":true"u8);
            }

            Add(ref rest, "}"u8);
            return body.Length - rest.Length;
        }

        private static void WriteCard(ref Span<byte> rest, CardRow row)
        {
            if (row.Price is not { } price)
            {
                Add(ref rest, row.Card.Span);
                return;
            }

            Add(ref rest, row.Card.Span[..^1]);
            Add(ref rest, ",\"price\":"u8);
            WritePrice(ref rest, price);
            if (CardRow.UnitPriceOf(price, row.Net) is { } per)
            {
                Add(ref rest, ",\"unitPrice\":{\"price\":"u8);
                WritePrice(ref rest, per.Price);
                Add(ref rest, ",\"per\":\""u8);
                AddText(ref rest, per.Per);
                Add(ref rest, "\"}"u8);
            }

            Add(ref rest, "}"u8);
        }

        private static void WritePrice(ref Span<byte> rest, Money price)
        {
            Add(ref rest, "{\"amount\":\""u8);
            AddText(ref rest, price.ToAmountString());
            Add(ref rest, "\",\"currency\":\""u8);
            AddText(ref rest, price.Currency.Code);
            Add(ref rest, "\"}"u8);
        }

        private static void Add(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(rest);
            rest = rest[bytes.Length..];
        }

        private static void AddText(ref Span<byte> rest, string text) => rest = rest[Encoding.UTF8.GetBytes(text, rest)..];
    }
}
