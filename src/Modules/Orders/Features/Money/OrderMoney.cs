using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>What orders do when money came or went. Its unit of work is the payment's, which has locked the intent.</summary>
internal sealed class OrderMoney(OrderStore orders, RowStore rows, OrderBooks books, OrderLinks links, OrdersClock clock) : IPaymentSubject
{
    // Why somebody has to look at an order: also words of its history and of the texts.
    private const string RefundFailed = "refund_failed";
    private const string Disputed = "disputed";

    public string Type => PlaceOrder.Document;

    public string? PageOf(string id, bool isProven) => IdOf(id) is not { } order ? null : isProven ? links.PageOf(order) : OrderLinks.PathOf(order);

    public async Task<Result> BegunAsync(DocumentRef subject, string method, CancellationToken cancellationToken) =>
        await LockAsync(subject, cancellationToken) is not { } order ? OrderErrors.Unknown
        : OrderStore.StateOf(order) == OrderState.Placed ? (await orders.MoveAsync(order, OrderAct.Await, cancellationToken, method)).WithoutValue() : Result.Success;

    public async Task<Result<Money>> PaidAsync(MoneyCame came, CancellationToken cancellationToken)
    {
        if (await LockAsync(came.Subject, cancellationToken) is not { } order)
        {
            return OrderErrors.Unknown;
        }

        var nothing = Money.Zero(came.Amount.Currency);
        if (came.IsPromised)
        {
            return await PromisedAsync(order, came.Method, cancellationToken) is { IsFailure: true } refused ? refused.Errors.ToArray() : nothing;
        }

        var facts = new Facts().Set("method", came.Method).Set("amount", came.Amount);
        // What the books have already has the attempt's id there; what is posted beside it is an entry of its own.
        var posted = await books.PostAsync(
            order, came.Amount.Minor, 0, 0, 0, came.IsPosted ? clock.New<EntryId>() : EntryId.From(came.Attempt.Value), came.IsPosted ? null : OrderBooks.Payment, came.IsPosted ? new Facts() : facts, cancellationToken);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        var after = posted.Value;

        // What goes back, of this payment or of one before it, pays for nothing.
        var kept = after.Paid - came.Back.Minor;
        var excess = Math.Max(came.Excess.Minor, Math.Min(came.Amount.Minor, Math.Max(0, kept - after.Owed())));
        var state = OrderStore.StateOf(after);
        if (kept - excess >= after.Owed() && OrderFlow.Can(state, OrderAct.Pay))
        {
            await orders.MoveAsync(after, OrderAct.Pay, cancellationToken, came.Method, came.Amount.Minor);
        }
        else
        {
            // It costs more than when the payment began: what came is thrown away by nobody, and somebody is told.
            await LookedAfterAsync(order.Id, Disputed, kept > excess, cancellationToken);
            await rows.ExecuteAsync("update orders.sale_order set attention = 'underpaid' where $2 and id = $1 and attention is null and state in ('placed', 'awaiting_payment')", cancellationToken, order.Id, kept > excess);
            await orders.NoteAsync(order.Id, ChoiceWords.Of(OrderAct.Pay), state, came.Method, came.Amount.Minor, cancellationToken);
        }

        return excess > 0 ? new Money(excess, came.Amount.Currency) : nothing;
    }

    public async Task<Result<Money>> RefundedAsync(MoneyWent went, CancellationToken cancellationToken)
    {
        if (await LockAsync(went.Subject, cancellationToken) is not { } order)
        {
            return OrderErrors.Unknown;
        }

        var facts = new Facts().Set("method", went.Method).Set("amount", went.Amount);
        var posted = await books.PostAsync(
            order, 0, went.Amount.Minor, 0, 0, went.IsPosted ? clock.New<EntryId>() : EntryId.From(went.Refund.Value), went.IsPosted ? null : OrderBooks.Refund, went.IsPosted ? new Facts() : facts, cancellationToken);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        var after = posted.Value;
        var state = OrderStore.StateOf(after);
        await orders.NoteAsync(order.Id, "refund", state, went.Method, went.Amount.Minor, cancellationToken);
        await LookedAfterAsync(order.Id, RefundFailed, after.Paid > went.Back.Minor, cancellationToken);
        var due = Math.Max(0, after.Owed() - after.Paid + went.Back.Minor);
        // Somebody gave back by hand what pays for the goods: it is owed again, and nothing is picked before it is paid.
        if (due > 0 && !went.IsExcess && !after.IsPromised && !OrderFlow.AwaitsMoney(state))
        {
            await AttendAsync(order.Id, "underpaid", cancellationToken);
            if (OrderFlow.Can(state, OrderAct.Owe))
            {
                await orders.MoveAsync(after, OrderAct.Owe, cancellationToken);
            }
        }

        return new Money(due, went.Amount.Currency);
    }

    public async Task RefundRefusedAsync(DocumentRef subject, RefundRecord refund, CancellationToken cancellationToken)
    {
        if (await LockAsync(subject, cancellationToken) is { } order)
        {
            await orders.NoteAsync(order.Id, RefundFailed, OrderStore.StateOf(order), refund.Fault is { } fault ? $"{refund.Method}: {fault}" : refund.Method, refund.Amount.Minor, cancellationToken);
            await AttendAsync(order.Id, RefundFailed, cancellationToken);
        }
    }

    public async Task AttemptEndedAsync(DocumentRef subject, PaymentAttemptRecord attempt, CancellationToken cancellationToken)
    {
        if (await LockAsync(subject, cancellationToken) is { } order)
        {
            await (attempt.State == PaymentAttemptState.Disputed ? AttendAsync(order.Id, Disputed, cancellationToken) : LookedAfterAsync(order.Id, Disputed, order.Paid > order.Refunded, cancellationToken));
            await orders.NoteAsync(order.Id, "payment_" + ChoiceWords.Of(attempt.State), OrderStore.StateOf(order), attempt.Fault is { } fault ? $"{attempt.Method}: {fault}" : attempt.Method, attempt.Amount.Minor, cancellationToken);
        }
    }

    /// <summary>It is paid when it is handed over, or by a transfer that comes: a transfer is waited for, cash at the door is trusted.</summary>
    private async Task<Result> PromisedAsync(OrderRow order, string method, CancellationToken cancellationToken)
    {
        var state = OrderStore.StateOf(order);
        if (method == PaymentMethods.Bank)
        {
            await rows.ExecuteAsync("update orders.sale_order set expires_at = $2, updated_at = $3, version = version + 1 where id = $1 and expires_at is not null", cancellationToken, order.Id, clock.Now.AddDays(3), clock.Now);
            return state == OrderState.Placed ? (await orders.MoveAsync(order, OrderAct.Await, cancellationToken, method)).WithoutValue() : Result.Success;
        }

        if (!OrderFlow.AwaitsMoney(state))
        {
            await orders.NoteAsync(order.Id, ChoiceWords.Of(OrderAct.Promise), state, method, amount: null, cancellationToken);
            return Result.Success;
        }

        await rows.ExecuteAsync("update orders.sale_order set is_promised = true where id = $1", cancellationToken, order.Id);
        return (await orders.MoveAsync(order, OrderAct.Promise, cancellationToken, method)).WithoutValue();
    }

    private Task AttendAsync(Guid order, string why, CancellationToken cancellationToken) => rows.ExecuteAsync("update orders.sale_order set attention = $2 where id = $1", cancellationToken, order, why);

    /// <summary>Somebody need not look at it for that any more; one that waits for the rest of its money is still looked at.</summary>
    private Task LookedAfterAsync(Guid order, string why, bool isPartlyPaid, CancellationToken cancellationToken) => rows.ExecuteAsync(
        "update orders.sale_order set attention = case when $3 and state in ('placed', 'awaiting_payment') then 'underpaid' end where id = $1 and attention = $2", cancellationToken, order, why, isPartlyPaid);

    private async Task<OrderRow?> LockAsync(DocumentRef subject, CancellationToken cancellationToken) => IdOf(subject.Id) is { } id ? await orders.LockAsync(id, cancellationToken) : null;

    private static OrderId? IdOf(string text) => Guid.TryParseExact(text, "D", out var id) ? OrderId.From(id) : null;
}
