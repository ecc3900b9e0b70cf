using Aisle.Contracts.Ledger;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>The words that stand for choices in the database, in canonical forms and in the API.</summary>
internal static class Words
{
    public static string Of<T>(T choice) where T : struct, Enum => All<T>.Names[Convert.ToInt32(choice, System.Globalization.CultureInfo.InvariantCulture)];

    public static T To<T>(string word) where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    private static class All<T> where T : struct, Enum
    {
        public static readonly string[] Names = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];
    }
}
