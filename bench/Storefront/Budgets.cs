using System.Globalization;

namespace Aisle.Bench.Storefront;

/// <summary>A budget and what was measured. It informs; it passes or fails nothing.</summary>
internal sealed record Budget(string What, string Bound, string Measured, bool? IsMet)
{
    public static IEnumerable<Budget> Of(StorefrontResult result)
    {
        foreach (var one in result.Measurements.Where(one => one.Cached))
        {
            yield return AtLeast($"cached page: {one.Key}", 0.6, one.Ratio);
        }

        foreach (var count in result.Statements.Where(count => count.IsPage))
        {
            yield return AtMost($"statements of a page: {count.Case}", 3, count.Fresh);
            yield return AtMost($"statements of a cached page: {count.Case}", 0, count.Again);
        }

        foreach (var one in result.Measurements.Where(one => one.Case is "api-list" or "api-lists"))
        {
            yield return AtLeast($"list straight from PostgreSQL: {one.Key}", 0.2, one.Ratio);
        }

        foreach (var one in result.Measurements.Where(one => one.Connections == 16 && one.Case.Contains("search", StringComparison.Ordinal)))
        {
            yield return Within($"p99 of a search: {one.Key}", 25, one.Ours.P99);
        }

        foreach (var one in result.Measurements.Where(one => one.Case == "barcode" && one.Connections == 1))
        {
            yield return Within($"p99 of a barcode: {one.Key}", 2, one.Ours.P99);
        }

        if (result.Own is { } own)
        {
            yield return new Budget("memory of the host at its peak", "< 300 MB", Text(own.Peak, "0") + " MB", own.Peak < 300);
        }
    }

    private static Budget AtLeast(string what, double bound, double ratio) =>
        new(what, "≥ " + Text(bound, "0.0#") + " of the limit", Text(ratio, "0.00"), Math.Round(ratio, 2) >= bound);

    private static Budget AtMost(string what, long bound, long? count) =>
        new(what, "≤ " + Text(bound, "0"), count is { } known ? Text(known, "0") : "not counted", count is { } there ? there <= bound : null);

    private static Budget Within(string what, double bound, double milliseconds) =>
        new(what, "≤ " + Text(bound, "0") + " ms", Text(milliseconds, "0.00") + " ms", milliseconds <= bound);

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
