using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Closes an account that nothing is in any more, and opens it again. It is never deleted: its lines stay.</summary>
internal sealed class CloseAccount(UnitOfWork work, ChartDesk desk, TimeProvider time)
{
    // Sums and tail in one statement: the sealer carries lines from the one to the other meanwhile.
    private const string StateSql = """
        select
            exists (select from (
                select store_id, debit - credit as moved from ledger.turnover_month where account_id = $1
                union all
                select coalesce(line.store_id, '00000000-0000-0000-0000-000000000000'), case when line.debit = $1 then line.amount else 0 end - case when line.credit = $1 then line.amount else 0 end
                from ledger.tail join ledger.line on line.entry_key = tail.entry_key where line.debit = $1 or line.credit = $1) sums
                group by store_id having sum(moved) <> 0),
            exists (select from ledger.hold join ledger.hold_line line on line.hold_id = hold.id where hold.state = 'open' and (line.debit = $1 or line.credit = $1)),
            exists (select from ledger.subaccount where account_id = $1 and closed_at is null)
        """;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<CloseAccount, AccountAnswer>("/ledger/accounts/{code}/close", (use, request) => use.CloseAsync(request))
            .WithName(nameof(CloseAccount)).WithTags("Ledger").WithSummary("Close an account")
            .WithDescription("It takes no more lines and is kept for those it has. Refused while it has a balance in any store, open sub-accounts or holds, roles, or open accounts below it. One that is closed already stays as it is.")
            .WithExample(LedgerExamples.Account).WithProblems(404).Requires(Permissions.AccountEdit);
        api.MapPost<CloseAccount, AccountAnswer>("/ledger/accounts/{code}/reopen", (use, request) => use.ReopenAsync(request))
            .WithName("ReopenAccount").WithTags("Ledger").WithSummary("Open a closed account again")
            .WithDescription("Below an open heading. One that is open already stays as it is.")
            .WithExample(LedgerExamples.Account).WithProblems(404).Requires(Permissions.AccountEdit);
    }

    public Task<Result<AccountAnswer>> CloseAsync(WriteRequest request) => ChangeAsync("ledger.account.close", isClosed: true, request, async (chart, account, stop) =>
    {
        var problems = new Problems();
        void Refuse(bool when, string code, string message)
        {
            if (when)
            {
                problems.Add(Error.Conflict(code, message));
            }
        }

        await using var command = (await work.CommandAsync(StateSql, stop)).With(account.Id.Value);
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        Refuse(reader.GetBoolean(0), "ledger.account_balance", $"Account {account.Code} has a balance.");
        Refuse(reader.GetBoolean(1), "ledger.account_held", $"Open holds are about account {account.Code}.");
        Refuse(reader.GetBoolean(2), "ledger.account_subaccounts", $"Account {account.Code} has open sub-accounts.");
        Refuse(account.Roles.Count > 0, "ledger.account_roles", $"Posting rules mean account {account.Code} by a role; give its roles to another account first.");
        Refuse(chart.Accounts.Any(child => child.ParentId == account.Id && child.ClosedAt is null), "ledger.account_children", $"Open accounts stand below {account.Code}.");
        return problems.Errors;
    });

    public Task<Result<AccountAnswer>> ReopenAsync(WriteRequest request) => ChangeAsync("ledger.account.reopen", isClosed: false, request, (chart, account, _) => Task.FromResult<IReadOnlyList<Error>>(
        account.ParentId is { } parent && chart.Find(parent) is { ClosedAt: not null } ? [Error.Conflict("ledger.account_parent", "The heading above it is closed.")] : []));

    private async Task<Result<AccountAnswer>> ChangeAsync(string action, bool isClosed, WriteRequest request, Func<Chart, Account, CancellationToken, Task<IReadOnlyList<Error>>> check)
    {
        if ((request.Caller.Lacks(Permissions.AccountEdit) ?? await desk.OpenAsync(request.Stop)) is { } refusal)
        {
            return refusal;
        }

        var saved = await work.RunAsync<AccountAnswer>(async stop =>
        {
            var chart = await desk.LockAsync(stop);
            if (chart.Find(request.Route("code")) is not { } account)
            {
                return LedgerErrors.AccountUnknown;
            }

            if (account.ClosedAt is not null == isClosed)
            {
                return AccountAnswer.Of(account, chart);
            }

            var faults = await check(chart, account, stop);
            if (faults.Count > 0)
            {
                return faults.ToArray();
            }

            // To the microsecond, as the database keeps it: the hash of the state is made of it.
            var now = time.GetUtcNow();
            var changed = account with { ClosedAt = isClosed ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) : null, Version = account.Version + 1 };
            await desk.ChangeAsync(action, [(account, changed)], stop);
            return AccountAnswer.Of(changed, chart);
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }
}
