using System.Globalization;
using System.Text;
using Aisle.Kernel;
using QRCoder;

namespace Aisle.Platform.Ui.Labels;

/// <summary>Barcodes as SVG: sharp on every printer, and part of the page.</summary>
public static class BarcodeSvg
{
    /// <summary>Modules left empty on either side, so that a reader finds where the code begins: what EAN asks on its left, and more than Code 128 does.</summary>
    private const int Quiet = 11;

    private const int Height = 50;

    /// <summary>EAN-13, EAN-8 or UPC-A; a GTIN-14 as GS1-128.</summary>
    public static string Of(Gtin gtin) => gtin.Kind is GtinKind.Gtin14 ? Gs1128("01" + gtin.Code) : Bars(Runs(EanCode.Modules(gtin)), gtin.Code);

    /// <summary>GS1-128 of element strings without parentheses; <see cref="Code128.Fnc1"/> ends an element of variable length.</summary>
    /// <exception cref="ArgumentException">It cannot be written so.</exception>
    public static string Gs1128(string elements) => Bars(Code128.Encode(elements, isGs1: true), elements);

    /// <summary>Code 128 of an internal code.</summary>
    /// <exception cref="ArgumentException">It cannot be written so.</exception>
    public static string Of(string code) => Bars(Code128.Encode(code), code);

    /// <summary>A QR code (ISO/IEC 18004) that is still read with a quarter of it gone.</summary>
    public static string Qr(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.Q);
        var path = new StringBuilder();
        for (var row = 0; row < data.ModuleMatrix.Count; row++)
        {
            for (var column = 0; column < data.ModuleMatrix.Count; column++)
            {
                if (data.ModuleMatrix[row][column])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
                }
            }
        }

        return Svg(data.ModuleMatrix.Count, data.ModuleMatrix.Count, path, "QR", "none");
    }

    /// <summary>A text of modules as widths of bars and spaces, bar first.</summary>
    private static IReadOnlyList<int> Runs(string modules)
    {
        var runs = new List<int>();
        for (var at = 0; at < modules.Length;)
        {
            var end = at;
            while (end < modules.Length && modules[end] == modules[at])
            {
                end++;
            }

            runs.Add(end - at);
            at = end;
        }

        return runs;
    }

    private static string Bars(IReadOnlyList<int> widths, string label)
    {
        var (path, x) = (new StringBuilder(), Quiet);
        for (var index = 0; index < widths.Count; index++)
        {
            if (index % 2 == 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{x} 0h{widths[index]}v{Height}h-{widths[index]}z");
            }

            x += widths[index];
        }

        return Svg(x + Quiet, Height, path, label.Replace(Code128.Fnc1, ' '), "none");
    }

    // Black on white whatever the page looks like: a reader needs the contrast.
    private static string Svg(int width, int height, StringBuilder path, string label, string aspect) => string.Create(CultureInfo.InvariantCulture,
        $"""<svg xmlns="http://www.w3.org/2000/svg" class="barcode" viewBox="0 0 {width} {height}" preserveAspectRatio="{aspect}" role="img" aria-label="{System.Net.WebUtility.HtmlEncode(label)}" shape-rendering="crispEdges"><rect width="{width}" height="{height}" fill="#fff"/><path d="{path}" fill="#000"/></svg>""");
}
