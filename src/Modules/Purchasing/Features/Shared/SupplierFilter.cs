using Aisle.Platform.Http;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Looks for documents by what their supplier is called.</summary>
internal static class SupplierFilter
{
    /// <summary>Only documents with these words in an expression, or in what their supplier is called; each by its index.</summary>
    public static RowFilter WordsOrSupplier(this RowFilter filter, string? words, string expression) =>
        filter.And($"({expression} ilike {{0}} or r.supplier_id = any (array(select named.id from purchasing.supplier named where {SupplierWords("named")} ilike {{0}})))", RowFilter.Pattern(words));

    /// <summary>What a supplier is found by, as the index has it.</summary>
    public static string SupplierWords(string table) => $"({table}.code || ' ' || {table}.name || ' ' || {table}.contact || ' ' || {table}.phone)";
}
