using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Wallets.Features;

/// <summary>
/// Earns, spends, takes back and expires points. Each is one entry with two sides: the points themselves, and the money that the
/// books owe for them. What the books owe stands in the lots, so that it is right to the last minor unit when rates change.
/// </summary>
internal sealed class MovePoints(UnitOfWork work, MoveMoney money, MovementStore movements, WalletStore wallets, LotStore lots, LimitStore limits, WalletClock clock)
{
    private static readonly AccountRef _issued = AccountRef.For("points_issued");
    private static readonly AccountRef _given = AccountRef.For("points_given");
    private static readonly AccountRef _owed = AccountRef.For("points_liability");

    public Task<Result<PointsResult>> EarnAsync(EarnRequest asked, CancellationToken cancellationToken)
    {
        var content = Move.ContentOf(new { MoveKinds.Earned, asked.Wallet, Sale = asked.Sale.ToString(), asked.Document, asked.Store });
        return RunAsync(asked.Id, MoveKinds.Earned, asked.Wallet, asked.Sale, asked.Document, asked.Store, content, async (locked, today, currency, stop) =>
        {
            if (await lots.EarningAsync(asked.Document, stop) is not null)
            {
                return Error.Conflict("points.earned_already", "This document has earned its points already.");
            }

            var rule = await limits.RuleAsync(isLocked: false, stop);
            var points = rule.PointsOf(asked.Sale.Minor);
            // What was spent of points that had to be given back is paid first.
            var settled = Math.Min(points, locked.Owed);
            var (net, worth) = (points - settled, (Int128)(points - settled) * rule.Value);
            if (worth > NewEntry.LargestAmount)
            {
                return Error.Validation("wallet.amount_range", "The amount is larger than the books take.", "sale");
            }

            var value = new Money((long)worth, currency);
            List<NewLine> lines = net == 0 ? [] :
            [
                new NewLine(_issued, MoveMoney.AccountOf(locked.Wallet), new Money(net, Currency.Points), asked.Store), new NewLine(_given, _owed, value, asked.Store),
            ];
            var written = await WriteAsync(asked.Id, MoveKinds.Earned, locked, net, -settled, points, value, today, asked.Document, asked.Store, content, lines, stop);
            if (written.IsFailure)
            {
                return written;
            }

            var earning = new Earning(asked.Id.Value, asked.Wallet, asked.Sale.Minor, points, Refunded: 0, Reversed: 0, Expired: 0);
            var isNew = await lots.EarnAsync(earning, asked.Document, new Lot(earning.Id, net, value.Minor, today.AddDays(rule.Days)), clock.Now, stop);
            return isNew ? written : UnitOfWork.Conflict;
        }, cancellationToken);
    }

    public Task<Result<PointsResult>> RedeemAsync(RedeemRequest asked, CancellationToken cancellationToken)
    {
        var content = Move.ContentOf(new { MoveKinds.Redeemed, asked.Wallet, asked.Points, asked.Document, asked.Store });
        return RunAsync(asked.Id, MoveKinds.Redeemed, asked.Wallet, new Money(asked.Points, Currency.Points), asked.Document, asked.Store, content, async (locked, today, currency, stop) =>
        {
            var rule = await limits.RuleAsync(isLocked: false, stop);
            var points = new Money(asked.Points, Currency.Points);
            if (points.Minor < rule.Least)
            {
                return Error.Conflict("points.least", $"At least {rule.Least} points are spent at once.");
            }

            if ((Int128)points.Minor * rule.Value > NewEntry.LargestAmount)
            {
                return Error.Validation("wallet.amount_range", "The amount is larger than the books take.", "points");
            }

            if (locked.Limits.Out(points, locked.UsedOut).ToArray() is { Length: > 0 } over)
            {
                return over;
            }

            if (PointsBook.Take(await lots.LeftAsync(asked.Wallet, usableOn: today, stop), points.Minor) is not { } takes)
            {
                return WalletErrors.Insufficient;
            }

            var (pays, released) = (points.Minor * rule.Value, takes.Sum(take => take.Value));
            List<NewLine> lines = [new NewLine(MoveMoney.AccountOf(locked.Wallet), _issued, points, asked.Store)];
            Add(lines, _owed, AccountRef.For("receivable"), Math.Min(pays, released), currency, asked.Store);
            // They pay what they are worth today; the books had kept what they were worth when they were earned.
            Add(lines, _given, AccountRef.For("receivable"), pays - released, currency, asked.Store);
            Add(lines, _owed, _given, released - pays, currency, asked.Store);
            var written = await WriteAsync(asked.Id, MoveKinds.Redeemed, locked, -points.Minor, owed: 0, points.Minor, new Money(pays, currency), today, asked.Document, asked.Store, content, lines, stop);
            if (written.IsSuccess)
            {
                await lots.TakeAsync(asked.Id, takes, stop);
            }

            return written;
        }, cancellationToken);
    }

    public Task<Result<PointsResult>> ReverseAsync(ReverseRequest asked, CancellationToken cancellationToken)
    {
        var content = Move.ContentOf(new { MoveKinds.Reversed, asked.Wallet, Refunded = asked.Refunded.ToString(), asked.Document, asked.Store });
        return RunAsync(asked.Id, MoveKinds.Reversed, asked.Wallet, asked.Refunded, asked.Document, asked.Store, content, async (locked, today, currency, stop) =>
        {
            if (await lots.EarningAsync(asked.Document, stop) is not { } earning || earning.Wallet != asked.Wallet)
            {
                return WalletErrors.EarningUnknown;
            }

            if (asked.Refunded.Minor > earning.Sale - earning.Refunded)
            {
                return Error.Conflict("points.refunded_more", $"Of this document {new Money(earning.Sale - earning.Refunded, currency)} can still be refunded.");
            }

            // Points of it that expired are gone already, and nobody had anything of them.
            var due = Math.Min(PointsBook.DueBack(earning.Points, earning.Sale, earning.Refunded + asked.Refunded.Minor), earning.Points - earning.Expired) - earning.Reversed;
            var (takes, owed) = PointsBook.TakeBack(await lots.LeftAsync(asked.Wallet, usableOn: null, stop), earning.Id, Math.Max(0, due));
            var (taken, value) = (takes.Sum(take => take.Points), new Money(takes.Sum(take => take.Value), currency));
            List<NewLine> lines = [];
            Add(lines, MoveMoney.AccountOf(locked.Wallet), _issued, taken, Currency.Points, asked.Store);
            Add(lines, _owed, _given, value.Minor, currency, asked.Store);
            var written = await WriteAsync(asked.Id, MoveKinds.Reversed, locked, -taken, owed, taken + owed, value, today, asked.Document, asked.Store, content, lines, stop);
            if (written.IsSuccess)
            {
                await lots.TakeAsync(asked.Id, takes, stop);
                await lots.ReverseAsync(earning.Id, asked.Refunded.Minor, taken + owed, stop);
            }

            return written;
        }, cancellationToken);
    }

    /// <summary>Lets points go whose last day is over; what the books owed for them is income. Answers how many.</summary>
    public Task<Result<long>> ExpireAsync(WalletId wallet, CancellationToken cancellationToken) => work.RunAsync<long>(async stop =>
    {
        var today = await clock.TodayAsync(stop);
        if (await wallets.LockAsync(wallet, today, stop) is not { Wallet.Status: not WalletStatus.Closed } locked || await clock.CurrencyAsync(stop) is not { } currency)
        {
            return WalletErrors.Unknown;
        }

        var overdue = await lots.OverdueAsync(wallet, today, stop);
        var (points, value) = (overdue.Sum(lot => lot.Remaining), overdue.Sum(lot => lot.Value));
        if (points == 0)
        {
            return 0L;
        }

        List<NewLine> lines = [new NewLine(MoveMoney.AccountOf(locked.Wallet), _issued, new Money(points, Currency.Points))];
        Add(lines, _owed, AccountRef.For("breakage"), value, currency, store: null);
        var id = clock.New<EntryId>();
        var written = await WriteAsync(id, MoveKinds.Expired, locked, -points, owed: 0, points, new Money(value, currency), today, document: null, store: null, Move.ContentOf(new { MoveKinds.Expired, wallet, today, points }), lines, stop);
        if (written.IsFailure)
        {
            return written.Errors.ToArray();
        }

        await lots.TakeAsync(id, [.. overdue.Select(lot => new LotTake(lot.Id, lot.Remaining, lot.Value))], stop);
        return points;
    }, cancellationToken);

    private static void Add(List<NewLine> lines, AccountRef debit, AccountRef credit, long minor, Currency currency, StoreId? store)
    {
        if (minor > 0)
        {
            lines.Add(new NewLine(debit, credit, new Money(minor, currency), store));
        }
    }

    /// <summary>What all that is asked for has in common: its checks, the lock, and the answer to the same again.</summary>
    private Task<Result<PointsResult>> RunAsync(
        EntryId id, string kind, WalletId wallet, Money amount, DocumentRef document, StoreId? store, byte[] content, Func<LockedWallet, DateOnly, Currency, CancellationToken, Task<Result<PointsResult>>> act, CancellationToken cancellationToken) =>
        work.RunAsync<PointsResult>(async stop =>
        {
            var problems = await money.FaultsAsync(new Move(id, kind, amount, wallet, To: null, Other: null) { Document = document, Store = store }, stop);
            if (await clock.CurrencyAsync(stop) is not { } currency)
            {
                return WalletErrors.NoShop;
            }

            problems.Require(kind == MoveKinds.Redeemed || amount.Currency == currency, "wallet.currency", $"Sales are in {currency}.", "amount");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var today = await clock.TodayAsync(stop);
            var locked = await wallets.LockAsync(wallet, today, stop);
            if (await movements.FindAsync(id, stop) is { } known)
            {
                return known.Content.AsSpan().SequenceEqual(content) ? new PointsResult(known.Movement, known.Due, known.Owed, new Money(known.Value, currency)) : WalletErrors.Contradiction;
            }

            return locked is null ? WalletErrors.Unknown : locked.Refuses(kind) is { } refused ? refused : await act(locked, today, currency, stop);
        }, cancellationToken);

    private async Task<Result<PointsResult>> WriteAsync(
        EntryId id, string kind, LockedWallet locked, long change, long owed, long due, Money value, DateOnly today, DocumentRef? document, StoreId? store, byte[] content, IReadOnlyList<NewLine> lines, CancellationToken cancellationToken)
    {
        var counted = kind == MoveKinds.Redeemed ? -change : 0;
        var movement = new NewMovement(
            id, kind, new Money(Math.Abs(change), Currency.Points), new BusinessDate(today), Tender: null, document, MoveMoney.MemoOf(kind, memo: null, document), store?.Value, Hold: null, content,
            [new MovementPart(locked.Id, change, CountedOut: counted, Owed: owed)]) { Due = due, Value = value.Minor };
        var written = await money.WriteAsync(movement, lines, cancellationToken);
        if (written.IsFailure)
        {
            return written.Errors.ToArray();
        }

        if (owed != 0)
        {
            await lots.OweAsync(locked.Id, owed, cancellationToken);
        }

        work.Publish(new PointsChanged(locked.Id, locked.Wallet.CustomerId, kind, Math.Abs(change), document));
        return new PointsResult(written.Value, due, Math.Abs(owed), value);
    }
}
