using Aisle.Contracts.Operations;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Verify;
using Microsoft.Extensions.Logging;

namespace Aisle.Modules.Operations.Features;

/// <summary>Runs the invariants, keeps what they found, and tells when one does not hold.</summary>
internal sealed partial class ProveBooks(Verifier verifier, UnitOfWork work, ILogger<ProveBooks> logger)
{
    public async Task<VerifyRun> RunAsync(string? askedBy, string? only, Func<InvariantResult, Task>? told, CancellationToken cancellationToken)
    {
        var run = await verifier.RunAsync(askedBy, only, told, cancellationToken);
        var broken = run.Results.Where(result => !result.Ok).Select(result => new BrokenInvariant(result.Name, result.FaultCount)).ToList();
        foreach (var result in run.Results.Where(result => !result.Ok))
        {
            LogRed(logger, result.Name, result.FaultCount, result.Faults.Count > 0 ? result.Faults[0] : "");
        }

        await work.RunAsync<Nothing>(async stop =>
        {
            await VerifyHistory.KeepAsync(work, run, stop);
            if (broken.Count > 0)
            {
                work.Publish(new InvariantBroken(run.Id, broken));
            }

            return Nothing.Value;
        }, cancellationToken);
        return run;
    }

    [LoggerMessage(1701, LogLevel.Error, "{Invariant} does not hold in {Count} rows. The first: {Fault}")]
    private static partial void LogRed(ILogger logger, string invariant, long count, string fault);
}
