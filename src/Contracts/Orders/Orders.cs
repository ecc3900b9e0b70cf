using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>Whose order is asked for.</summary>
/// <param name="Id">Which order.</param>
/// <param name="Customer">Who is logged in, or null.</param>
/// <param name="Token">The secret of its link, which a guest carries, or null.</param>
public sealed record OrderKey(OrderId Id, UserId? Customer, string? Token);

/// <summary>Where an order is in its life. The moves are in <c>OrderFlow</c> of the module and in the database.</summary>
public enum OrderState
{
    /// <summary>Nothing of it is written yet: it is a cart.</summary>
    Draft,

    /// <summary>Its goods are promised; nobody has begun to pay.</summary>
    Placed,

    /// <summary>Somebody is paying.</summary>
    AwaitingPayment,

    /// <summary>All of it is paid.</summary>
    Paid,

    /// <summary>It is paid when it is handed over.</summary>
    Confirmed,

    /// <summary>Somebody collects its goods.</summary>
    Picking,

    /// <summary>Some of its goods are packed and have left the stock.</summary>
    PartlyPacked,

    /// <summary>All of its goods are packed.</summary>
    Packed,

    /// <summary>It is on the road, or waits to be fetched.</summary>
    OutForDelivery,

    /// <summary>Some of it was handed over.</summary>
    PartlyDelivered,

    /// <summary>All of it was handed over.</summary>
    Delivered,

    /// <summary>Nothing is left to be done.</summary>
    Completed,

    /// <summary>It was given up before anything was packed.</summary>
    Cancelled,

    /// <summary>Some of it came back.</summary>
    PartlyReturned,

    /// <summary>All of it came back.</summary>
    Returned,
}

/// <summary>What happened to an order's money.</summary>
public enum MoneyState
{
    /// <summary>Nothing came.</summary>
    Unpaid,

    /// <summary>It is promised: cash at the door, a transfer.</summary>
    Promised,

    /// <summary>A part came.</summary>
    PartlyPaid,

    /// <summary>All of it came.</summary>
    Paid,

    /// <summary>Some of it went back.</summary>
    PartlyRefunded,

    /// <summary>All of it went back.</summary>
    Refunded,
}

/// <summary>An order that is asked for.</summary>
/// <param name="Id">Made before the form is shown: the same again answers the same order.</param>
/// <param name="QuoteHash">The quote that was shown. Where it is another now, nothing is placed: <c>order.quote_changed</c>.</param>
/// <param name="Contact">Who orders.</param>
/// <param name="Method">How they mean to pay; the payment itself begins afterwards.</param>
/// <param name="Note">What they say about it; null for the cart's.</param>
/// <param name="IsOfAge">Whether they say that they are as old as the goods need.</param>
/// <param name="Language">Language of its mails; null for the shop's.</param>
public sealed record PlaceOrder(OrderId Id, string QuoteHash, OrderContact Contact, string Method, string? Note = null, bool IsOfAge = false, string? Language = null);

/// <summary>Who orders.</summary>
/// <param name="Name">Name, 1 to 100 characters.</param>
/// <param name="Phone">Telephone; kept as E.164.</param>
/// <param name="Email">E-mail address; null for the account's, or for none.</param>
public sealed record OrderContact(string Name, string Phone, string? Email = null);

/// <summary>A placed order.</summary>
/// <param name="Order">The order.</param>
/// <param name="Token">The secret of its link.</param>
public sealed record PlacedOrder(OrderView Order, string Token);

/// <summary>An order in a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">What people call it: <c>S1-2026-000123</c>.</param>
/// <param name="State">Where it is.</param>
/// <param name="Money">What happened to its money.</param>
/// <param name="StoreId">The store that serves it.</param>
/// <param name="CustomerId">Whose, or null.</param>
/// <param name="Name">Who ordered.</param>
/// <param name="Phone">Their telephone.</param>
/// <param name="Kind">Brought or fetched.</param>
/// <param name="SlotFrom">From when it is brought, or null.</param>
/// <param name="SlotTo">Until when, or null.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Total">What it costs.</param>
/// <param name="Method">How it is paid.</param>
/// <param name="Attention">Code of what somebody has to look at, or null.</param>
/// <param name="PlacedAt">When it was placed.</param>
public sealed record OrderRecord(
    OrderId Id, string Number, OrderState State, MoneyState Money, StoreId StoreId, UserId? CustomerId, string Name, string Phone, Fulfilment Kind, DateTimeOffset? SlotFrom, DateTimeOffset? SlotTo, int Lines,
    Money Total, string Method, string? Attention, DateTimeOffset PlacedAt);

/// <summary>An order with all there is to know of it.</summary>
/// <param name="Order">What a list shows.</param>
/// <param name="Email">E-mail address, or empty.</param>
/// <param name="Language">Language of its mails.</param>
/// <param name="Address">Where it is brought, or null.</param>
/// <param name="ZoneId">The zone, or null.</param>
/// <param name="SlotId">The slot, or null.</param>
/// <param name="Lines">Its goods.</param>
/// <param name="Totals">What it costs.</param>
/// <param name="Promotions">What was taken off.</param>
/// <param name="Taxes">Tax by rate, lowest first.</param>
/// <param name="Sums">Its money.</param>
/// <param name="Note">What the customer says.</param>
/// <param name="IntentId">What is to be paid.</param>
/// <param name="ExpiresAt">Until when it waits for a payment, or null.</param>
/// <param name="CanBePaid">Whether a payment can begin.</param>
/// <param name="CanBeEdited">Whether its customer can change what it holds.</param>
/// <param name="CanBeCancelled">Whether its customer can cancel it.</param>
/// <param name="CanBeReturned">Whether its customer can ask to send something back.</param>
/// <param name="Shipments">What has left.</param>
/// <param name="Returns">What came back, or is to.</param>
/// <param name="Steps">What was done, oldest first.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Now">What it costs as it stands: as ordered, and once all is packed what was invoiced; what came back is still in it.</param>
/// <param name="ExchangeOf">The order goods of which came back, and are sent again by this one for nothing; or null.</param>
public sealed record OrderView(
    OrderRecord Order, string Email, string Language, PostalAddress? Address, ZoneId? ZoneId, SlotId? SlotId, IReadOnlyList<OrderLineView> Lines, CartTotals Totals, IReadOnlyList<CartPromotion> Promotions,
    IReadOnlyList<OrderTax> Taxes, OrderSums Sums, string Note, PaymentIntentId? IntentId, DateTimeOffset? ExpiresAt, bool CanBePaid, bool CanBeEdited, bool CanBeCancelled, bool CanBeReturned, IReadOnlyList<ShipmentView> Shipments,
    IReadOnlyList<SaleReturnView> Returns, IReadOnlyList<OrderStep> Steps, int Version, CartTotals Now, OrderId? ExchangeOf = null);

/// <summary>A line of an order.</summary>
/// <param name="No">Its number in the order.</param>
/// <param name="PackId">What.</param>
/// <param name="VariantId">Of which variant.</param>
/// <param name="Slug">The product's name in addresses.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Image">File name of its picture, or null.</param>
/// <param name="Unit">Unit it is counted in.</param>
/// <param name="SellBy">By piece or by weight.</param>
/// <param name="Quantity">How many were ordered.</param>
/// <param name="UnitPrice">Price of one.</param>
/// <param name="Full">What they cost without promotions.</param>
/// <param name="Amount">What they cost as ordered.</param>
/// <param name="Owed">What they cost as they stand: as ordered, and once all is packed as invoiced, nothing where none came. Until then what stands in for something costs nothing beside it.</param>
/// <param name="TaxPercent">Rate of tax, or null where exempt.</param>
/// <param name="Why">The steps to that price.</param>
/// <param name="Substitution">What is done where it is not there.</param>
/// <param name="Note">What the customer says.</param>
/// <param name="Picked">How many were picked; null while nobody has.</param>
/// <param name="Packed">How many were packed.</param>
/// <param name="Returned">How many came back.</param>
/// <param name="Replaces">Number of the line that it stands in for, or null.</param>
public sealed record OrderLineView(
    int No, PackId PackId, VariantId VariantId, string Slug, string Sku, LocalText Name, string? Image, string Unit, SellBy SellBy, decimal Quantity, Money UnitPrice, Money Full, Money Amount, Money Owed, decimal? TaxPercent,
    IReadOnlyList<PriceStep> Why, Substitution Substitution, string Note, decimal? Picked, decimal Packed, decimal Returned, int? Replaces);

/// <summary>Tax of an order by rate.</summary>
/// <param name="Percent">Rate; null where exempt.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">Tax.</param>
public sealed record OrderTax(decimal? Percent, Money Net, Money Tax);

/// <summary>An order's money.</summary>
/// <param name="Total">What it costs as it stands: as ordered, and once it is packed as invoiced.</param>
/// <param name="Paid">What came.</param>
/// <param name="Refunded">What went back.</param>
/// <param name="Refunding">What is going back.</param>
/// <param name="Invoiced">What was invoiced.</param>
/// <param name="Credited">What of it was credited for what came back.</param>
/// <param name="Due">What is still to be paid.</param>
public sealed record OrderSums(Money Total, Money Paid, Money Refunded, Money Refunding, Money Invoiced, Money Credited, Money Due);

/// <summary>Goods that left together.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number of its invoice.</param>
/// <param name="State">How it stands: <c>packed</c>, <c>out</c>, <c>delivered</c>, <c>failed</c>.</param>
/// <param name="Lines">How many of which line.</param>
/// <param name="Total">What was invoiced.</param>
/// <param name="Carrier">Who brings it, or empty.</param>
/// <param name="Tracking">Their number for it, or empty.</param>
/// <param name="PackedAt">When it was packed.</param>
/// <param name="SentAt">When it left, or null.</param>
/// <param name="DeliveredAt">When it was handed over, or null.</param>
public sealed record ShipmentView(
    ShipmentId Id, string Number, string State, IReadOnlyList<ShipmentLineView> Lines, Money Total, string Carrier, string Tracking, DateTimeOffset PackedAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt);

/// <summary>Goods of a line in a shipment.</summary>
/// <param name="No">Number of the line.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Amount">What they cost, with tax.</param>
public sealed record ShipmentLineView(int No, decimal Quantity, Money Amount);

/// <summary>Goods that come back.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Its number.</param>
/// <param name="State">How it stands: <c>requested</c>, <c>approved</c>, <c>refused</c>, <c>received</c>.</param>
/// <param name="Reason">Why: a code of <see cref="ReturnReasons"/>.</param>
/// <param name="Note">What was said.</param>
/// <param name="Lines">How many of which line; none of an allowance.</param>
/// <param name="Total">What is credited, with tax.</param>
/// <param name="RefundTo">Where the money goes.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="EndedAt">When it was received or refused, or null.</param>
/// <param name="WantsExchange">Whether the customer would rather have the same goods again than money.</param>
/// <param name="ExchangeId">The order by which they are sent again, or null.</param>
public sealed record SaleReturnView(
    SaleReturnId Id, string Number, string State, string Reason, string Note, IReadOnlyList<SaleReturnLineView> Lines, Money Total, RefundTarget RefundTo, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, bool WantsExchange, OrderId? ExchangeId);

/// <summary>Goods of a line that come back.</summary>
/// <param name="No">Number of the line.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Wasted">How many of them cannot be sold again; null until they came.</param>
/// <param name="Amount">What is credited, with tax.</param>
public sealed record SaleReturnLineView(int No, decimal Quantity, decimal? Wasted, Money Amount);

/// <summary>A return in the list of a customer.</summary>
/// <param name="Id">Id.</param>
/// <param name="Order">Of which order.</param>
/// <param name="OrderNumber">Number of the order.</param>
/// <param name="Number">Its number.</param>
/// <param name="State">How it stands: <c>requested</c>, <c>approved</c>, <c>refused</c>, <c>received</c>.</param>
/// <param name="Reason">Why: a code of <see cref="ReturnReasons"/>.</param>
/// <param name="Answer">What the shop said when it decided, or empty.</param>
/// <param name="Goods">Names of what comes back.</param>
/// <param name="Total">What is credited, with tax; zero until the goods came.</param>
/// <param name="RefundTo">Where the money goes.</param>
/// <param name="RequestedAt">When it was asked for.</param>
public sealed record CustomerReturn(
    SaleReturnId Id, OrderId Order, string OrderNumber, string Number, string State, string Reason, string Answer, IReadOnlyList<LocalText> Goods, Money Total, RefundTarget RefundTo, DateTimeOffset RequestedAt);

/// <summary>Why something comes back.</summary>
public static class ReturnReasons
{
    /// <summary>Nothing comes back: something is taken off the price of goods that the customer keeps. Staff gives it, nobody asks for it.</summary>
    public const string Allowance = "allowance";

    /// <summary>All that can be asked for.</summary>
    public static IReadOnlyList<string> All { get; } = ["damaged", "spoiled", "wrong_item", "not_as_described", "too_late", "changed_mind", "not_received"];
}

/// <summary>Something that was done to an order.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who, or empty for the shop itself.</param>
/// <param name="Act">What: a code such as <c>place</c>, <c>pay</c>, <c>pack_all</c>, <c>refund</c>.</param>
/// <param name="State">The state after it.</param>
/// <param name="Note">What was said, or a number.</param>
/// <param name="Amount">How much money, or null.</param>
public sealed record OrderStep(DateTimeOffset At, string By, string Act, OrderState State, string Note, Money? Amount);

/// <summary>A payment that is begun.</summary>
/// <param name="Id">Made by the caller: the same again answers how it stands.</param>
/// <param name="Method">How: <see cref="PaymentMethods"/>.</param>
/// <param name="Amount">A part of what is due; null for all of it.</param>
/// <param name="CardCode">Code of a gift card.</param>
/// <param name="CardPin">PIN of a gift card.</param>
public sealed record PayOrder(PaymentAttemptId Id, string Method, Money? Amount = null, string? CardCode = null, string? CardPin = null);

/// <summary>Goods a customer wants to send back.</summary>
/// <param name="Id">Made by the caller: the same again changes nothing.</param>
/// <param name="Reason">A code of <see cref="ReturnReasons"/>.</param>
/// <param name="Lines">What.</param>
/// <param name="Note">What they say.</param>
/// <param name="RefundTo">Where the money goes.</param>
/// <param name="WantsExchange">Whether they would rather have the same goods again than money.</param>
public sealed record AskReturn(SaleReturnId Id, string Reason, IReadOnlyList<AskReturnLine> Lines, string? Note = null, RefundTarget RefundTo = RefundTarget.Origin, bool WantsExchange = false);

/// <summary>A line to be sent back.</summary>
/// <param name="No">Number of the line.</param>
/// <param name="Quantity">How many.</param>
public sealed record AskReturnLine(int No, decimal Quantity);
