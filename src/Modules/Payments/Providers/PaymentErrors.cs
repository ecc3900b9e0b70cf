using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers;

/// <summary>Why a payment or refund does not come about. The README lists the codes.</summary>
internal static class PaymentErrors
{
    public static Error NotSetUp { get; } = Error.Conflict("payment.not_set_up", "This store has no account with this provider.");

    public static Error Currency { get; } = Error.Validation("payment.currency", "This provider does not take this currency.");

    public static Error Precision { get; } = Error.Validation("payment.precision", "This provider does not take an amount with so many decimals.");

    public static Error NotSupported { get; } = Error.Conflict("payment.not_supported", "This provider cannot do that.");

    public static Error RefundMore { get; } = Error.Conflict("payment.refund_more", "More would go back than was paid.");

    public static Error RefundLate { get; } = Error.Conflict("payment.refund_late", "The time for refunds of this payment has passed.");

    public static Error RefundRefused { get; } = Error.Conflict("payment.refund_refused", "The provider refuses this refund.");

    public static Error RefundUnclear { get; } = new("payment.refund_unclear", "The provider cannot say whether this refund was carried out; look at its own pages.", ErrorKind.Unavailable);

    public static Error Insufficient { get; } = Error.Conflict("payment.insufficient", "There is not enough money in the payer's account.");

    public static Error Declined { get; } = Error.Conflict("payment.declined", "The payment was declined.");

    public static Error WrongSecret { get; } = Error.Conflict("payment.wrong_secret", "A wrong PIN or code was typed too often.");

    public static Error Expired { get; } = Error.Conflict("payment.expired", "The time for paying has passed.");

    public static Error Unknown { get; } = Error.NotFound("payment.unknown", "The provider does not know this payment.");

    public static Error Repeated { get; } = Error.Conflict("payment.repeated", "The provider has seen this attempt before; begin a new one.");

    public static Error Refused { get; } = Error.Conflict("payment.refused", "The provider refused the request.");

    public static Error Account { get; } = Error.Conflict("payment.account", "The provider does not accept the shop's credentials.");

    public static Error Busy { get; } = new("payment.busy", "The provider does not serve at the moment.", ErrorKind.Unavailable);

    public static Error NoAnswer { get; } = new("payment.no_answer", "The provider did not answer in time.", ErrorKind.Unavailable);

    public static Error Broken { get; } = new("payment.broken", "The connection to the provider broke.", ErrorKind.Unavailable);

    public static Error Unreadable { get; } = new("payment.unreadable", "The provider's answer cannot be read.", ErrorKind.Unavailable);

    public static Error MessageUnreadable { get; } = Error.Validation("payment.message_unreadable", "The message cannot be read.");

    public static Error MessageForged { get; } = Error.Validation("payment.message_forged", "The message was not sent by the provider.");

    public static Error TooSmall(Money least) => Error.Validation("payment.too_small", $"This provider takes {least} or more.");

    public static Error TooLarge(Money most) => Error.Validation("payment.too_large", $"This provider takes {most} or less.");
}
