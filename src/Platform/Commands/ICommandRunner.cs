using Aisle.Platform.Verify;

namespace Aisle.Platform.Commands;

/// <summary>Runs the body of a command with the shop's services and a migrated database, without a web server.</summary>
public interface ICommandRunner
{
    /// <summary>
    /// Starts or finds the database, migrates it, opens a service scope and runs <paramref name="body"/>.
    /// Answers the process's exit code; 2 with one sentence on standard error where the start failed.
    /// </summary>
    Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> body, CancellationToken cancellationToken);

    /// <summary>What proves files that modules have exported. It needs no database.</summary>
    IReadOnlyList<IFileProof> FileProofs => [];
}
