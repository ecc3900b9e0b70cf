namespace Aisle.Platform.Database;

/// <summary>The words that stand for choices in the database: <c>part_received</c> for <c>PartReceived</c>.</summary>
public static class ChoiceWords
{
    /// <summary>The word of a choice.</summary>
    public static string Of<T>(T choice) where T : struct, Enum => ModuleDbContext.SnakeCase(choice.ToString());

    /// <summary>The choice of a word.</summary>
    public static T To<T>(string word) where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
