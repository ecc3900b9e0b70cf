using Aisle.Contracts.Orders;
using Aisle.Kernel;

namespace Aisle.Modules.Orders.Domain;

/// <summary>What can be wrong with carts and orders.</summary>
internal static class OrderErrors
{
    public static Error Unknown { get; } = Error.NotFound("order.unknown", "There is no such order.");

    public static Error Contradiction { get; } = new("order.contradiction", "There is an order of this id with other content.", ErrorKind.Contradiction, "id");

    public static Error NoStore { get; } = Error.Conflict("order.no_store", "No store sells online yet.");

    public static Error QuoteChanged { get; } = Error.Conflict("order.quote_changed", "Prices have changed since the cart was shown. Look at it again.");

    public static Error CartChanged { get; } = Error.Conflict("order.cart_changed", "The cart has changed while it was being ordered. Look at it again.");

    public static Error Changed { get; } = Error.Conflict("order.changed", "The order has changed since it was shown. Look at it again.");

    /// <summary>What is still to be paid is not known until that has arrived.</summary>
    public static Error MoneyGoing { get; } = Error.Conflict("order.money_going", "Money of this order is just going back. Add to it when that is done.");

    public static Error OtherStore { get; } = Error.Conflict("order.other_store", "Another store serves this address. Cancel the order and place a new one.") with { Field = "delivery" };

    public static Error Lines { get; } = Error.Validation("order.lines", "An order holds 1 to 200 lines, each of another pack; to leave nothing of it, cancel it.", "lines");

    public static Error CartEmpty { get; } = Error.Conflict("cart.empty", "The cart is empty.");

    /// <summary>Why a cart cannot be ordered as it is.</summary>
    public static Error Obstacle(CartMessage obstacle) => Error.Conflict(obstacle.Code, obstacle.Code switch
    {
        "cart.empty" => CartEmpty.Message,
        "cart.not_sold" => $"{obstacle.Subject} is not sold any more. Take it out.",
        "cart.minimum" => $"The cart is {obstacle.Amount} below the least order.",
        "cart.no_address" => "Say where it is to be brought.",
        "cart.no_zone" => "Nothing is brought to this address. Choose another one, or a store to fetch it in.",
        "cart.no_slot" => "Choose a time.",
        "cart.slot_gone" => "The time that was chosen has passed. Choose another one.",
        _ => "The cart cannot be ordered as it is.",
    }) with { Field = "cart" };

    public static Error CartFull { get; } = Error.Conflict("cart.full", "The cart is full.") with { Field = "packId" };

    public static Error PackUnknown { get; } = Error.Validation("cart.unknown_pack", "This is not sold here.") with { Field = "packId" };

    public static Error Quantity { get; } = Error.Validation("cart.quantity", "A quantity is above zero and at most 100,000; whole, unless it is sold by weight.", "quantity");

    public static Error CouponFormat { get; } = Error.Validation("cart.coupon", "A coupon is 1 to 40 characters, and a cart takes at most 20.", "code");

    public static Error NoZone { get; } = Error.Conflict("cart.no_zone", "Nothing is delivered to this address. Choose another, or fetch it in a store.") with { Field = "address" };

    public static Error Age { get; } = Error.Validation("order.age", "Something in the cart is only for people of an age; say that you are old enough.", "isOfAge");

    public static Error Method { get; } = Error.Validation("order.method", "This way to pay cannot be used here.", "method");

    public static Error Blocked { get; } = Error.Conflict("order.blocked", "Orders of this account are not taken at the moment. Please call us.");

    public static Error Email { get; } = Error.Validation("order.email", "An e-mail address looks like name@example.com.", "contact.email");

    public static Error NotDue { get; } = Error.Conflict("order.not_due", "Nothing is to be paid for this order.");

    public static Error NothingPicked { get; } = Error.Conflict("order.nothing_picked", "Nothing of it was picked yet.");

    /// <summary>What was found of a line and what was taken for it is never more than what was ordered.</summary>
    public static Error Substituted(decimal most) => Error.Conflict("pick.substituted", FormattableString.Invariant($"No more can be taken for it than is missing: {most:0.###}.")) with { Field = "quantity" };

    public static Error ReturnUnknown { get; } = Error.NotFound("return.unknown", "There is no such return.");

    public static Error ReturnContradiction { get; } = new("return.contradiction", "There is a return of this id with other content.", ErrorKind.Contradiction, "id");

    /// <summary>More than the goods that were kept have cost, less what was taken off them before.</summary>
    public static Error AllowanceMore(Money most) => Error.Conflict("allowance.more", $"At most {most} can be taken off: what the goods that were not sent back have cost, once they are invoiced.") with { Field = "amount" };

    public static Error ReturnLate { get; } = Error.Conflict("return.late", "It is too late to send this back.");

    /// <summary>What cannot be done to an order as it stands.</summary>
    public static Error Illegal(OrderState state, OrderAct act) => Error.Conflict("order.state", $"An order that is {state} cannot be changed in this way ({act}).");
}
