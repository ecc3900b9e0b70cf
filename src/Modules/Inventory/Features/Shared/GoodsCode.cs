using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What a scanner read from goods.</summary>
/// <param name="Code">Barcode or SKU.</param>
/// <param name="LotCode">The lot that GS1 elements say (AI 10), or null.</param>
/// <param name="Serial">The serial number that they say (AI 21), or null.</param>
/// <param name="ExpiresOn">The last day of sale that they say (AI 17, or where there is none AI 15, as it is received), or null.</param>
internal sealed record GoodsCode(string Code, string? LotCode = null, string? Serial = null, DateOnly? ExpiresOn = null)
{
    /// <summary>A code as it is, or the elements of GS1 text, which must say of which trade item they are.</summary>
    public static Result<GoodsCode> Read(string text, DateOnly today)
    {
        if (!Gs1.IsElements(text))
        {
            return new GoodsCode(text);
        }

        var read = Gs1.Parse(text, today);
        return read.IsFailure ? read.Errors.ToArray() : read.Value.Gtin is { } gtin ? new GoodsCode(gtin.Code, read.Value.Lot, read.Value.Serial, read.Value.ExpiresOn ?? read.Value.BestBefore) : InventoryErrors.NoTradeItem;
    }
}
