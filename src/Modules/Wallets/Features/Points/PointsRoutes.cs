using System.ComponentModel;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary>A sale that earns points.</summary>
/// <param name="Amount">What of the sale is worth points.</param>
/// <param name="Document">The sale: it earns once.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it happened in; who works in one store must name it.</param>
internal sealed record EarnBody(Money Amount, DocumentRef Document, EntryId? Id = null, StoreId? StoreId = null);

/// <summary>Points to be spent.</summary>
/// <param name="Points">How many, above zero.</param>
/// <param name="Document">What is paid with them.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it happens in; who works in one store must name it.</param>
internal sealed record RedeemBody(long Points, DocumentRef Document, EntryId? Id = null, StoreId? StoreId = null);

/// <summary>Points of a customer.</summary>
/// <param name="Balance">Points there are.</param>
/// <param name="Usable">Points that can be spent today.</param>
/// <param name="Owed">Points of refunded sales that had been spent; the next earnings pay them.</param>
/// <param name="Worth">Money that the usable ones pay today.</param>
/// <param name="Lots">What is left of each earning, the next to expire first; at most 200.</param>
internal sealed record PointsAnswer(long Balance, long Usable, long Owed, Money Worth, IReadOnlyList<LotRecord> Lots);

/// <summary>Points over HTTP, below <c>/api/v1/wallets/{id}/points</c>.</summary>
internal sealed class PointsRoutes(MovePoints points, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/wallets/{id}/points", ReadAsync)
            .WithName("ReadPoints").WithTags("Points").WithSummary("Read points and their lots")
            .WithDescription("What a customer has, what it pays today, and when it expires.")
            .WithQuery([]).Produces<PointsAnswer>().WithProblems(404).WithExample(WalletsExamples.Points).Requires(Permissions.WalletRead);
        api.MapPost<PointsRoutes, EarnBody, PointsResult>("/wallets/{id}/points/earn", (use, body, request) => use.EarnAsync(body, request))
            .WithName("EarnPoints").WithTags("Points").WithSummary("Give points for a sale")
            .WithDescription("By the rates of today. A document earns once; points that are owed for refunded sales are paid first.")
            .WithExample(WalletsExamples.PointsMoved).WithProblems(404).Requires(Permissions.PointsMove);
        api.MapPost<PointsRoutes, RedeemBody, PointsResult>("/wallets/{id}/points/redeem", (use, body, request) => use.RedeemAsync(body, request))
            .WithName("RedeemPoints").WithTags("Points").WithSummary("Pay with points")
            .WithDescription("The oldest first, none whose last day is over. `value` is what they pay of the document.")
            .WithExample(WalletsExamples.PointsMoved).WithProblems(404).Requires(Permissions.PointsMove);
        api.MapPost<PointsRoutes, EarnBody, PointsResult>("/wallets/{id}/points/reverse", (use, body, request) => use.ReverseAsync(body, request))
            .WithName("ReversePoints").WithTags("Points").WithSummary("Take points of a refunded sale back")
            .WithDescription("In the proportion of `amount`, what of the sale is refunded now, by the largest remainder over all its refunds. What was spent already is owed, and paid by the next earnings: a balance never falls below zero.")
            .WithExample(WalletsExamples.PointsMoved).WithProblems(404).Requires(Permissions.PointsMove);
    }

    public static async Task<PointsAnswer?> AnswerAsync(WalletId id, WalletStore wallets, LotStore lots, LimitStore limits, WalletClock clock, CancellationToken cancellationToken)
    {
        var today = await clock.TodayAsync(cancellationToken);
        if (await wallets.LookAsync(id, today, cancellationToken) is not { Wallet.Kind: WalletKind.Points } found || await clock.CurrencyAsync(cancellationToken) is not { } currency)
        {
            return null;
        }

        var left = await lots.LeftAsync(id, usableOn: null, cancellationToken);
        var usable = left.Where(lot => lot.ExpiresOn >= today).Sum(lot => lot.Remaining);
        var rule = await limits.RuleAsync(isLocked: false, cancellationToken);
        return new PointsAnswer(left.Sum(lot => lot.Remaining), usable, found.Owed, new Money((long)Int128.Min((Int128)usable * rule.Value, NewEntry.LargestAmount), currency), await lots.ListAsync(id, cancellationToken));
    }

    private static async Task<IResult> ReadAsync([Description("Id of the wallet.")] string id, HttpContext context, WalletStore wallets, LotStore lots, LimitStore limits, WalletClock clock, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<WalletId>(id, "id"));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : await AnswerAsync(wanted, wallets, lots, limits, clock, cancellationToken) is { } answer ? TaggedAnswer.Of(answer)
            : new[] { WalletErrors.Unknown }.ToProblem();
    }

    public async Task<Result<PointsResult>> EarnAsync(EarnBody body, WriteRequest request)
    {
        var wallet = request.WalletFor(Permissions.PointsMove, body.StoreId);
        return wallet.IsFailure ? wallet.Errors.ToArray()
            : await points.EarnAsync(new EarnRequest(body.Id ?? clock.New<EntryId>(), wallet.Value, body.Amount, body.Document, body.StoreId), request.Stop);
    }

    public async Task<Result<PointsResult>> RedeemAsync(RedeemBody body, WriteRequest request)
    {
        var wallet = request.WalletFor(Permissions.PointsMove, body.StoreId);
        return wallet.IsFailure ? wallet.Errors.ToArray()
            : await points.RedeemAsync(new RedeemRequest(body.Id ?? clock.New<EntryId>(), wallet.Value, body.Points, body.Document, body.StoreId), request.Stop);
    }

    public async Task<Result<PointsResult>> ReverseAsync(EarnBody body, WriteRequest request)
    {
        var wallet = request.WalletFor(Permissions.PointsMove, body.StoreId);
        return wallet.IsFailure ? wallet.Errors.ToArray()
            : await points.ReverseAsync(new ReverseRequest(body.Id ?? clock.New<EntryId>(), wallet.Value, body.Document, body.Amount, body.StoreId), request.Stop);
    }
}
