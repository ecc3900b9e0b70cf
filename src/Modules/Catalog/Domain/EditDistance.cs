namespace Aisle.Modules.Catalog.Domain;

/// <summary>
/// How many slips of the finger lie between two words: a letter too many, missing, wrong, or two swapped
/// (optimal string alignment).
/// </summary>
internal static class EditDistance
{
    /// <summary>The number of slips, or more than <paramref name="limit"/> as soon as that is certain.</summary>
    public static int Between(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
        {
            return limit + 1;
        }

        var before = new int[right.Length + 1];
        var last = new int[right.Length + 1];
        var now = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = left[i - 1] == right[j - 1];
                now[j] = Math.Min(Math.Min(now[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
                }
            }

            (before, last, now) = (last, now, before);
        }

        return last[right.Length];
    }
}
