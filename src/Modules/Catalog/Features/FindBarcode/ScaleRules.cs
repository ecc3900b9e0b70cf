using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Features;

/// <summary>The scale labels of a store: patterns in a setting, one per kind of label (see <see cref="ScaleLabelRule"/>).</summary>
internal static class ScaleRules
{
    /// <summary>The setting's key: patterns with spaces between.</summary>
    public const string Setting = "catalog.scale_labels";

    private static volatile Tuple<string, IReadOnlyList<ScaleLabelRule>>? _last;

    /// <summary>The rules of a setting's value; parsed once per value, because every scan asks.</summary>
    public static IReadOnlyList<ScaleLabelRule> Of(string patterns)
    {
        var last = _last;
        if (last is null || !string.Equals(last.Item1, patterns, StringComparison.Ordinal))
        {
            _last = last = Tuple.Create<string, IReadOnlyList<ScaleLabelRule>>(patterns,
                [.. patterns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ScaleLabelRule.Parse).Where(rule => rule.IsSuccess).Select(rule => rule.Value)]);
        }

        return last.Item2;
    }
}
