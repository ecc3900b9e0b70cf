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

/// <summary>Money to be promised.</summary>
/// <param name="Amount">How much, above zero, in the currency of the wallet.</param>
/// <param name="Document">What it is for, such as an order.</param>
/// <param name="ExpiresAt">When it ends by itself; in a week where it is left out.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it happens in; who works in one store must name it.</param>
/// <param name="Memo">What it is, at most 200 characters.</param>
internal sealed record HoldBody(Money Amount, DocumentRef Document, DateTimeOffset? ExpiresAt = null, HoldId? Id = null, StoreId? StoreId = null, string? Memo = null);

/// <summary>Promises money of a wallet for a payment: nobody else spends it until it is paid, given up or expired.</summary>
internal sealed class HoldMoney(UnitOfWork work, MoveMoney money, WalletStore wallets, HoldStore holds, ILedger ledger, WalletClock clock)
{
    private static readonly TimeSpan _usual = TimeSpan.FromDays(7);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<HoldMoney, HoldBody, WalletHold>("/wallets/{id}/holds", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(HoldMoney)).WithTags("Wallets").WithSummary("Hold money of a wallet")
            .WithDescription("Nobody else can spend it until the hold is posted, voided or expired. It counts towards the limits of the day on which it is made.")
            .WithExample(WalletsExamples.Hold).WithProblems(404).Requires(Permissions.MoneyMove);

    /// <summary>The line that a hold promises and that posting it pays.</summary>
    public static NewLine LineOf(WalletRecord wallet, Money amount, Guid? store) =>
        new(MoveMoney.AccountOf(wallet), AccountRef.For("receivable"), amount, store is { } place ? StoreId.From(place) : null);

    public Task<Result<WalletHold>> RunAsync(HoldRequest asked, CancellationToken cancellationToken)
    {
        // Microseconds are what the database keeps.
        var expires = new DateTimeOffset(asked.ExpiresAt.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        var content = Move.ContentOf(new { asked.Wallet, Amount = asked.Amount.ToString(), asked.Document, asked.Store, asked.Memo, Expires = expires });
        return work.RunAsync<WalletHold>(async stop =>
        {
            var id = EntryId.From(asked.Id.Value);
            var faults = await money.FaultsAsync(new Move(id, MoveKinds.Hold, asked.Amount, asked.Wallet, To: null, Other: null) { Document = asked.Document, Store = asked.Store, Memo = asked.Memo }, stop);
            if (faults.Any)
            {
                return faults.Errors.ToArray();
            }

            var today = await clock.TodayAsync(stop);
            var locked = await wallets.LockAsync(asked.Wallet, today, stop);
            if (await holds.FindAsync(asked.Id, stop) is { } known)
            {
                return known.Content.AsSpan().SequenceEqual(content) ? known.Hold : WalletErrors.Contradiction;
            }

            if (locked is null || locked.Refuses(MoveKinds.Hold) is not null || locked.Unit != asked.Amount.Currency)
            {
                return locked is null ? WalletErrors.Unknown : locked.Refuses(MoveKinds.Hold) ?? WalletErrors.OtherCurrency(locked.Wallet.Currency);
            }

            if (locked.Limits.Out(asked.Amount, locked.UsedOut).ToArray() is { Length: > 0 } over)
            {
                return over;
            }

            var hold = new WalletHold(asked.Id, asked.Wallet, asked.Amount, HoldState.Open, Posted: null, asked.Document, MoveMoney.MemoOf(MoveKinds.Hold, asked.Memo, asked.Document), expires, clock.Now);
            var promise = new NewHold(asked.Id, new DocumentRef(MoveKinds.Hold, asked.Id.ToString()), hold.Memo, expires, [LineOf(locked.Wallet, asked.Amount, asked.Store?.Value)]);
            // The books first: they say what is wrong with an expiry before a row here would break a rule of the table.
            var held = await ledger.HoldAsync(promise, stop);
            return held.IsFailure ? WalletErrors.OfBooks(held.Errors)
                : await holds.InsertAsync(new KeptHold(hold, asked.Store?.Value, today, content), asked.Amount.Minor, stop) ? hold : WalletErrors.Contradiction;
        }, cancellationToken);
    }

    public async Task<Result<WalletHold>> RunAsync(HoldBody body, WriteRequest request)
    {
        var wallet = request.WalletFor(Permissions.MoneyMove, body.StoreId);
        if (wallet.IsFailure)
        {
            return wallet.Errors.ToArray();
        }

        // A hold that is asked for again must not end later than the first one.
        if (body is { Id: { } known, ExpiresAt: null } && await holds.FindAsync(known, request.Stop) is { } there)
        {
            body = body with { ExpiresAt = there.Hold.ExpiresAt };
        }

        var held = await RunAsync(new HoldRequest(body.Id ?? clock.New<HoldId>(), wallet.Value, body.Amount, body.Document, body.ExpiresAt ?? clock.Now + _usual, body.StoreId, body.Memo), request.Stop);
        request.Location = held.IsSuccess ? $"/api/v1/wallets/{wallet.Value}/holds" : null;
        return held;
    }
}
