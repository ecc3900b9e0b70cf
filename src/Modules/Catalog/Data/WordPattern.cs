using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Data;

/// <summary>Looks for words in folded texts.</summary>
internal static class WordPattern
{
    /// <summary>A <c>like</c> pattern for folded texts that hold these words in their order.</summary>
    public static string Of(string words) => $"%{string.Join('%', SearchFold.Words(words).Select(Sql.Literal))}%";
}
