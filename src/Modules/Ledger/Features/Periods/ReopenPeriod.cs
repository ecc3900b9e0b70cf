using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
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

/// <summary>What is asked of who wants a month open again.</summary>
/// <param name="Reason">Why, 1 to 500 characters.</param>
internal sealed record ReopenBody(string Reason);

/// <summary>What another person says to that.</summary>
/// <param name="Approve">True opens the month.</param>
internal sealed record ReopenDecision(bool Approve);

/// <summary>Opens a closed month again. It takes four eyes: one person asks, another decides.</summary>
internal sealed class ReopenPeriod(UnitOfWork work, OpenBooks books, PeriodStore periods, SealBell bell, TimeProvider time)
{
    private const int LongestReason = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<ReopenPeriod, ReopenBody, FiscalYearRecord>("/ledger/periods/{month}/reopen", (use, body, request) => use.AskAsync(request.Route("month"), body.Reason, request), StatusCodes.Status202Accepted)
            .WithName("AskReopenPeriod").WithTags("Ledger").WithSummary("Ask for a closed month to be opened")
            .WithDescription("Nothing is opened yet: another person decides with `…/reopen/decision`.")
            .WithExample(LedgerExamples.Year).WithProblems(404).Requires(Permissions.PeriodClose);
        api.MapPost<ReopenPeriod, ReopenDecision, FiscalYearRecord>("/ledger/periods/{month}/reopen/decision", (use, body, request) => use.DecideAsync(request.Route("month"), body.Approve, request))
            .WithName("DecideReopenPeriod").WithTags("Ledger").WithSummary("Decide whether a closed month is opened")
            .WithDescription("By another person than the one who asked.")
            .WithExample(LedgerExamples.Year).WithProblems(404, 503).Requires(Permissions.PeriodClose);
    }

    public async Task<Result<FiscalYearRecord>> AskAsync(string month, string reason, WriteRequest request)
    {
        var (chart, first) = await ReadAsync(month, request);
        if (first.IsFailure)
        {
            return first.Errors.ToArray();
        }

        var why = reason.Trim();
        if (why.Length is 0 or > LongestReason || !UnicodeText.IsOneLine(why))
        {
            return Error.Validation("ledger.reason", $"A reason of 1 to {LongestReason} characters on one line is needed.", "reason");
        }

        return await work.RunAsync<FiscalYearRecord>(async stop =>
        {
            if (await periods.LockAsync(first.Value, stop) is not { IsClosed: true } period)
            {
                return Error.Conflict("ledger.period_open", "The month is not closed.");
            }

            var wish = new Reopening(Guid.CreateVersion7(time.GetUtcNow()), period.Id, why, request.Caller.Id!.Value, request.Caller.Name, time.GetUtcNow());
            await using var command = (await work.CommandAsync("""
                insert into ledger.reopening (id, period_id, reason, state, asked_by, asked_name, asked_at) values ($1, $2, $3, 'asked', $4, $5, $6)
                on conflict (period_id) where state = 'asked' do nothing
                """, stop)).With(wish.Id, wish.Period.Value, wish.Reason, wish.AskedBy, wish.AskedName, wish.AskedAt);
            if (await command.ExecuteNonQueryAsync(stop) == 0)
            {
                return Error.Conflict("ledger.reopening_asked", "Somebody has asked for it already; another person decides.");
            }

            await SealAsync(wish, wish.AskedAt, wish.AskedBy, stop);
            work.Audit(new AuditEntry("ledger.period.reopen_ask", "ledger.period", period.Id.ToString(), month, null, new { reason = why }));
            request.Status = StatusCodes.Status202Accepted;
            return await periods.YearAsync(chart!.Book!, chart.Book!.YearOf(first.Value), stop);
        }, request.Stop);
    }

    public async Task<Result<FiscalYearRecord>> DecideAsync(string month, bool approve, WriteRequest request)
    {
        var (chart, first) = await ReadAsync(month, request);
        return first.IsFailure ? first.Errors.ToArray() : await work.RunAsync<FiscalYearRecord>(async stop =>
        {
            if (await periods.AloneAsync(stop) is { } busy)
            {
                return busy;
            }

            if (await periods.LockAsync(first.Value, stop) is not { IsClosed: true } period || await AskedAsync(period.Id, stop) is not { } asked)
            {
                return Error.Conflict("ledger.reopening_unknown", "Nobody has asked for this month to be opened.");
            }

            if (asked.AskedBy == request.Caller.Id)
            {
                return new Error("ledger.four_eyes", "Another person than the one who asked must decide.", ErrorKind.Forbidden);
            }

            var decision = new ReopeningDecision(approve, request.Caller.Id!.Value, request.Caller.Name, time.GetUtcNow());
            var decided = asked with { Decision = decision };
            await using (var decide = (await work.CommandAsync("update ledger.reopening set state = $2, decided_by = $3, decided_name = $4, decided_at = $5 where id = $1", stop))
                .With(decided.Id, decided.State, decision.By, decision.Name, decision.At))
            {
                await decide.ExecuteNonQueryAsync(stop);
            }

            await SealAsync(decided, decision.At, decision.By, stop);
            if (approve)
            {
                await periods.WriteAsync(period with { IsClosed = false, Version = period.Version + 1 }, request.Caller.Id, stop);
            }

            work.Audit(new AuditEntry(
                approve ? "ledger.period.reopen" : "ledger.period.reopen_refuse", "ledger.period", period.Id.ToString(), month, new { state = "closed", reason = asked.Reason, askedBy = asked.AskedBy }, new { state = approve ? "open" : "closed" }));
            return await periods.YearAsync(chart!.Book!, chart.Book!.YearOf(first.Value), stop);
        }, request.Stop);
    }

    /// <summary>The chart and the month. Who opens a month must be a person, or two eyes would be none.</summary>
    private async Task<(Chart? Chart, Result<DateOnly> First)> ReadAsync(string month, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.PeriodClose.Name) || request.Caller.Kind != CallerKind.User)
        {
            return (null, Access.Forbidden);
        }

        var chart = await books.ChartAsync(request.Stop);
        return chart.IsFailure ? (null, chart.Errors.ToArray()) : (chart.Value, Month.Read(month));
    }

    private async Task<Reopening?> AskedAsync(PeriodId period, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Reopening.Columns} from ledger.reopening where period_id = $1 and state = 'asked' for update", cancellationToken)).With(period.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Reopening.Read(reader) : null;
    }

    /// <summary>So that who asked and who decided cannot be told differently later.</summary>
    private async Task SealAsync(Reopening reopening, DateTimeOffset at, Guid by, CancellationToken cancellationToken)
    {
        await Tail.AddAsync(work, "reopening", reopening.Id, reopening.Version, Canonical.Reopening(reopening), at, by, cancellationToken);
        work.AfterCommit(bell.Ring);
    }
}
