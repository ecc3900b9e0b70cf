using System.ComponentModel;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using System.Text.Json;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/products/by-barcode/{code}</c>: whatever a scanner read, in one statement.</summary>
internal static class FindBarcode
{
    private static readonly QueryParameter[] _query = [GetProduct.Store, GetProduct.Channel];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/products/by-barcode/{code}", HandleAsync)
        .WithName(nameof(FindBarcode))
        .WithTags("Catalogue")
        .WithSummary("Find what a barcode stands for")
        .WithDescription("Takes GTIN-8, 12, 13 and 14, UPC-E, internal codes and scale labels with weight or price, and answers the pack: product, variant, unit, number of units and price. The price of weighed goods is per kilogram; `labelWeight` or `labelPrice` come from the label.")
        .WithQuery(_query)
        .Produces<BarcodeMatch>()
        .WithProblems(404)
        .WithExample(CatalogExamples.Match)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync([Description("The code as it was read.")] string code, HttpContext context, FindBarcodeQuery barcodes, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var store = reader.Get(GetProduct.Store);
        var channel = GetProduct.ChannelOf(reader.Get(GetProduct.Channel));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var match = await barcodes.FindAsync(code, store, channel, cancellationToken);
        return match.IsSuccess ? TaggedAnswer.Of(match.Value) : match.Errors.ToProblem();
    }
}

/// <summary>Looks up a code.</summary>
internal sealed class FindBarcodeQuery(NpgsqlDataSource database, IStores stores, TimeProvider time)
{
    private const string Sql = """
        select product.id, product.slug, product.name::text, variant.id, variant.sku, variant.name::text, pack.id, pack.unit,
               pack.units_thousandths, product.sell_by, product.tax_class, product.min_age, price.amount_minor, price.currency,
               barcode.kind
        from catalog.barcode
        join catalog.pack on pack.id = barcode.pack_id
        join catalog.variant on variant.id = pack.variant_id and not variant.archived
        join catalog.product on product.id = variant.product_id and product.status = 'active'
        left join lateral catalog.price_at(pack.id, $2, $3, $4) price on true
        where barcode.code = any ($1)
        order by array_position($1, barcode.code)
        limit 1
        """;

    public async Task<Result<BarcodeMatch>> FindAsync(string code, StoreId? store, PriceChannelName channel, CancellationToken cancellationToken)
    {
        var rules = ScaleRules.Of(await stores.SettingAsync(ScaleRules.Setting, store, cancellationToken));
        var scanned = ScannedCode.Read(code, rules);
        if (scanned.IsFailure)
        {
            return scanned.Errors.ToArray();
        }

        await using var command = database.CreateCommand(Sql).With(scanned.Value.Keys.ToArray(), store?.Value, ProductDetailQuery.ChannelWord(channel), time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Match(code.Trim(), scanned.Value, reader) : Unknown(code.Trim());
    }

    /// <summary>A number that fails its own check digit was misread or mistyped: that helps more than "unknown".</summary>
    private static Error Unknown(string code) =>
        code.Length is 8 or 12 or 13 or 14 && code.All(char.IsAsciiDigit) && Gtin.Parse(code) is { IsFailure: true } wrong
            ? wrong.FirstError with { Field = "code" }
            : Error.NotFound("barcode.unknown", "No product has this barcode.");

    private static BarcodeMatch Match(string code, ScannedCode scanned, NpgsqlDataReader reader)
    {
        var label = string.Equals(reader.GetString(14), "item", StringComparison.Ordinal) ? scanned.Label : null;
        Money? price = reader.IsDBNull(12) ? null : new Money(reader.GetInt64(12), Currency.Get(reader.GetString(13)));
        return new BarcodeMatch(
            code, ProductId.From(reader.GetGuid(0)), reader.GetString(1), Text(reader.GetString(2)),
            VariantId.From(reader.GetGuid(3)), reader.GetString(4), Text(reader.GetString(5)),
            PackId.From(reader.GetGuid(6)), reader.GetString(7), reader.GetInt64(8) / 1000m,
            Enum.Parse<SellBy>(reader.GetString(9), ignoreCase: true), reader.GetString(10), reader.IsDBNull(11) ? null : reader.GetInt32(11), price,
            label is { Kind: ScaleLabelValue.Weight } weight ? weight.Thousandths / 1000m : null,
            label is { Kind: ScaleLabelValue.Price } && price is { } unit && scanned.Rule!.Read(code, unit.Currency).TryGet(out var priced)
                ? new Money(priced.PriceMinor, unit.Currency)
                : null);
    }

    private static LocalText Text(string json) => JsonSerializer.Deserialize<LocalText>(json, JsonDefaults.Options)!;
}
