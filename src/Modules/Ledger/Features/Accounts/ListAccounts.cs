using System.ComponentModel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>GET /api/v1/ledger/accounts</c> and <c>…/{code}</c>: the chart of accounts.</summary>
internal static class ListAccounts
{
    private static readonly QueryParameter<string> _view = Query.Choice("view", "All accounts in a row, or as a tree.", "flat", "flat", "tree");
    private static readonly QueryParameter<bool> _closed = Query.Flag("closed", "With closed accounts.");
    private static readonly QueryParameter[] _query = [_view, _closed];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/accounts", ListAsync)
            .WithName(nameof(ListAccounts)).WithTags("Ledger").WithSummary("List accounts").WithDescription("The chart of accounts, by code. A closed account is kept for what is in it.")
            .WithQuery(_query).Produces<AccountListAnswer>().WithExample(new AccountListAnswer([LedgerExamples.Account])).Requires(Permissions.Read);
        api.MapGet("/ledger/accounts/{code}", GetAsync)
            .WithName("GetAccount").WithTags("Ledger").WithSummary("Read an account").WithDescription("Also a closed one. The ETag is the version for edits.")
            .WithQuery([]).Produces<AccountAnswer>().WithProblems(404).WithExample(LedgerExamples.Account).Requires(Permissions.Read);
    }

    /// <summary>The outermost accounts with what stands below them.</summary>
    public static IReadOnlyList<AccountAnswer> Tree(Chart chart, bool withClosed)
    {
        var below = chart.Accounts.Where(account => withClosed || account.ClosedAt is null).ToLookup(account => account.ParentId);
        IReadOnlyList<AccountAnswer> Of(Contracts.Ledger.AccountId? parent) => [.. below[parent].Select(account => AccountAnswer.Of(account, chart, Of(account.Id)))];
        return Of(parent: null);
    }

    private static async Task<IResult> ListAsync(HttpContext context, OpenBooks books, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (view, withClosed) = (reader.Get(_view), reader.Get(_closed));
        if (LedgerRights.Refusal(context, reader, Permissions.Read) is { } refusal)
        {
            return refusal;
        }

        var chart = await books.ChartAsync(cancellationToken);
        return chart.IsFailure ? chart.Errors.ToProblem()
            : TaggedAnswer.Of(new AccountListAnswer(view is "tree"
                ? Tree(chart.Value, withClosed)
                : [.. chart.Value.Accounts.Where(account => withClosed || account.ClosedAt is null).Select(account => AccountAnswer.Of(account, chart.Value))]));
    }

    private static async Task<IResult> GetAsync([Description("Code of the account.")] string code, HttpContext context, OpenBooks books, CancellationToken cancellationToken)
    {
        if (LedgerRights.Refusal(context, QueryReader.Strict(context.Request, []), Permissions.Read) is { } refusal)
        {
            return refusal;
        }

        var chart = await books.ChartAsync(cancellationToken);
        return chart.IsFailure ? chart.Errors.ToProblem()
            : chart.Value.Find(code) is { } account ? TaggedAnswer.Of(AccountAnswer.Of(account, chart.Value), account.Version)
            : new[] { LedgerErrors.AccountUnknown }.ToProblem();
    }
}
