namespace Aisle.Platform.Database;

/// <summary>The table whose rows a record holds.</summary>
/// <param name="table">Its name with its schema: <c>purchasing.supplier</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RowAttribute(string table) : Attribute
{
    /// <summary>Its name with its schema.</summary>
    public string Table => table;
}
