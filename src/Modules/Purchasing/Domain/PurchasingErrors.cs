using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Domain;

/// <summary>What can be wrong with what is asked of purchasing. The README lists the codes.</summary>
internal static class PurchasingErrors
{
    public static Error SupplierUnknown { get; } = Error.NotFound("supplier.unknown", "There is no such supplier.");

    public static Error OrderUnknown { get; } = Error.NotFound("purchase.unknown", "There is no such purchase order.");

    public static Error ReceiptUnknown { get; } = Error.NotFound("receipt.unknown", "There is no such receipt of goods.");

    public static Error BillUnknown { get; } = Error.NotFound("bill.unknown", "There is no such bill.");

    public static Error DocumentUnknown { get; } = Error.NotFound("request.not_found", "There is nothing at this address.");

    public static Error SupplierGone { get; } = Error.Validation("supplier.archived", "There is no such supplier, or it is archived.", "supplierId");

    /// <summary>A line of an order is of something that is no longer sold.</summary>
    public static Error ItemArchived(int line, string sku) =>
        Error.Conflict("purchase.item_archived", $"{sku} is archived; no more of it is bought.") with { Field = FormattableString.Invariant($"lines[{line}].variantId") };

    public static Error NotInOrder { get; } = Error.Validation("receipt.order_line", "The order has no such line for this product.");

    public static Error Contradiction { get; } = new("purchase.contradiction", "There is a document of this id with other content.", ErrorKind.Contradiction, "id");

    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);

    public static Error OrderMinimum(Money least) => Error.Conflict("purchase.order_minimum", $"The supplier takes no order below {least}.");

    public static Error NoShop { get; } = Error.Conflict("purchase.no_company", "There is no company yet.");

    public static Error OwnApproval { get; } = Error.Conflict("purchase.own_approval", "An order of this amount is approved by somebody other than who wrote it.");

    public static Error ReceiptLimit { get; } = new("purchase.receipt_limit", "Goods of so much come in by an order: write one and have it approved.", ErrorKind.Forbidden);

    public static Error ReturnLimit { get; } = new("purchase.return_limit", "Goods of so much are sent back by somebody who approves orders.", ErrorKind.Forbidden);

    public static Error BillState { get; } = Error.Conflict("bill.state", "This cannot be done to a bill in its present state.");

    public static Error BillDiffers { get; } = Error.Conflict("bill.differs", "The bill differs from what came or was ordered by more than is tolerated; somebody must accept it first.");

    public static Error OverOwed(int index) => Error.Conflict("payment.over", "This is more than is owed on this bill.") with { Field = FormattableString.Invariant($"settles[{index}].amount") };

    public static Error CreditOver { get; } = Error.Conflict("credit.over", "This is more than is left of the credit note.") with { Field = "settles" };

    public static Error CreditKnown { get; } = Error.Conflict("credit.known", "This credit note of the supplier was entered already.") with { Field = "supplierNumber" };

    public static Error NoDifference { get; } = Error.Conflict("cost.no_difference", "This bill asks what the goods are worth; there is nothing to take into stock.");

    public static Error CurrencyUsed { get; } = Error.Conflict("supplier.currency_used", "There are prices or documents of this supplier in another currency.") with { Field = "currency" };

    /// <summary>Nobody has used a rate with this currency yet.</summary>
    public static Error RateNeeded(Currency unit, Currency books) => Error.Validation("purchase.rate_needed", $"Say what one {unit.Code} is worth in {books.Code}.", "rate");

    /// <summary>A rate far from the last one is a slip, or worse, until somebody says that it is right.</summary>
    public static Error RateUnusual(ExchangeRate rate, ExchangeRate last) =>
        Error.Conflict("purchase.rate_unusual", $"The rate {rate} lies far from {last}, the last one used for {rate.From.Code}; confirm it if it is right.") with { Field = "rate" };

    public static Error RateConfirm { get; } = new("purchase.rate_confirm", "A rate so far from the last one is confirmed by somebody who approves orders.", ErrorKind.Forbidden, "rate");

    public static Error CodeTaken { get; } = Error.Conflict("supplier.code_taken", "Another supplier has this code.") with { Field = "code" };

    /// <summary>An act that the state of an order does not allow.</summary>
    public static Error State(PurchaseOrderState state, OrderAct act) => Error.Conflict("purchase.state", Sentence(state, act));

    /// <summary>Which act and state it was that did not fit, so that a page can say it in its language; null where the fault is another one.</summary>
    public static (PurchaseOrderState State, OrderAct Act)? RefusalOf(Error fault) => fault.Code == "purchase.state" && _refusals.TryGetValue(fault.Message, out var refused) ? refused : null;

    private static readonly Dictionary<string, (PurchaseOrderState, OrderAct)> _refusals = Enum.GetValues<PurchaseOrderState>()
        .SelectMany(state => Enum.GetValues<OrderAct>().Select(act => (State: state, Act: act))).DistinctBy(one => Sentence(one.State, one.Act)).ToDictionary(one => Sentence(one.State, one.Act), StringComparer.Ordinal);

    private static string Sentence(PurchaseOrderState state, OrderAct act)
    {
        var order = state switch
        {
            PurchaseOrderState.Draft => "A draft",
            PurchaseOrderState.Approved => "An approved order",
            PurchaseOrderState.Sent => "An order that was sent",
            PurchaseOrderState.PartReceived => "An order that was received in part",
            PurchaseOrderState.Received => "An order that was received",
            PurchaseOrderState.Closed => "A closed order",
            _ => "A cancelled order",
        };
        var done = act switch
        {
            OrderAct.Edit => "changed",
            OrderAct.Approve => "approved",
            OrderAct.Send => "sent",
            OrderAct.Close => "closed",
            OrderAct.Cancel => "cancelled",
            _ => "received",
        };
        return $"{order} cannot be {done}.";
    }
}
