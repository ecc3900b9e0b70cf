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

/// <summary>Gift cards to be sold.</summary>
/// <param name="Amount">What is on each.</param>
/// <param name="Tender">How they were paid: <c>cash</c>, <c>bank</c>, <c>bkash</c>, <c>nagad</c>, <c>card</c>, <c>sslcommerz</c> or <c>stripe</c>.</param>
/// <param name="Count">How many, 1 to 200.</param>
/// <param name="ExpiresOn">Last day on which they can be spent; absent for no end.</param>
/// <param name="Pin">A PIN of 4 to 8 digits for a single card; one is made where it is left out.</param>
/// <param name="Id">Made by the caller: the same again makes no more cards, and tells no codes.</param>
/// <param name="StoreId">The store that sells them; who works in one store must name it.</param>
/// <param name="Memo">What it is, at most 200 characters.</param>
internal sealed record IssueBody(Money Amount, string Tender, int Count = 1, DateOnly? ExpiresOn = null, string? Pin = null, EntryId? Id = null, StoreId? StoreId = null, string? Memo = null);

/// <summary>A card that was issued.</summary>
/// <param name="Id">Id, for staff.</param>
/// <param name="LastFour">The end of its code.</param>
/// <param name="Code">Its code, shown this once.</param>
/// <param name="Pin">Its PIN, shown this once.</param>
internal sealed record IssuedCard(WalletId Id, string LastFour, string? Code, string? Pin);

/// <summary>Cards that were issued together.</summary>
/// <param name="Id">The issue: its movement and journal entry.</param>
/// <param name="Amount">What is on each.</param>
/// <param name="ExpiresOn">Last day on which they can be spent, or absent.</param>
/// <param name="Cards">The cards.</param>
internal sealed record IssuedCards(EntryId Id, Money Amount, DateOnly? ExpiresOn, IReadOnlyList<IssuedCard> Cards)
{
    /// <summary>The same without what is shown once.</summary>
    public IssuedCards WithoutSecrets() => this with { Cards = [.. Cards.Select(card => card with { Code = null, Pin = null })] };
}

/// <summary>Sells gift cards: money in, and the shop owes it to whoever has the code and the PIN.</summary>
internal sealed class IssueCards(UnitOfWork work, MoveMoney money, MovementStore movements, WalletStore wallets, CardStore cards, LimitStore limits, CardSecrets secrets, ILedger ledger, WalletClock clock)
{
    private const int Most = 200;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<IssueCards, IssueBody, IssuedCards>("/gift-cards", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(IssueCards)).WithTags("Gift cards").WithSummary("Issue gift cards")
            .WithDescription("Up to 200 cards of the same amount, in one journal entry. Codes and PINs are in this answer and nowhere else: not even the same request again tells them.")
            .WithExample(WalletsExamples.Issued).Requires(Permissions.CardIssue);

    public async Task<Result<IssuedCards>> RunAsync(IssueBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.CardIssue, body.StoreId))
        {
            return Access.Forbidden;
        }

        var issued = await RunAsync(body, request.Stop);
        if (issued.IsSuccess)
        {
            (request.Location, request.KeepInstead) = ($"/api/v1/gift-cards/{issued.Value.Cards[0].Id}", issued.Value.WithoutSecrets());
        }

        return issued;
    }

    public async Task<Result<IssuedCards>> RunAsync(IssueBody body, CancellationToken cancellationToken)
    {
        var today = await clock.TodayAsync(cancellationToken);
        var move = new Move(body.Id ?? clock.New<EntryId>(), MoveKinds.CardIssue, body.Amount, From: null, To: null, AccountRef.For("tender", body.Tender ?? "")) { Tender = body.Tender, Store = body.StoreId, Memo = body.Memo };
        var problems = await money.FaultsAsync(move, cancellationToken);
        problems.Require(body.Count is >= 1 and <= Most, "gift_card.count", $"1 to {Most} cards are issued at once.", "count");
        problems.Require(body.ExpiresOn is not { } last || (last >= today && last <= today.AddYears(50)), "gift_card.expires", "The last day of a card is today or later, within 50 years.", "expiresOn");
        problems.Require(body.Pin is null || (CardCode.IsPin(body.Pin) && body.Count == 1), "gift_card.pin", "A PIN is 4 to 8 digits, and given for a single card only.", "pin");
        if (body.Count is >= 1 and <= Most && body.Amount.Minor > 0)
        {
            problems.Require((Int128)body.Amount.Minor * body.Count <= NewEntry.LargestAmount, "wallet.amount_range", "The amount is larger than the books take.", "amount");
        }

        if (await clock.CurrencyAsync(cancellationToken) is not { } currency)
        {
            return WalletErrors.NoShop;
        }

        problems.Require(body.Amount.Currency == currency, "wallet.currency", $"Gift cards are in {currency}.", "amount");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var content = Move.ContentOf(new { move.Kind, Amount = body.Amount.ToString(), body.Tender, body.Count, body.ExpiresOn, body.StoreId, body.Memo });
        if (await movements.FindAsync(move.Id, cancellationToken) is { } known)
        {
            return known.Content.AsSpan().SequenceEqual(content) ? await AgainAsync(move.Id, body, cancellationToken) : WalletErrors.Contradiction;
        }

        await secrets.CheckKeyAsync(cancellationToken);
        // Before the transaction: hashes take their time.
        var made = await Task.WhenAll(Enumerable.Range(0, body.Count).Select(_ => MakeAsync(body.Pin, cancellationToken)));
        return await work.RunAsync(stop => WriteAsync(body, move, content, made, today, stop), cancellationToken);
    }

    private async Task<Result<IssuedCards>> WriteAsync(IssueBody body, Move move, byte[] content, (IssuedCard Shown, NewCard Kept)[] made, DateOnly today, CancellationToken cancellationToken)
    {
        var (amount, now) = (body.Amount, clock.Now);
        var limit = await limits.OnAsync(WalletKind.GiftCard, WalletLevel.Basic, amount.Currency, today, cancellationToken);
        if (limit.In(amount, usedIn: 0, balance: 0).ToArray() is { Length: > 0 } over)
        {
            return over;
        }

        var rows = made.Select(card => new WalletRecord(card.Kept.Id, CustomerId: null, WalletKind.GiftCard, amount.Currency.Code, WalletStatus.Active, WalletLevel.Basic, Reason: null, now, Version: 1)).ToList();
        if (await wallets.InsertAsync(rows, cancellationToken) != rows.Count)
        {
            return UnitOfWork.Conflict;
        }

        var opened = await ledger.OpenAllAsync([.. rows.Select(card => new NewSubaccount(SubaccountId.From(card.Id.Value), AccountRef.For(MoveKinds.RoleOf(WalletKind.GiftCard)), $"wallet/{card.Id}", Floor: 0))], cancellationToken);
        if (opened.IsFailure)
        {
            return opened.Errors.ToArray();
        }

        var movement = new NewMovement(
            move.Id, move.Kind, new Money(amount.Minor * rows.Count, amount.Currency), new BusinessDate(today), body.Tender, Document: null, MoveMoney.MemoOf(move.Kind, body.Memo, document: null), body.StoreId?.Value, Hold: null, content,
            [.. rows.Select(card => new MovementPart(card.Id, amount.Minor, CountedIn: amount.Minor))]);
        var written = await money.WriteAsync(movement, [.. rows.Select(card => new NewLine(move.Other!, MoveMoney.AccountOf(card), amount, body.StoreId))], cancellationToken);
        if (written.IsFailure)
        {
            return written.Errors.ToArray();
        }

        await cards.InsertAsync([.. made.Select(card => card.Kept)], amount, body.ExpiresOn, move.Id, now, cancellationToken);
        foreach (var card in rows)
        {
            work.Publish(new GiftCardIssued(card.Id, amount, body.ExpiresOn));
        }

        work.Audit(new AuditEntry("wallets.card.issue", "wallets.gift_card", rows[0].Id.ToString(), $"…{made[0].Kept.LastFour}", After: new { rows.Count, amount, body.ExpiresOn, body.Tender, issue = move.Id }, StoreId: body.StoreId?.Value));
        return new IssuedCards(move.Id, amount, body.ExpiresOn, [.. made.Select(card => card.Shown)]);
    }

    private async Task<(IssuedCard Shown, NewCard Kept)> MakeAsync(string? wanted, CancellationToken cancellationToken)
    {
        var (id, code, pin) = (clock.New<WalletId>(), CardCode.New(), wanted ?? CardCode.NewPin());
        return (new IssuedCard(id, code[^4..], code, pin), new NewCard(id, secrets.CodeHash(CardCode.Read(code)!), code[^4..], await secrets.PinAsync(pin, cancellationToken)));
    }

    /// <summary>What was issued, without what was shown once.</summary>
    private async Task<Result<IssuedCards>> AgainAsync(EntryId id, IssueBody body, CancellationToken cancellationToken) =>
        new IssuedCards(id, body.Amount, body.ExpiresOn, [.. (await cards.OfIssueAsync(id, cancellationToken)).Select(card => new IssuedCard(card.Id, card.LastFour, Code: null, Pin: null))]);
}
