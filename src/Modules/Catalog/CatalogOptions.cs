namespace Aisle.Modules.Catalog;

/// <summary>What can be set of the catalogue (section <c>Aisle:Catalog</c>).</summary>
internal sealed record CatalogOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Aisle:Catalog";

    /// <summary>Most bytes of a file uploaded to be imported.</summary>
    public long MaxImportBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The faults of these values, as sentences.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxImportBytes is < 1024 or > 1024L * 1024 * 1024)
        {
            yield return $"{Section}:MaxImportBytes is {MaxImportBytes}; it must lie between 1024 and 1073741824.";
        }
    }
}
