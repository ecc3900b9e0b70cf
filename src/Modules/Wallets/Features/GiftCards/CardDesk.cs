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

/// <summary>A gift card to be looked at.</summary>
/// <param name="Code">Its code, with or without hyphens, in either case.</param>
/// <param name="Pin">Its PIN.</param>
internal sealed record LookBody(string Code, string Pin);

/// <summary>A gift card to be spent.</summary>
/// <param name="Code">Its code, with or without hyphens, in either case.</param>
/// <param name="Pin">Its PIN.</param>
/// <param name="Document">What is paid with it.</param>
/// <param name="Amount">How much; all that it has where it is left out.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it happens in; who works in one store must name it.</param>
/// <param name="Memo">What it is, at most 200 characters.</param>
internal sealed record RedeemCardBody(string Code, string Pin, DocumentRef Document, Money? Amount = null, EntryId? Id = null, StoreId? StoreId = null, string? Memo = null);

/// <summary>What a gift card has.</summary>
/// <param name="LastFour">The end of its code.</param>
/// <param name="Balance">What can be spent.</param>
/// <param name="ExpiresOn">Last day on which it can be spent, or absent.</param>
/// <param name="Status">Whether it can be used.</param>
internal sealed record CardBalance(string LastFour, Money Balance, DateOnly? ExpiresOn, WalletStatus Status);

/// <summary>Opens gift cards by code and PIN, for a look or a payment.</summary>
internal sealed class CardDesk(MoveMoney money, MovementStore movements, WalletStore wallets, CardStore cards, CardSecrets secrets, ILedger ledger, WalletClock clock, CallerContext caller)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<CardDesk, LookBody, CardBalance>("/gift-cards/balance", (use, body, request) => use.LookAsync(body, request.Stop))
            .WithName("LookAtGiftCard").WithTags("Gift cards").WithSummary("See what a gift card has")
            .WithDescription("By code and PIN. Unknown code, wrong PIN and locked card are one answer, and take the same time. Wrong PINs lock a card for a while; looks are bounded by address.")
            .WithExample(WalletsExamples.CardBalance).OpenToEveryone();
        api.MapPost<CardDesk, RedeemCardBody, WalletMovement>("/gift-cards/redeem", (use, body, request) => use.RedeemAsync(body, request))
            .WithName("RedeemGiftCard").WithTags("Gift cards").WithSummary("Pay with a gift card")
            .WithDescription("An amount, or all that the card has. The money leaves the card for what the document is owed.")
            .WithExample(WalletsExamples.Movement with { Kind = MoveKinds.CardRedemption }).Requires(Permissions.CardRedeem);
    }

    public async Task<Result<WalletMovement>> RedeemAsync(EntryId id, string code, string pin, Money? amount, DocumentRef document, StoreId? store, string? memo, CancellationToken cancellationToken)
    {
        var unit = amount?.Currency ?? await clock.CurrencyAsync(cancellationToken) ?? Currency.Points;
        var move = new Move(id, MoveKinds.CardRedemption, amount ?? Money.Zero(unit), From: null, To: null, AccountRef.For("receivable")) { Document = document, Store = store, Memo = memo, IsAll = amount is null };
        var problems = await money.FaultsAsync(move, cancellationToken);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (await OpenAsync(code, pin, cancellationToken) is not { } card)
        {
            return WalletErrors.CardRefused;
        }

        // What was paid with it in time is answered after its last day too.
        return card.ExpiresOn < await clock.TodayAsync(cancellationToken) && await movements.FindAsync(id, cancellationToken) is null
            ? WalletErrors.CardExpired
            : await money.RunAsync(move with { From = card.Id }, cancellationToken);
    }

    public async Task<Result<CardBalance>> LookAsync(LookBody body, CancellationToken cancellationToken)
    {
        if (!await cards.HasRoomAsync(caller.Address, cancellationToken))
        {
            return WalletErrors.TooMany;
        }

        if (await OpenAsync(body.Code, body.Pin, cancellationToken) is not { } card)
        {
            return WalletErrors.CardRefused;
        }

        var (wallet, balance) = (await wallets.FindAsync(card.Id, cancellationToken), await ledger.BalanceAsync(SubaccountId.From(card.Id.Value), cancellationToken));
        return new CardBalance(card.LastFour, balance!.Available, card.ExpiresOn, wallet!.Status);
    }

    private async Task<Result<WalletMovement>> RedeemAsync(RedeemCardBody body, WriteRequest request) => request.Caller.MayIn(Permissions.CardRedeem, body.StoreId)
        ? await RedeemAsync(body.Id ?? clock.New<EntryId>(), body.Code, body.Pin, body.Amount, body.Document, body.StoreId, body.Memo, request.Stop)
        : Access.Forbidden;

    /// <summary>The card of a code and its PIN; null for every other reason, after the same work.</summary>
    private async Task<TriedCard?> OpenAsync(string code, string pin, CancellationToken cancellationToken)
    {
        await secrets.CheckKeyAsync(cancellationToken);
        var card = await cards.TryAsync(secrets.CodeHash(CardCode.Read(code) ?? ""), cancellationToken);
        if (!await secrets.IsPinAsync(card?.Pin, pin, cancellationToken))
        {
            return null;
        }

        await cards.RightAsync(card!.Id, cancellationToken);
        return card;
    }
}
