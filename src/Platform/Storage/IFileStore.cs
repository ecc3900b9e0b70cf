using Aisle.Kernel;

namespace Aisle.Platform.Storage;

/// <summary>
/// Files by content: the name of a file is the SHA-256 of its bytes and the ending of its type, so that a file never
/// changes, is stored once, and can be cached for ever. On disk here; an object store fits behind the same interface.
/// </summary>
public interface IFileStore
{
    /// <summary>
    /// Stores <paramref name="content"/> if its bytes are of a type <paramref name="policy"/> takes and not too many.
    /// Storing the same bytes again gives the same file. Errors: <c>file.empty</c>, <c>file.too_large</c>, <c>file.type</c>,
    /// <c>file.damaged</c>, <c>file.too_many_pixels</c>.
    /// </summary>
    Task<Result<StoredFile>> PutAsync(Stream content, FilePolicy policy, CancellationToken cancellationToken);

    /// <summary>Opens a stored file by name; null where there is none.</summary>
    Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Throws where the store cannot be written.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>A stored file.</summary>
/// <param name="Name">64 hexadecimal digits, a dot and the ending of its type; <c>.private</c> stands before that of a private one.</param>
/// <param name="ContentType">Media type, from the content and never from what somebody called it.</param>
/// <param name="Bytes">Size.</param>
public sealed record StoredFile(string Name, string ContentType, long Bytes)
{
    /// <summary>What stands in the name of a private file.</summary>
    public const string PrivateMark = ".private.";

    /// <summary>SHA-256 of its bytes, in hexadecimal.</summary>
    public string Hash() => Name[..64];
}

/// <summary>What a place takes.</summary>
/// <param name="Types">The types taken.</param>
/// <param name="MaximumBytes">Most bytes.</param>
/// <param name="MaximumPixels">Most pixels of a picture; null where nobody counts.</param>
public sealed record FilePolicy(IReadOnlyList<FileType> Types, long MaximumBytes, long? MaximumPixels = null)
{
    /// <summary>Pictures from outside: no SVG, which can hold script.</summary>
    public static FilePolicy Pictures { get; } = new([FileType.Png, FileType.Jpeg, FileType.WebP, FileType.Gif, FileType.Avif], 8 * 1024 * 1024, 50_000_000);

    /// <summary>Whether its files are for those alone who may see what they belong to: nobody gets them at <c>/files/</c>.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Papers that prove an entry of the books.</summary>
    public static FilePolicy Papers { get; } = new([FileType.Pdf, FileType.Png, FileType.Jpeg, FileType.Csv, FileType.Xlsx], 10 * 1024 * 1024) { IsPrivate = true };

    /// <summary>Drawings made by Aisle itself.</summary>
    public static FilePolicy Drawings { get; } = new([FileType.Svg], 256 * 1024);
}
