namespace Aisle.Platform.Verify;

/// <summary>Proves a file that a module has exported, with nothing but the file: no database, no settings, no services.</summary>
public interface IFileProof
{
    /// <summary>Checks it; null where it is no file of this module.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Commands.FaultException">When it is cut or damaged.</exception>
    Task<FileFindings?> CheckAsync(string path, TimeProvider time, CancellationToken cancellationToken);
}

/// <summary>What a file is, and how it stands.</summary>
/// <param name="About">What it is, in a sentence.</param>
/// <param name="Results">Its invariants.</param>
public sealed record FileFindings(string About, IReadOnlyList<InvariantResult> Results);
