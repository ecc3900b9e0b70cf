using System.Globalization;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>The number of an entry as people write it: <c>SA-2026-000123</c>.</summary>
internal static class EntryNumber
{
    public static string Of(string series, int year, long number) => string.Create(CultureInfo.InvariantCulture, $"{series}-{year}-{number:D6}");
}
