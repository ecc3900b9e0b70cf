namespace Aisle.Platform.Database;

/// <summary>A row of a document whose id its caller makes.</summary>
public interface IMade
{
    /// <summary>What was asked for when it was made, as its SHA-256.</summary>
    string Content { get; }
}
