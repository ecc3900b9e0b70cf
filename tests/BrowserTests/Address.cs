using System.Text.RegularExpressions;

namespace Aisle.BrowserTests;

/// <summary>What an address is expected to be, whatever the host.</summary>
internal static class Address
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    /// <summary>An address that a pattern fits.</summary>
    public static Regex Like(string pattern) => new(pattern, RegexOptions.None, _limit);

    /// <summary>An address of exactly this path and query.</summary>
    public static Regex EndingIn(string path) => new($"^https?://[^/]+{Regex.Escape(path)}$", RegexOptions.None, _limit);
}
