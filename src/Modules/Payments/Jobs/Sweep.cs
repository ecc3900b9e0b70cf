using System.Globalization;
using Aisle.Modules.Payments.Features;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Payments.Jobs;

/// <summary>Asks providers about what nobody has told, sends refunds again, and handles notices that were left. Each in units of work of its own; who is faster takes it.</summary>
internal sealed class Sweep(IServiceScopeFactory scopes) : IScheduledJob
{
    public const string Name = "payments.sweep";

    private const int Most = 500;
    private const int AtOnce = 4;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var due = scope.ServiceProvider.GetRequiredService<SweepPayments>();
        var notices = await scope.ServiceProvider.GetRequiredService<HandleNotice>().DueAsync(Most, cancellationToken);
        await EachAsync<HandleNotice>(notices, (use, id, stop) => use.RunAsync(id, stop), cancellationToken);
        var attempts = await due.AttemptsAsync(Most, cancellationToken);
        await EachAsync<SweepPayments>(attempts, (use, id, stop) => use.AttemptAsync(id, stop), cancellationToken);
        var refunds = await due.RefundsAsync(Most, cancellationToken);
        await EachAsync<SendRefund>(refunds, (use, id, stop) => use.RunAsync(id, Sources.Sweeper, stop), cancellationToken);
        await run.NoteAsync(string.Create(CultureInfo.InvariantCulture, $"{attempts.Count} payments, {refunds.Count} refunds, {notices.Count} notices."), cancellationToken);
    }

    private Task EachAsync<TUse>(IReadOnlyList<Guid> ids, Func<TUse, Guid, CancellationToken, Task> act, CancellationToken cancellationToken) where TUse : notnull =>
        Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (id, stop) =>
        {
            await using var scope = scopes.CreateAsyncScope();
            await act(scope.ServiceProvider.GetRequiredService<TUse>(), id, stop);
        });
}
