using System.Globalization;
using System.Text.Encodings.Web;
using Aisle.Kernel;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Inventory.Features;

/// <summary>
/// Stock over time as a drawing that needs no script. Stock stands still between movements, so the line goes level and then up or
/// down. It is drawn wide for a desk and narrow for a phone, because letters that are made small cannot be read.
/// </summary>
/// <param name="Values">What there was at instants at the same distance from each other, oldest first.</param>
/// <param name="From">The first instant, in words.</param>
/// <param name="To">The last one.</param>
/// <param name="Name">How an amount reads.</param>
/// <param name="Title">What it shows, for those who do not see it.</param>
internal sealed record StockCurve(IReadOnlyList<long> Values, string From, string To, Func<long, string> Name, string Title)
{
    /// <summary>The drawing.</summary>
    public IHtmlContent Draw() => new HtmlString(Draw(900, 220, "curve-wide") + Draw(360, 200, "curve-narrow"));

    private string Draw(int width, int height, string style)
    {
        // Nothing is always on it, so that a line high up does not look like a line near nothing.
        var (most, least) = (Math.Max(0, Values.Max()), Math.Min(0, Values.Min()));
        var span = Math.Max(1, most - least);
        const int top = 20;
        const int foot = 24;
        double X(int index) => Values.Count < 2 ? 0 : (double)width * index / (Values.Count - 1);
        double Y(long value) => top + ((height - top - foot) * (double)(most - value) / span);
        var line = string.Join(' ', Values.Select((value, index) => index == 0 ? Invariant($"M0 {Y(value):0.#}") : Invariant($"H{X(index):0.#} V{Y(value):0.#}")));
        var parts = new List<string>
        {
            $"<svg class=\"curve {style}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(Title)}\">",
            Invariant($"<line class=\"curve-axis\" x1=\"0\" x2=\"{width}\" y1=\"{Y(0):0.#}\" y2=\"{Y(0):0.#}\"></line>"),
            Invariant($"<path class=\"curve-fill\" d=\"{line} V{Y(0):0.#} H0 Z\"></path><path class=\"curve-line\" d=\"{line}\"></path>"),
            Text(0, top - 6, "start", Name(most)),
            Text(0, height - 6, "start", From),
            Text(width, height - 6, "end", To),
        };
        if (least < 0)
        {
            parts.Add(Text(width, Y(least) - 4, "end", Name(least)));
        }

        return string.Concat(parts) + "</svg>";

        static string Text(double x, double y, string anchor, string words) => Invariant($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">") + HtmlEncoder.Default.Encode(words) + "</text>";
        static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
