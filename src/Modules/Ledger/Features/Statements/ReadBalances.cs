using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Balances at an instant.</summary>
/// <param name="At">Business date at whose end they stand.</param>
/// <param name="RecordedUntil">Only what was recorded until then; null for everything.</param>
/// <param name="Items">The balances.</param>
internal sealed record BalanceList(DateOnly At, DateTimeOffset? RecordedUntil, IReadOnlyList<BalanceLine> Items);

/// <summary>The balance of an account.</summary>
/// <param name="Code">Code of the account.</param>
/// <param name="SubaccountId">The sub-account, where one was asked for.</param>
/// <param name="Currency">Unit of the amounts.</param>
/// <param name="Debit">Sum of all debits.</param>
/// <param name="Credit">Sum of all credits.</param>
/// <param name="Balance">Balance on the normal side of the account.</param>
/// <param name="NormalSide"><c>debit</c> or <c>credit</c>.</param>
internal sealed record BalanceLine(string Code, SubaccountId? SubaccountId, string Currency, string Debit, string Credit, string Balance, string NormalSide);

/// <summary><c>GET /api/v1/ledger/balances</c>: what accounts hold, at the end of any day and as known at any instant.</summary>
internal static class ReadBalances
{
    private const string SubSql = """
        select coalesce(sum(line.amount) filter (where line.debit_sub = $1), 0), coalesce(sum(line.amount) filter (where line.credit_sub = $1), 0)
        from ledger.line join ledger.entry on entry.key = line.entry_key
        where (line.debit_sub = $1 or line.credit_sub = $1) and line.business_date <= $2 and ($3::uuid is null or line.store_id = $3) and ($4::timestamptz is null or entry.recorded_at <= $4)
        """;

    private static readonly QueryParameter<DateOnly?> _at = Query.Day("at", "The day at whose end the balances stand; today where left out.");
    private static readonly QueryParameter<string?> _account = Query.Text("account", "Code of one account; all where left out.", 20, "1110");
    private static readonly QueryParameter<SubaccountId?> _sub = Query.Id<SubaccountId>("subaccount", "One sub-account.");
    private static readonly QueryParameter[] _query = [_at, StatementReader.RecordedUntil, _account, _sub, StatementReader.Store];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ledger/balances", HandleAsync)
        .WithName(nameof(ReadBalances)).WithTags("Ledger").WithSummary("Read balances at an instant")
        .WithDescription("By business date (`at`), and as they were known at an instant (`recordedUntil`): what was recorded later does not count.")
        .WithQuery(_query).Produces<BalanceList>()
        .WithExample(new BalanceList(new DateOnly(2026, 11, 21), RecordedUntil: null, [new BalanceLine("1110", SubaccountId: null, "BDT", "1115.00", "0.00", "1115.00", "debit")]))
        .WithProblems(404, 409).Requires(Permissions.Read);

    private static async Task<IResult> HandleAsync(HttpContext context, OpenBooks books, IStores stores, UnitOfWork work, TimeProvider time, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToProblem();
        }

        var reader = QueryReader.Strict(context.Request, _query);
        var (at, known, code, sub, store) = (reader.Get(_at) ?? Today.Of(await stores.ShopAsync(cancellationToken), time), reader.Get(StatementReader.RecordedUntil), reader.Get(_account), reader.Get(_sub), reader.Get(StatementReader.Store));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var scope = context.Caller().Rights.ScopeOf(Permissions.Read.Name);
        if (store is { } named ? !scope.Covers(named.Value) : !scope.IsEverywhere)
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        var account = code is { Length: > 0 } ? chart.Value.Find(code) : null;
        if (code is { Length: > 0 } && account is null)
        {
            return new[] { LedgerErrors.AccountUnknown }.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        if (sub is { } id)
        {
            return await SubaccountAsync(work, chart.Value, id, at, known, store, cancellationToken);
        }

        var lines = new List<BalanceLine>();
        var accounts = account is { IsGroup: false } ? [account] : chart.Value.Accounts.Where(one => !one.IsGroup && (account is null || IsBelow(chart.Value, one, account))).ToList();
        foreach (var unit in accounts.Select(one => one.Currency).Distinct())
        {
            var figures = await Figures.ReadAsync(work, [new StatementColumn(null, at, store)], unit, known, withClosing: true, cancellationToken);
            lines.AddRange(accounts.Where(one => one.Currency == unit).Select(one => Line(one, subaccount: null, figures.Of(one.Id, 0))));
        }

        return TypedResults.Ok(new BalanceList(at, known, [.. lines.OrderBy(line => line.Code, StringComparer.Ordinal)]));
    }

    private static async Task<IResult> SubaccountAsync(UnitOfWork work, Chart chart, SubaccountId id, DateOnly at, DateTimeOffset? known, StoreId? store, CancellationToken cancellationToken)
    {
        if (await new Subaccounts(work).FindAsync(id, cancellationToken) is not { } found || chart.Find(found.Account) is not { } account)
        {
            return new[] { LedgerErrors.SubaccountUnknown }.ToProblem();
        }

        await using var command = (await work.CommandAsync(SubSql, cancellationToken)).With(id.Value, at, store?.Value, known?.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Ok(new BalanceList(at, known, [Line(account, id, new Moved(reader.GetDecimal(0), reader.GetDecimal(1)))]));
    }

    private static bool IsBelow(Chart chart, Account account, Account heading)
    {
        for (var at = account; at.ParentId is { } parent && chart.Find(parent) is { } above; at = above)
        {
            if (above.Id == heading.Id)
            {
                return true;
            }
        }

        return false;
    }

    private static BalanceLine Line(Account account, SubaccountId? subaccount, Moved moved) => new(
        account.Code, subaccount, account.Currency.Code, Sums.Text(moved.Debit, account.Currency), Sums.Text(moved.Credit, account.Currency),
        Sums.Text(account.NormalSide == Side.Debit ? moved.Net : -moved.Net, account.Currency), Words.Of(account.NormalSide));
}
