using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Wallets.Features;

/// <summary>A movement that is asked for: from one wallet, to one, or between two.</summary>
/// <param name="Id">Id of the movement and of its entry.</param>
/// <param name="Kind">One of <see cref="MoveKinds"/>.</param>
/// <param name="Amount">How much.</param>
/// <param name="From">The wallet it leaves, or null.</param>
/// <param name="To">The wallet it enters, or null.</param>
/// <param name="Other">Where it comes from or goes to beside wallets.</param>
internal sealed record Move(EntryId Id, string Kind, Money Amount, WalletId? From, WalletId? To, AccountRef? Other)
{
    public string? Tender { get; init; }

    public DocumentRef? Document { get; init; }

    public StoreId? Store { get; init; }

    public string? Memo { get; init; }

    /// <summary>The hold it posts.</summary>
    public HoldId? Hold { get; init; }

    /// <summary>Whether all that can be spent is asked for: the amount is what is there.</summary>
    public bool IsAll { get; init; }

    /// <summary>What makes it the same when it is asked for again.</summary>
    public byte[] Content => ContentOf(new { Kind, Amount = IsAll ? "all" : Amount.ToString(), From, To, Other = Other?.ToString(), Tender, Document, Store, Memo, Hold });

    public static byte[] ContentOf(object asked) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, JsonDefaults.Options));
}

/// <summary>
/// Moves money: the one place that locks wallets, holds them to their limits, and writes movement, usage and journal entry in one
/// transaction.
/// </summary>
internal sealed class MoveMoney(UnitOfWork work, WalletStore wallets, MovementStore movements, ILedger ledger, WalletClock clock, CallerContext caller)
{
    /// <summary>The series of the books in which wallets are numbered.</summary>
    public const string Series = "WA";

    private const int LongestMemo = 200;

    /// <summary>Ways in which money comes in or goes out; the chart knows the account of each.</summary>
    public static IReadOnlyList<string> Tenders { get; } = ["cash", "bank", "bkash", "nagad", "card", "sslcommerz", "stripe"];

    public Guid? By => caller.Caller.Kind == CallerKind.System ? null : caller.Caller.Id;

    public Task<Result<WalletMovement>> RunAsync(Move move, CancellationToken cancellationToken) => work.RunAsync<WalletMovement>(async stop =>
    {
        var faults = await FaultsAsync(move, stop);
        if (faults.Any)
        {
            return faults.Errors.ToArray();
        }

        if (await movements.FindAsync(move.Id, stop) is { } known)
        {
            return known.Content.AsSpan().SequenceEqual(move.Content) ? known.Movement : WalletErrors.Contradiction;
        }

        var today = await clock.TodayAsync(stop);
        WalletId?[] asked = [move.From, move.To];
        var ids = asked.OfType<WalletId>().ToList();
        var locked = await wallets.LockAsync(ids, today, stop);
        // The same request may have come twice at once, and the other one was first.
        if (await movements.FindAsync(move.Id, stop) is { } now)
        {
            return now.Content.AsSpan().SequenceEqual(move.Content) ? now.Movement : WalletErrors.Contradiction;
        }

        return locked.Count < ids.Count ? WalletErrors.Unknown : await MoveAsync(move, today, locked, stop);
    }, cancellationToken);

    /// <summary>What is wrong with what was asked for, whatever the wallets say.</summary>
    public async Task<Problems> FaultsAsync(Move move, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(move.IsAll || move.Amount.Minor > 0, "wallet.amount_sign", "An amount is above zero.", "amount");
        problems.Require(move.Amount.Minor <= NewEntry.LargestAmount, "wallet.amount_range", "The amount is larger than the books take.", "amount");
        problems.Require(move.Id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        problems.Require(move.Tender is null || Tenders.Contains(move.Tender, StringComparer.Ordinal), "wallet.tender", $"A tender is one of: {string.Join(", ", Tenders)}.", "tender");
        CheckMemo(problems, move.Memo);
        CheckDocument(problems, move.Document);
        if (move.Store is { } store)
        {
            problems.Require(await clock.IsStoreAsync(store, cancellationToken), "store.unknown", "There is no such store.", "storeId");
        }

        if (move.From is not null && move.From == move.To)
        {
            problems.Add(WalletErrors.Same);
        }

        return problems;
    }

    public static void CheckMemo(Problems problems, string? memo, string field = "memo")
    {
        problems.Require(memo is null || memo.Length <= LongestMemo, "text.too_long", $"At most {LongestMemo} characters.", field);
        problems.Require(memo is null || UnicodeText.IsOneLine(memo), "text.control_characters", "The text holds line breaks or other control characters.", field);
    }

    public static void CheckDocument(Problems problems, DocumentRef? document)
    {
        if (document is not null)
        {
            problems.Require(document.Type is { Length: > 0 and <= 40 } && document.Type.All(letter => char.IsAsciiLetterLower(letter) || letter == '_'), "wallet.document_type", "A type of document is 1 to 40 small letters.", "document.type");
            problems.Require(document.Id is { Length: > 0 and <= 100 } && UnicodeText.IsOneLine(document.Id), "wallet.document_id", "The id of a document has 1 to 100 characters.", "document.id");
        }
    }

    private async Task<Result<WalletMovement>> MoveAsync(Move asked, DateOnly today, IReadOnlyList<LockedWallet> locked, CancellationToken cancellationToken)
    {
        var (from, to) = (locked.FirstOrDefault(wallet => wallet.Id == asked.From), locked.FirstOrDefault(wallet => wallet.Id == asked.To));
        if (locked.Select(wallet => wallet.Refuses(asked.Kind)).OfType<Error>().FirstOrDefault() is { } refused)
        {
            return refused;
        }

        var move = asked.IsAll && from is not null ? asked with { Amount = await AvailableAsync(from, cancellationToken) } : asked;
        if (move.Amount.Minor == 0)
        {
            return WalletErrors.Insufficient;
        }

        if (locked.FirstOrDefault(wallet => wallet.Unit != move.Amount.Currency) is { } other)
        {
            return WalletErrors.OtherCurrency(other.Wallet.Currency);
        }

        var over = await OverLimitsAsync(move, from, to, cancellationToken);
        if (over.Count > 0)
        {
            return over.ToArray();
        }

        var rule = MoveKinds.RuleOf(move.Kind);
        var (amount, memo) = (move.Amount.Minor, MemoOf(move.Kind, move.Memo, move.Document));
        List<MovementPart> parts = [];
        if (from is not null)
        {
            parts.Add(new MovementPart(from.Id, -amount, CountedOut: rule.CountsOut && move.Hold is null ? amount : 0));
        }

        if (to is not null)
        {
            parts.Add(new MovementPart(to.Id, amount, CountedIn: rule.CountsIn ? amount : 0));
        }

        var movement = new NewMovement(move.Id, move.Kind, move.Amount, new BusinessDate(today), move.Tender, move.Document, memo, move.Store?.Value, move.Hold, move.Content, parts);
        var line = new NewLine(from is null ? move.Other! : AccountOf(from.Wallet), to is null ? move.Other! : AccountOf(to.Wallet), move.Amount, move.Store);
        return await WriteAsync(movement, [line], cancellationToken);
    }

    /// <summary>Writes a movement with its entry, and tells of it.</summary>
    public async Task<Result<WalletMovement>> WriteAsync(NewMovement movement, IReadOnlyList<NewLine> lines, CancellationToken cancellationToken)
    {
        if (!await movements.InsertAsync(movement, clock.Now, By, cancellationToken))
        {
            return WalletErrors.Contradiction;
        }

        if (lines.Count > 0)
        {
            var entry = new NewEntry(movement.Id, Series, movement.Date, new DocumentRef(movement.Kind, movement.Id.ToString()), movement.Memo, lines) { Hold = movement.Hold };
            var posted = await ledger.PostAsync(entry, cancellationToken);
            if (posted.IsFailure)
            {
                return WalletErrors.OfBooks(posted.Errors);
            }
        }

        var (source, target) = (movement.Parts.FirstOrDefault(part => part.Amount < 0)?.Wallet, movement.Parts.FirstOrDefault(part => part.Amount >= 0)?.Wallet);
        if (movement.Amount.Currency != Currency.Points && movement.Kind is not MoveKinds.CardIssue)
        {
            work.Publish(new MoneyMoved(movement.Id, movement.Kind, source, target, movement.Amount, movement.Document));
            if (movement.Kind is MoveKinds.CardRedemption && source is { } card)
            {
                work.Publish(new GiftCardRedeemed(card, movement.Id, movement.Amount));
            }
        }

        return new WalletMovement(movement.Id, movement.Kind, movement.Amount, movement.Date, clock.Now, source, target, movement.Document, movement.Tender, movement.Memo, movement.Hold);
    }

    /// <summary>The account of a wallet in the books.</summary>
    public static AccountRef AccountOf(WalletRecord wallet) => AccountRef.For(MoveKinds.RoleOf(wallet.Kind), sub: SubaccountId.From(wallet.Id.Value));

    /// <summary>What stands in the books and on statements.</summary>
    public static string MemoOf(string kind, string? memo, DocumentRef? document) =>
        memo is { Length: > 0 } ? memo : (char.ToUpperInvariant(kind[0]) + kind[1..].Replace('_', ' ')) + (document is null ? "" : $": {document.Type} {document.Id}");

    private async Task<Money> AvailableAsync(LockedWallet wallet, CancellationToken cancellationToken) =>
        (await ledger.BalanceAsync(SubaccountId.From(wallet.Id.Value), cancellationToken))!.Available;

    private async Task<IReadOnlyList<Error>> OverLimitsAsync(Move move, LockedWallet? from, LockedWallet? to, CancellationToken cancellationToken)
    {
        var rule = MoveKinds.RuleOf(move.Kind);
        var faults = new List<Error>();
        if (from is not null && rule.CountsOut && move.Hold is null)
        {
            faults.AddRange(from.Limits.Out(move.Amount, from.UsedOut));
        }

        if (to is not null && rule.CountsIn)
        {
            // Exact, for whatever moves this wallet waits for the lock that is held here.
            var balance = to.Limits.HighestBalance is null ? 0 : (await ledger.BalanceAsync(SubaccountId.From(to.Id.Value), cancellationToken))!.Balance.Minor;
            faults.AddRange(to.Limits.In(move.Amount, to.UsedIn, balance).Where(fault => !faults.Exists(other => other.Code == fault.Code)));
        }

        return faults;
    }
}
