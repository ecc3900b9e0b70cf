using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary>A hold to be paid.</summary>
/// <param name="Amount">A part of it; all where it is left out.</param>
/// <param name="Id">Id of the payment, made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record PostHoldBody(Money? Amount = null, EntryId? Id = null);

/// <summary>Ends holds: pays them, whole or in part, gives them up, or lets those go whose time is over.</summary>
internal sealed class EndHold(UnitOfWork work, MoveMoney money, MovementStore movements, WalletStore wallets, HoldStore holds, ILedger ledger, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<EndHold, PostHoldBody, WalletMovement>("/wallets/holds/{id}/post", (use, body, request) => use.PostAsync(body, request))
            .WithName("PostWalletHold").WithTags("Wallets").WithSummary("Pay what a hold promised")
            .WithDescription("All of it or a part; what is left is free again, and no longer counts towards the limits of its day.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).Requires(Permissions.MoneyMove);
        api.MapPost<EndHold, WalletHold>("/wallets/holds/{id}/void", (use, request) => use.VoidAsync(request))
            .WithName("VoidWalletHold").WithTags("Wallets").WithSummary("Give a hold up")
            .WithDescription("What it promised is free again. One that was given up or has expired stays as it is; one that was paid is an error.")
            .WithExample(WalletsExamples.Hold with { State = HoldState.Voided }).WithProblems(404).Requires(Permissions.MoneyMove);
    }

    public Task<Result<WalletMovement>> PostAsync(HoldId id, EntryId movement, Money? amount, CancellationToken cancellationToken) => work.RunAsync<WalletMovement>(async stop =>
    {
        if (await holds.FindAsync(id, stop) is not { } first)
        {
            return WalletErrors.HoldUnknown;
        }

        var today = await clock.TodayAsync(stop);
        var locked = (await wallets.LockAsync(first.Hold.WalletId, today, stop))!;
        // What it is now that nobody else is at it.
        var kept = (await holds.FindAsync(id, stop))!;
        var (hold, paid) = (kept.Hold, amount ?? kept.Hold.Amount);
        var content = Move.ContentOf(new { Hold = id, Amount = paid.ToString() });
        if (await movements.FindAsync(movement, stop) is { } known)
        {
            return known.Content.AsSpan().SequenceEqual(content) ? known.Movement : WalletErrors.Contradiction;
        }

        if (Refuses(locked, hold, paid, movement) is { } refused)
        {
            return refused;
        }

        var row = new NewMovement(
            movement, MoveKinds.Payment, paid, new BusinessDate(today), Tender: null, hold.Document, hold.Memo, kept.StoreId, id, content, [new MovementPart(hold.WalletId, -paid.Minor)]);
        await holds.EndAsync(kept, HoldState.Posted, paid.Minor, clock.Now, stop);
        return await money.WriteAsync(row, [HoldMoney.LineOf(locked.Wallet, paid, kept.StoreId)], stop);
    }, cancellationToken);

    public Task<Result<WalletHold>> VoidAsync(HoldId id, CancellationToken cancellationToken) => work.RunAsync<WalletHold>(async stop =>
    {
        if (await holds.FindAsync(id, stop) is not { } first)
        {
            return WalletErrors.HoldUnknown;
        }

        await wallets.LockAsync(first.Hold.WalletId, first.Day, stop);
        var kept = (await holds.FindAsync(id, stop))!;
        if (kept.Hold.State != HoldState.Open)
        {
            return kept.Hold.State == HoldState.Posted ? WalletErrors.HoldEnded : kept.Hold;
        }

        // The books may have let it go already, where its time was over and somebody wanted the money.
        var ended = await ledger.VoidAsync(id, stop);
        if (ended.IsFailure)
        {
            return WalletErrors.OfBooks(ended.Errors);
        }

        var state = kept.Hold.ExpiresAt <= clock.Now ? HoldState.Expired : HoldState.Voided;
        await holds.EndAsync(kept, state, posted: null, clock.Now, stop);
        return kept.Hold with { State = state };
    }, cancellationToken);

    private static Error? Refuses(LockedWallet locked, WalletHold hold, Money paid, EntryId movement) =>
        movement.Value == Guid.Empty ? Error.Validation("id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id")
        : hold.State != HoldState.Open ? WalletErrors.HoldEnded
        : paid.Currency != hold.Amount.Currency ? WalletErrors.OtherCurrency(hold.Amount.Currency.Code)
        : paid.Minor <= 0 || paid > hold.Amount ? Error.Validation("wallet.hold_amount", "A hold is paid with its amount or less, above zero.", "amount")
        : locked.Refuses(MoveKinds.Payment);

    public async Task<Result<WalletMovement>> PostAsync(PostHoldBody body, WriteRequest request)
    {
        var id = await HoldForAsync(request);
        return id.IsFailure ? id.Errors.ToArray() : await PostAsync(id.Value, body.Id ?? clock.New<EntryId>(), body.Amount, request.Stop);
    }

    public async Task<Result<WalletHold>> VoidAsync(WriteRequest request)
    {
        var id = await HoldForAsync(request);
        return id.IsFailure ? id.Errors.ToArray() : await VoidAsync(id.Value, request.Stop);
    }

    /// <summary>The hold in the address, for a caller who may move money where it was made.</summary>
    private async Task<Result<HoldId>> HoldForAsync(WriteRequest request)
    {
        var id = request.Id<HoldId>();
        if (id.IsFailure || await holds.FindAsync(id.Value, request.Stop) is not { } kept)
        {
            return WalletErrors.HoldUnknown;
        }

        return request.Caller.MayIn(Permissions.MoneyMove, kept.StoreId is { } store ? StoreId.From(store) : null) ? id.Value : Access.Forbidden;
    }
}
