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
        .WithDescription("Active products by search, filter and order. A search tolerates misspelling, takes English, Bangla and Bangla in Latin script, and puts exact and popular products first; `correctedSearch` says what was understood. Prices are those of the online shop now.")
        .WithQuery(_query)
        .Produces<ProductList>()
        .WithExample(CatalogExamples.List)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync(HttpContext context, ListProductsQuery products, Aisle.Contracts.Stores.IStores stores, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var shop = await stores.ShopAsync(cancellationToken);
        var query = Read(reader, shop is null ? 2 : Currency.Get(shop.Currency).Exponent);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var page = await products.ReadAsync(query, cancellationToken);
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
        /// <summary>Room for a price and a unit price behind a card, and for what surrounds the cards.</summary>
        private const int RoomForPrices = 256;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            var body = new ArrayBufferWriter<byte>(page.Rows.Sum(row => row.Card.Length + RoomForPrices) + RoomForPrices);
            body.Write("{\"items\":["u8);
            for (var i = 0; i < page.Rows.Count; i++)
            {
                body.Write(i == 0 ? ""u8 : ","u8);
                WriteCard(body, page.Rows[i]);
            }

            body.Write("]"u8);
            if (page.NextCursor is not null)
            {
                Write(body, $",\"nextCursor\":\"{page.NextCursor}\"");
            }

            if (page.Facets is not null)
            {
                body.Write(",\"facets\":"u8);
                body.Write(JsonSerializer.SerializeToUtf8Bytes(page.Facets, JsonDefaults.Options));
            }

            if (page.CorrectedSearch is not null)
            {
                body.Write(",\"correctedSearch\":"u8);
                body.Write(JsonSerializer.SerializeToUtf8Bytes(page.CorrectedSearch, JsonDefaults.Options));
            }

            body.Write("}"u8);
            return TaggedAnswer.WriteAsync(httpContext, body.WrittenMemory);
        }

        private static void WriteCard(ArrayBufferWriter<byte> body, CardRow row)
        {
            if (row.Price is not { } price)
            {
                body.Write(row.Card.Span);
                return;
            }

            body.Write(row.Card.Span[..^1]);
            Write(body, $",\"price\":{{\"amount\":\"{price.ToAmountString()}\",\"currency\":\"{price.Currency.Code}\"}}");
            if (CardRow.UnitPriceOf(price, row.Net) is { } per)
            {
                Write(body, $",\"unitPrice\":{{\"price\":{{\"amount\":\"{per.Price.ToAmountString()}\",\"currency\":\"{per.Price.Currency.Code}\"}},\"per\":\"{per.Per}\"}}");
            }

            body.Write("}"u8);
        }

        private static void Write(ArrayBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);
    }
}
