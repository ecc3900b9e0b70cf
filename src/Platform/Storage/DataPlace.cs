namespace Aisle.Platform.Storage;

/// <summary>Where the data folder lies (<c>AISLE_DATA</c>), for what a module keeps outside of the database.</summary>
/// <param name="Folder">Absolute path.</param>
public sealed record DataPlace(string Folder)
{
    /// <summary>A path below the folder.</summary>
    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);
}
