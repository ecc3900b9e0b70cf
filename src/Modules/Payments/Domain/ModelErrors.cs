using Aisle.Kernel;

namespace Aisle.Modules.Payments.Domain;

/// <summary>What can be wrong with what is asked of the payment model. The README lists the codes.</summary>
internal static class ModelErrors
{
    public static Error IntentUnknown { get; } = Error.NotFound("payment.intent_unknown", "There is nothing of this id to be paid.");

    public static Error AttemptUnknown { get; } = Error.NotFound("payment.attempt_unknown", "There is no such payment.");

    public static Error RefundUnknown { get; } = Error.NotFound("payment.refund_unknown", "There is no such refund.");

    public static Error SettlementUnknown { get; } = Error.NotFound("payment.settlement_unknown", "There is no such settlement.");

    public static Error Contradiction { get; } = new("payment.contradiction", "There is something of this id with other content.", ErrorKind.Contradiction, "id");

    public static Error NothingDue { get; } = Error.Conflict("payment.nothing_due", "All of it is paid already.");

    public static Error Closed { get; } = Error.Conflict("payment.closed", "This is not paid any more.");

    public static Error Method { get; } = Error.Validation("payment.method", "This way to pay is not offered here.", "method");

    public static Error LoginNeeded { get; } = Error.Validation("payment.login", "Only who is logged in pays in this way.", "method");

    public static Error CodeNeeded { get; } = Error.Validation("payment.card_code", "The code and the PIN of the card are needed.", "cardCode");

    public static Error TooMuch { get; } = Error.Conflict("payment.too_much", "This is more than is due.") with { Field = "amount" };

    public static Error Arrived { get; } = Error.Conflict("settlement.arrived", "It was said before that another amount, or on another day, arrived of it.");

    public static Error NothingSent { get; } = Error.Conflict("settlement.nothing_sent", "Nothing of it was sent to the bank.");

    public static Error NoCustomer { get; } = Error.Conflict("payment.no_customer", "Nobody is known whose wallet it could go to.");

    public static Error InHand { get; } = Error.Conflict("payment.in_hand", "The provider is being asked at this moment; look again shortly.");

    public static Error Unsure { get; } = Error.Conflict("payment.unsure", "Nobody knows yet whether money has moved; it is being asked.");

    public static Error NotWithProvider { get; } = Error.Conflict("payment.no_provider", "No provider has to do with this.");

    public static Error State { get; } = Error.Conflict("payment.state", "This cannot be done in its present state.");

    public static Error AmountNeeded { get; } = Error.Validation("payment.amount_needed", "The provider names no amount of this currency; say what came.", "amount");

    public static Error Open(Guid attempt) => Error.Conflict("payment.open", $"Another payment is under way: {attempt}.");
}
