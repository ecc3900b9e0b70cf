using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Domain;

/// <summary>The words that stand for choices in the database: <c>supplier_return</c> for <c>SupplierReturn</c>.</summary>
internal static class Words
{
    public static string Of<T>(T choice) where T : struct, Enum => ModuleDbContext.SnakeCase(choice.ToString());

    public static T To<T>(string word) where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
