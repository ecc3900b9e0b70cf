using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Domain;

/// <summary>The words that stand for choices in the database: <c>part_received</c> for <c>PartReceived</c>.</summary>
internal static class Words
{
    public static string Of<T>(T choice) where T : struct, Enum => ModuleDbContext.SnakeCase(choice.ToString());

    public static T To<T>(string word) where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
