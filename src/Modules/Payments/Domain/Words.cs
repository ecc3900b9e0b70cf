using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Domain;

/// <summary>The words that stand for choices in the database: <c>store_credit</c> for <c>StoreCredit</c>.</summary>
internal static class Words
{
    public static string Of<T>(T choice) where T : struct, Enum => ModuleDbContext.SnakeCase(choice.ToString());

    public static T To<T>(string word) where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
