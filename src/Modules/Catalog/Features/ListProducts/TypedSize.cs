namespace Aisle.Modules.Catalog.Features;

/// <summary>A size typed beside a product, such as "5 kg rice" or "onion 1kg". What is sold by weight, or in other sizes, is meant too, so it only says what comes first.</summary>
internal static class TypedSize
{
    /// <summary>Spellings of one unit, folded as all search text.</summary>
    private static readonly string[][] _units =
    [
        ["kg", "kgs", "kilo", "kilogram", "keji"], ["g", "gm", "gms", "gram"], ["l", "lt", "ltr", "liter", "litre", "litar"], ["ml", "mili"], ["pc", "pcs", "piece", "pis"],
    ];

    /// <summary>Takes the sizes out of folded words, unless nothing else was typed.</summary>
    /// <returns>The other words, and the sizes as a PostgreSQL text query or null.</returns>
    public static (IReadOnlyList<string> Words, string? Query) Split(IReadOnlyList<string> words)
    {
        var (rest, sizes) = (new List<string>(), new List<string>());
        for (var i = 0; i < words.Count; i++)
        {
            var digits = words[i].TakeWhile(char.IsAsciiDigit).Count();
            var (number, unit, isTwo) = digits == 0 ? ("", "", false)
                : digits < words[i].Length ? (words[i][..digits], words[i][digits..], false)
                : i + 1 < words.Count ? (words[i], words[i + 1], true) : ("", "", false);
            if (Array.Find(_units, spellings => spellings.Contains(unit, StringComparer.Ordinal)) is not { } same)
            {
                rest.Add(words[i]);
                continue;
            }

            sizes.Add($"('{number}' & ({string.Join(" | ", same.Select(spelling => $"'{spelling}'"))}) | {string.Join(" | ", same.Select(spelling => $"'{number}{spelling}'"))})");
            i += isTwo ? 1 : 0;
        }

        return rest.Count == 0 ? (words, null) : (rest, sizes.Count == 0 ? null : string.Join(" & ", sizes));
    }
}
