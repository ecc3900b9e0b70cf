using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Ui.Labels;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Paper that labels are printed on.</summary>
/// <param name="Name">Its name in addresses, and in the styles.</param>
/// <param name="PerPage">How many labels are on a page.</param>
internal sealed record LabelSheet(string Name, int PerPage)
{
    /// <summary>A4 with 24 labels of 70 × 37 mm, A4 with 40 of 52.5 × 29.7 mm, and a roll 58 mm wide.</summary>
    public static IReadOnlyList<LabelSheet> All { get; } = [new("a4-24", 24), new("a4-40", 40), new("roll-58", 1)];
}

/// <summary>The codes on labels.</summary>
internal static class LabelCodes
{
    /// <summary>What a till reads off the pack, or our own code as QR where the product has none.</summary>
    public static (IHtmlContent Picture, string Digits) Shelf(Label label, bool isQr) =>
        !isQr && GtinOf(label) is { Kind: not GtinKind.Gtin14 } gtin ? (new HtmlString(BarcodeSvg.Of(gtin)), gtin.Code)
        : (new HtmlString(BarcodeSvg.Qr(GtinOf(label)?.Code ?? label.Item.Sku)), "");

    /// <summary>
    /// GS1-128 of product, expiry and lot: (01)(17)(10), those of a fixed length first, so that nothing has to be ended. A product
    /// without a GTIN has none, and its lot is our own code and that of the lot.
    /// </summary>
    public static (IHtmlContent Picture, string Digits) Lot(Label label)
    {
        var lot = label.Lot!;
        if (GtinOf(label) is not { } gtin || !lot.Code.All(letter => letter is > ' ' and <= '~'))
        {
            return (new HtmlString(BarcodeSvg.Qr($"{label.Item.Sku} {lot.Code}")), $"{label.Item.Sku} {lot.Code}");
        }

        var expires = lot.ExpiresOn?.ToString("yyMMdd", CultureInfo.InvariantCulture);
        return (
            new HtmlString(BarcodeSvg.Gs1128($"01{gtin.ToGtin14()}{(expires is null ? "" : "17" + expires)}10{lot.Code}")), $"(01){gtin.ToGtin14()}{(expires is null ? "" : "(17)" + expires)}(10){lot.Code}");
    }

    /// <summary>The number of the product: one that others read too, before one of our own.</summary>
    private static Gtin? GtinOf(Label label) => label.Item.Barcodes.Select(code => Gtin.Parse(code)).Where(read => read.IsSuccess).Select(read => (Gtin?)read.Value).OrderBy(gtin => gtin!.Value.IsRestricted).ThenBy(gtin => gtin!.Value.Kind == GtinKind.Gtin14).FirstOrDefault();
}
