using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary>A correction of a wallet by staff.</summary>
/// <param name="Amount">How much: above zero gives, below takes away.</param>
/// <param name="Reason">Why, 1 to 200 characters; it stands on the statement.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it belongs to; who works in one store must name it.</param>
internal sealed record AdjustBody(Money Amount, string Reason, EntryId? Id = null, StoreId? StoreId = null);

/// <summary>Gives a wallet money or takes some away, with a reason: goodwill, or a mistake that is mended.</summary>
internal sealed class Adjust(UnitOfWork work, MoveMoney money, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<Adjust, AdjustBody, WalletMovement>("/wallets/{id}/adjust", (use, body, request) => use.RunAsync(body, request))
            .WithName("AdjustWallet").WithTags("Wallets").WithSummary("Correct a wallet")
            .WithDescription("Gives money (an expense of the shop) or takes it away (other income), with a reason that is on the statement and in the audit. It never takes more than is there.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).Requires(Permissions.MoneyAdjust);

    public async Task<Result<WalletMovement>> RunAsync(AdjustBody body, WriteRequest request)
    {
        var wallet = request.WalletFor(Permissions.MoneyAdjust, body.StoreId);
        if (wallet.IsFailure)
        {
            return wallet.Errors.ToArray();
        }

        var problems = new Problems();
        var reason = MoneyRoutes.Reason(problems, body.Reason);
        problems.Require(body.Amount.Minor is >= -NewEntry.LargestAmount and <= NewEntry.LargestAmount, "wallet.amount_range", "The amount is larger than the books take.", "amount");
        problems.Require(body.Amount.Minor != 0, "wallet.amount_sign", "An amount is not zero.", "amount");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var gives = body.Amount.Minor > 0;
        var (id, other) = (body.Id ?? clock.New<EntryId>(), AccountRef.For(gives ? "other_expense" : "other_income"));
        var move = gives ? new Move(id, MoveKinds.Adjustment, body.Amount, From: null, wallet.Value, other) : new Move(id, MoveKinds.Adjustment, -body.Amount, wallet.Value, To: null, other);
        return await work.RunAsync<WalletMovement>(async stop =>
        {
            var done = await money.RunAsync(move with { Memo = reason, Store = body.StoreId }, stop);
            if (done.IsSuccess)
            {
                work.Audit(new AuditEntry("wallets.wallet.adjust", "wallets.wallet", wallet.Value.ToString(), wallet.Value.ToString(), After: new { amount = body.Amount, reason, movement = id }, StoreId: body.StoreId?.Value));
            }

            return done;
        }, request.Stop);
    }
}
