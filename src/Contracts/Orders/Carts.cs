using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>Whose cart: a customer's, or that of who carries its secret. With both, what the guest had is merged into the customer's.</summary>
/// <param name="Customer">Who is logged in, or null.</param>
/// <param name="Token">The secret of a guest's cart, or null.</param>
public sealed record CartKey(UserId? Customer, string? Token);

/// <summary>What is done where an item turns out not to be there when it is picked.</summary>
public enum Substitution
{
    /// <summary>It is left out and refunded.</summary>
    Refund,

    /// <summary>Something like it is packed, for its price or less.</summary>
    Similar,

    /// <summary>The customer is called first.</summary>
    Call,
}

/// <summary>How goods get to the customer.</summary>
public enum Fulfilment
{
    /// <summary>They are brought.</summary>
    Delivery,

    /// <summary>They are fetched in the store.</summary>
    Pickup,
}

/// <summary>How a line of a cart stands to the stock.</summary>
public enum LineStock
{
    /// <summary>All of it can be had.</summary>
    Enough,

    /// <summary>Only a part of it can be had.</summary>
    Short,

    /// <summary>None of it can be had now.</summary>
    Out,

    /// <summary>It is not sold any more, or has no price here.</summary>
    NotSold,
}

/// <summary>Where a cart is served from, and where it is brought to.</summary>
/// <param name="StoreId">The store that serves it.</param>
/// <param name="Kind">Brought or fetched.</param>
/// <param name="ZoneId">The zone of its address; null for pick-up, and until an address is given.</param>
public sealed record CartPlace(StoreId StoreId, Fulfilment Kind, ZoneId? ZoneId);

/// <summary>A cart as it stands now, priced.</summary>
/// <param name="Id">Id.</param>
/// <param name="StoreId">The store that serves it.</param>
/// <param name="Lines">What is in it, in the order in which it was put in.</param>
/// <param name="Delivery">How it is to get to the customer.</param>
/// <param name="Coupons">Codes entered.</param>
/// <param name="Note">What the customer says about it.</param>
/// <param name="Totals">What it costs.</param>
/// <param name="Promotions">What was taken off, and by what.</param>
/// <param name="Messages">What the shopper has to know: why a coupon does not count, what is missing to a minimum.</param>
/// <param name="QuoteHash">Stands for all that is shown here about prices: an order is placed only at the quote it names.</param>
/// <param name="CanBePlaced">Whether nothing stands against ordering it, once contact and payment are given.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Pieces">How many things there are in it, weighed ones as one each, for the counter at the cart.</param>
public sealed record CartView(
    CartId Id, StoreId StoreId, IReadOnlyList<CartLineView> Lines, CartDelivery Delivery, IReadOnlyList<string> Coupons, string Note, CartTotals Totals, IReadOnlyList<CartPromotion> Promotions,
    IReadOnlyList<CartMessage> Messages, string QuoteHash, bool CanBePlaced, int Version, int Pieces);

/// <summary>A line of a cart.</summary>
/// <param name="PackId">What.</param>
/// <param name="VariantId">Of which variant.</param>
/// <param name="ProductId">Of which product.</param>
/// <param name="Slug">The product's name in addresses.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Image">File name of its picture below <c>/files/</c>, or null.</param>
/// <param name="Unit">Unit it is counted in.</param>
/// <param name="SellBy">By piece or by weight; what is weighed costs what it weighs when it is packed.</param>
/// <param name="Quantity">How many packs, or kilograms.</param>
/// <param name="UnitPrice">Price of one; null where it is not sold.</param>
/// <param name="Full">What it costs without promotions.</param>
/// <param name="Amount">What it costs.</param>
/// <param name="Why">The steps to that price.</param>
/// <param name="Stock">How it stands to the stock.</param>
/// <param name="Available">How many can be had where that is fewer than asked for; else null.</param>
/// <param name="Substitution">What is done where it is not there when it is picked.</param>
/// <param name="Note">What the customer says about it.</param>
/// <param name="MinimumAge">Years a buyer must have, or null.</param>
public sealed record CartLineView(
    PackId PackId, VariantId VariantId, ProductId ProductId, string Slug, string Sku, LocalText Name, string? Image, string Unit, SellBy SellBy, decimal Quantity, Money? UnitPrice, Money Full, Money Amount,
    IReadOnlyList<PriceStep> Why, LineStock Stock, decimal? Available, Substitution Substitution, string Note, int? MinimumAge);

/// <summary>A step to a price.</summary>
/// <param name="Code">What happened: <c>price</c>, <c>percent_off</c> …</param>
/// <param name="Name">Name of the promotion, or null.</param>
/// <param name="Pieces">To how many pieces.</param>
/// <param name="Before">What each cost before; null in the first step.</param>
/// <param name="After">What each costs after.</param>
public sealed record PriceStep(string Code, LocalText? Name, long Pieces, Money? Before, Money After);

/// <summary>How a cart is to get to the customer, as far as it was chosen.</summary>
/// <param name="Kind">Brought or fetched.</param>
/// <param name="Address">Where to; null for pick-up, and until it is given.</param>
/// <param name="ZoneId">The zone of the address, or null.</param>
/// <param name="SlotId">When, or null.</param>
/// <param name="SlotFrom">From when, or null.</param>
/// <param name="SlotTo">Until when, or null.</param>
/// <param name="NeedsSlot">Whether a slot must be chosen.</param>
/// <param name="AtTheDoor">Whether it can be paid when it is handed over.</param>
public sealed record CartDelivery(Fulfilment Kind, PostalAddress? Address, ZoneId? ZoneId, SlotId? SlotId, DateTimeOffset? SlotFrom, DateTimeOffset? SlotTo, bool NeedsSlot, bool AtTheDoor);

/// <summary>What a cart or order costs. Goods less discount, delivery, tax where prices are without, and rounding add up to the total.</summary>
/// <param name="Goods">The goods without promotions.</param>
/// <param name="Discount">What promotions take off.</param>
/// <param name="Delivery">What bringing costs.</param>
/// <param name="Tax">Tax; part of the total, and added to it only where prices are without.</param>
/// <param name="TaxIncluded">Whether prices have tax in them.</param>
/// <param name="Rounding">Cash rounding.</param>
/// <param name="Total">What is to pay.</param>
public sealed record CartTotals(Money Goods, Money Discount, Money Delivery, Money Tax, bool TaxIncluded, Money Rounding, Money Total);

/// <summary>A promotion that counts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Discount">What it takes off.</param>
/// <param name="Coupon">The coupon that opened it, or null.</param>
public sealed record CartPromotion(LocalText Name, Money Discount, string? Coupon);

/// <summary>Something a shopper has to know.</summary>
/// <param name="Code">A code such as <c>coupon.unknown</c>, <c>cart.minimum</c>, <c>promotion.minimum_spend</c>.</param>
/// <param name="Stops">Whether the cart cannot be ordered because of it.</param>
/// <param name="Subject">The coupon or the code of the item, or null.</param>
/// <param name="Amount">How much is missing, or null.</param>
/// <param name="Day">Since or until when, or null.</param>
/// <param name="Promotion">Name of the promotion, or null.</param>
public sealed record CartMessage(string Code, bool Stops, string? Subject = null, Money? Amount = null, DateOnly? Day = null, LocalText? Promotion = null);

/// <summary>A cart after a change.</summary>
/// <param name="Cart">As it stands.</param>
/// <param name="Token">The secret of a guest's cart that was made by the change; null where there was one, or it is a customer's.</param>
public sealed record CartAnswer(CartView Cart, string? Token);

/// <summary>What a cart became.</summary>
/// <param name="Order">The order.</param>
/// <param name="Number">Its number.</param>
public sealed record OrderedCart(OrderId Order, string Number);

/// <summary>Something to be put into a cart.</summary>
/// <param name="PackId">What.</param>
/// <param name="Quantity">How many packs, or kilograms.</param>
/// <param name="Substitution">What is done where it is not there when it is picked; null leaves it.</param>
/// <param name="Note">What the customer says about it; null leaves it.</param>
public sealed record CartItem(PackId PackId, decimal Quantity, Substitution? Substitution = null, string? Note = null);

/// <summary>How a cart is to get to the customer, as they choose it.</summary>
/// <param name="Kind">Brought or fetched.</param>
/// <param name="Address">Where to; of a pick-up, null.</param>
/// <param name="AddressId">An address of the customer's book instead.</param>
/// <param name="StoreId">The store of a pick-up.</param>
/// <param name="SlotId">When, or null.</param>
public sealed record DeliveryChoice(Fulfilment Kind, PostalAddress? Address = null, AddressId? AddressId = null, StoreId? StoreId = null, SlotId? SlotId = null);
