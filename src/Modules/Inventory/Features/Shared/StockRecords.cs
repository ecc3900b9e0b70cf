using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Inventory.Features;

/// <summary>An item, as lists name it.</summary>
/// <param name="Id">Id of the variant.</param>
/// <param name="Sku">Stock keeping unit.</param>
/// <param name="Name">Name.</param>
internal sealed record ItemBrief(VariantId Id, string Sku, LocalText Name);

/// <summary>How much of an item there is.</summary>
internal enum StockState
{
    /// <summary>Enough.</summary>
    InStock,

    /// <summary>Something is there, and of what can be had no more than <c>lowAt</c>: the store's own, or the item's.</summary>
    Low,

    /// <summary>Something is there, and more is promised than can be sold of it.</summary>
    Promised,

    /// <summary>Nothing is there.</summary>
    Out,

    /// <summary>More was sold than was there.</summary>
    Negative,
}

/// <summary>An item in a store.</summary>
/// <param name="Store">Where.</param>
/// <param name="Item">What.</param>
/// <param name="Category">Its category.</param>
/// <param name="OnHand">In all places of the store; below zero where more was sold than was there.</param>
/// <param name="Reserved">Of it, promised.</param>
/// <param name="Available">What can be sold or promised now.</param>
/// <param name="Value">What it is worth in the books.</param>
/// <param name="State">How much that is.</param>
/// <param name="Beyond">Of what is promised, what cannot be sold; absent where all of it can.</param>
/// <param name="ShortSince">Since when more is promised than lies in places that are sold from; absent where it is not so.</param>
internal sealed record StockLine(
    StoreId Store, ItemBrief Item, CategoryId Category, Quantity OnHand, Quantity Reserved, Quantity Available, Money Value, StockState State, Quantity? Beyond = null, DateTimeOffset? ShortSince = null);

/// <summary>How an item is kept.</summary>
/// <param name="Item">What.</param>
/// <param name="Product">Its product.</param>
/// <param name="Category">Its category.</param>
/// <param name="Status">As the catalogue has it: <c>draft</c>, <c>active</c> or <c>archived</c>.</param>
/// <param name="Tracking">What is known of each piece.</param>
/// <param name="Valuation">What a piece is worth that goes.</param>
/// <param name="LowAt">At or below which there is little left.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record KeptItem(ItemBrief Item, ProductId Product, CategoryId Category, string Status, Tracking Tracking, Valuation Valuation, Quantity LowAt, int Version);

/// <summary>What lies in a place.</summary>
/// <param name="Location">Which place.</param>
/// <param name="Code">Its code.</param>
/// <param name="Kind">What it is: <c>floor</c>, <c>bin</c> or <c>quarantine</c>.</param>
/// <param name="Lot">Of which lot, or absent.</param>
/// <param name="OnHand">How much.</param>
internal sealed record PlaceStock(LocationId Location, string Code, LocationKind Kind, LotBrief? Lot, Quantity OnHand);

/// <summary>A lot, as lists name it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">As it is printed.</param>
/// <param name="ExpiresOn">The last day on which it may be sold, or absent.</param>
/// <param name="State">Whether it may be sold.</param>
internal sealed record LotBrief(LotId Id, string Code, DateOnly? ExpiresOn, LotState State)
{
    /// <summary>Four columns from a place on: id, code, last day and state; null where there is no lot.</summary>
    public static LotBrief? Read(NpgsqlDataReader row, int from) => row.IdOrNull(from) is not { } id ? null
        : new LotBrief(LotId.From(id), row.GetString(from + 1), row.IsDBNull(from + 2) ? null : row.GetFieldValue<DateOnly>(from + 2), ChoiceWords.To<LotState>(row.GetString(from + 3)));
}

/// <summary>What a store has of an item.</summary>
/// <param name="Store">Where.</param>
/// <param name="OnHand">In all of its places.</param>
/// <param name="Value">What it is worth.</param>
/// <param name="Reserved">Of it, promised; absent for an instant that has passed.</param>
/// <param name="Available">What can be sold or promised; absent for an instant that has passed.</param>
/// <param name="MovedAt">When it last moved before the instant; absent for now, and where it had never moved.</param>
/// <param name="Places">Where it lies, by lot; absent for an instant that has passed.</param>
/// <param name="LowAt">At or below which there is little left in this store; absent where what the item says holds.</param>
/// <param name="Beyond">Of what is promised, what cannot be sold; absent where all of it can, and for an instant that has passed.</param>
/// <param name="ShortSince">Since when more is promised than lies in places that are sold from; absent where it is not so.</param>
internal sealed record StoreStock(
    StoreId Store, Quantity OnHand, Money Value, Quantity? Reserved = null, Quantity? Available = null, DateTimeOffset? MovedAt = null, IReadOnlyList<PlaceStock>? Places = null, Quantity? LowAt = null,
    Quantity? Beyond = null, DateTimeOffset? ShortSince = null);

/// <summary>The stock of an item, now or at an instant.</summary>
/// <param name="Item">What, and how it is kept.</param>
/// <param name="At">The instant; absent for now.</param>
/// <param name="OnHand">In all stores that the caller may see.</param>
/// <param name="Value">What it is worth.</param>
/// <param name="Stores">Store by store.</param>
internal sealed record ItemStock(KeptItem Item, DateTimeOffset? At, Quantity OnHand, Money Value, IReadOnlyList<StoreStock> Stores);

/// <summary>A movement of stock.</summary>
/// <param name="Posting">What it belongs to.</param>
/// <param name="No">Which of it, from 1.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Store">Where.</param>
/// <param name="Item">Of what.</param>
/// <param name="Place">Code of the place.</param>
/// <param name="Lot">Of which lot, or absent.</param>
/// <param name="Quantity">How much, below zero for what went.</param>
/// <param name="Value">What it was worth, of the same sign.</param>
/// <param name="StockAfter">What the store had of it then.</param>
/// <param name="ValueAfter">What that was worth.</param>
/// <param name="Document">The document that did it.</param>
/// <param name="Reason">Why, or empty.</param>
/// <param name="Entry">Its entry in the books; absent where nothing was worth anything.</param>
internal sealed record MovementLine(
    StockPostingId Posting, int No, StockKind Kind, DateTimeOffset At, StoreId Store, ItemBrief Item, string Place, LotBrief? Lot, Quantity Quantity, Money Value, Quantity StockAfter, Money ValueAfter,
    DocumentRef Document, string Reason, EntryId? Entry);

/// <summary>What a place is for.</summary>
internal enum LocationKind
{
    /// <summary>Where goods are that nobody put elsewhere.</summary>
    Floor,

    /// <summary>A shelf, a rack, a room.</summary>
    Bin,

    /// <summary>Goods that are not sold.</summary>
    Quarantine,
}

/// <summary>Whether a lot may be sold.</summary>
internal enum LotState
{
    /// <summary>It may, until it expires.</summary>
    Good,

    /// <summary>Not until somebody has looked at it.</summary>
    Held,

    /// <summary>Not any more.</summary>
    Recalled,
}
