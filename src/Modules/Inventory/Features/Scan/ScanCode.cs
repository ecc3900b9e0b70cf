using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What a code stands for.</summary>
/// <param name="Code">The code as it was read.</param>
/// <param name="Item">The item.</param>
/// <param name="PackId">The pack of it that carries the code.</param>
/// <param name="Quantity">How much: what the label says, or what is in the pack.</param>
/// <param name="LotCode">The lot that the label says, or absent.</param>
/// <param name="Lot">That lot, where the shop knows it and the label says which it is.</param>
/// <param name="ExpiresOn">The last day of sale that the label says, or absent.</param>
/// <param name="BestBefore">Best before, or absent.</param>
/// <param name="MadeOn">The day of making, or absent.</param>
/// <param name="Serial">The serial number, or absent.</param>
/// <param name="Lots">Where several lots have the code and the label says no last day: all of them, for somebody to choose; else absent.</param>
internal sealed record ScanAnswer(
    string Code, ItemBrief Item, PackId PackId, Quantity Quantity, string? LotCode, LotBrief? Lot, DateOnly? ExpiresOn, DateOnly? BestBefore, DateOnly? MadeOn, string? Serial, IReadOnlyList<LotBrief>? Lots = null);

/// <summary><c>GET /api/v1/inventory/scan</c>: whatever a scanner read, as a thing in stock.</summary>
internal sealed class ScanCode(ICatalog catalog, ItemStore items, LotQuery lots, ShopFacts shop)
{
    private const decimal Thousandths = 1_000;

    private static readonly QueryParameter<string?> _code = new("code", "The code as the scanner sent it, escaped; FNC1 is the ASCII group separator, `%1D`.", "string", "(01)09520000000004(10)L2311(17)261203", Default: null, ReadCode) { MaximumLength = Gs1.MostCharacters };
    private static readonly QueryParameter[] _query = [_code];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/inventory/scan", HandleAsync)
        .WithName(nameof(ScanCode)).WithTags("Stock").WithSummary("Read a code on goods")
        .WithDescription("Takes a plain barcode, an internal code or a scale label as the till does, and GS1-128 or GS1 DataMatrix elements: trade item (01), lot (10), days (11), (13), (15), (17), serial number (21), net weight (310n), count (37). With or without the identifier of the symbol, or written with parentheses.")
        .WithQuery(_query).Produces<ScanAnswer>().WithProblems(404).WithExample(InventoryExamples.Scan).Requires(Permissions.StockRead);

    public async Task<Result<ScanAnswer>> RunAsync(string code, CancellationToken cancellationToken)
    {
        if (!Gs1.IsElements(code))
        {
            return await FindAsync(code, code, read: null, cancellationToken);
        }

        var read = Gs1.Parse(code, await shop.TodayAsync(cancellationToken));
        return read.IsFailure ? read.Errors.Select(error => error with { Field = "code" }).ToArray()
            : read.Value.Gtin is { } gtin ? await FindAsync(code, gtin.Code, read.Value, cancellationToken)
            : InventoryErrors.NoTradeItem with { Field = "code" };
    }

    private static async Task<IResult> HandleAsync(HttpContext context, ScanCode use, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var code = reader.Get(_code);
        reader.Problems.Require(!string.IsNullOrEmpty(code) || reader.Problems.Any, "query.required", "'code' is needed.", "code");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var read = await use.RunAsync(code!, cancellationToken);
        return read.IsFailure ? read.Errors.ToProblem() : TaggedAnswer.Of(read.Value);
    }

    private async Task<Result<ScanAnswer>> FindAsync(string code, string barcode, Gs1? read, CancellationToken cancellationToken)
    {
        var found = await catalog.ByBarcodeAsync(barcode, store: null, PriceChannelName.Till, cancellationToken);
        if (found.IsFailure)
        {
            return found.Errors.ToArray();
        }

        var match = found.Value;
        if (!(await items.FindAsync([match.VariantId], cancellationToken)).TryGetValue(match.VariantId, out var item))
        {
            return Error.NotFound("inventory.item_unknown", "There is no such product.");
        }

        var weight = read?.NetKilograms ?? match.LabelWeight;
        var amount = weight is { } kilograms && item.Unit == Unit.Kilogram ? kilograms : match.Units * (read?.Count ?? 1);
        // A label may say tenths of a gram; the stock counts grams.
        var quantity = Quantity.FromDecimal(Math.Round(amount * Thousandths, MidpointRounding.AwayFromZero) / Thousandths, item.Unit);
        if (quantity.IsFailure)
        {
            return quantity.Errors.ToArray();
        }

        var named = read?.Lot is { } lot ? (await lots.NamedAsync([new NewLot(item.Id, lot, read.ExpiresOn ?? read.BestBefore)], cancellationToken))[0] : [];
        return new ScanAnswer(
            code, new ItemBrief(item.Id, item.Sku, item.Name), match.PackId, quantity.Value, read?.Lot, named is [var only] ? only : null, read?.ExpiresOn, read?.BestBefore, read?.MadeOn, read?.Serial,
            named.Count > 1 ? named : null);
    }

    /// <summary>A text like any other, but for the separator, which is no letter and belongs to it.</summary>
    private static Error? ReadCode(string text, out string? value)
    {
        value = null;
        if (Query.Text("code", "", Gs1.MostCharacters).Read(text.Replace(Gs1.Separator, ' '), out _) is { } fault)
        {
            return fault;
        }

        value = text.Trim(' ');
        return null;
    }
}
