using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Closes a month: the database refuses every post into it from the commit on.</summary>
internal sealed class ClosePeriod(UnitOfWork work, OpenBooks books, PeriodStore periods, SealBell bell, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<ClosePeriod, FiscalYearRecord>("/ledger/periods/{month}/close", (use, request) => use.SaveAsync(request.Route("month"), request))
        .WithName(nameof(ClosePeriod)).WithTags("Ledger").WithSummary("Close a month")
        .WithDescription("Nothing can be posted into it any more; opening it again takes two people. Closing a closed month changes nothing.")
        .WithExample(LedgerExamples.Year).WithProblems(404, 503).Requires(Permissions.PeriodClose);

    public async Task<Result<FiscalYearRecord>> SaveAsync(string month, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.PeriodClose.Name))
        {
            return Access.Forbidden;
        }

        var first = Month.Read(month);
        var chart = await books.ChartAsync(request.Stop);
        if (first.IsFailure || chart.IsFailure)
        {
            return first.Errors.Concat(chart.Errors).ToArray();
        }

        return await work.RunAsync<FiscalYearRecord>(async stop =>
        {
            if (await periods.AloneAsync(stop) is { } busy)
            {
                return busy;
            }

            await CloseAsync(first.Value, request.Caller.Id, stop);
            return await periods.YearAsync(chart.Value.Book!, chart.Value.Book!.YearOf(first.Value), stop);
        }, request.Stop);
    }

    /// <summary>Closes a month that is open, in the transaction under way, in which nobody else posts.</summary>
    public async Task CloseAsync(DateOnly first, Guid? by, CancellationToken cancellationToken)
    {
        var there = await periods.LockAsync(first, cancellationToken);
        if (there is { IsClosed: true })
        {
            return;
        }

        var closed = there is null
            ? new Period(TypedId.New<PeriodId>(time), first, Month.Last(first), IsClosed: true, Version: 1)
            : there with { IsClosed = true, Version = there.Version + 1 };
        await periods.WriteAsync(closed, by, cancellationToken);
        work.Audit(new AuditEntry("ledger.period.close", "ledger.period", closed.Id.ToString(), Month.Text(first), new { state = "open" }, new { state = "closed" }));
        work.AfterCommit(bell.Ring);
    }
}
