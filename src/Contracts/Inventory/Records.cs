using Aisle.Contracts.Catalog;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Inventory;

/// <summary>What a store has of a variant, in thousandths of its unit.</summary>
/// <param name="Store">Where.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="OnHand">In all places of the store; below zero where more was sold than was there.</param>
/// <param name="Reserved">Of it, promised.</param>
/// <param name="Available">What can be sold or promised now: without what is expired, held, recalled or in quarantine.</param>
/// <param name="Value">What it is worth in the books.</param>
public sealed record StockLevel(StoreId Store, VariantId Variant, Unit Unit, long OnHand, long Reserved, long Available, Money Value);

/// <summary>A promise that is asked for.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Store">Of which store.</param>
/// <param name="Owner">For whom: the order, the cart.</param>
/// <param name="ExpiresAt">Until when, up to <see cref="LongestDays"/> days.</param>
/// <param name="Lines">What, 1 to <see cref="MostLines"/> lines; lines of one variant add up.</param>
public sealed record NewReservation(ReservationId Id, StoreId Store, DocumentRef Owner, DateTimeOffset ExpiresAt, IReadOnlyList<ReservationLine> Lines)
{
    /// <summary>Most lines.</summary>
    public const int MostLines = 1_000;

    /// <summary>Most days that something is promised for.</summary>
    public const int LongestDays = 60;
}

/// <summary>How much of what.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Quantity">Thousandths of its unit, from 1 to 10^12.</param>
public sealed record ReservationLine(VariantId Variant, long Quantity);

/// <summary>How a promise stands.</summary>
public enum ReservationState
{
    /// <summary>It keeps the stock.</summary>
    Open,

    /// <summary>The goods have left.</summary>
    Committed,

    /// <summary>It was given up.</summary>
    Released,

    /// <summary>Its time has passed.</summary>
    Expired,
}

/// <summary>What a document is to the stock.</summary>
public enum StockKind
{
    /// <summary>Goods of a supplier came in.</summary>
    Receipt,

    /// <summary>Goods went back to a supplier.</summary>
    SupplierReturn,

    /// <summary>Goods were sold.</summary>
    Sale,

    /// <summary>Sold goods came back.</summary>
    SaleReturn,

    /// <summary>Goods were found or lost, spoiled, used up.</summary>
    Adjustment,

    /// <summary>A count found more or less.</summary>
    Count,

    /// <summary>Goods left for another store.</summary>
    TransferOut,

    /// <summary>Goods of another store arrived.</summary>
    TransferIn,

    /// <summary>Goods were put into another place of the same store.</summary>
    Move,

    /// <summary>Goods turned out to have cost more or less.</summary>
    Revaluation,
}

/// <summary>What is taken where it is not there, or is promised to others.</summary>
public enum StockWay
{
    /// <summary>Nothing of it: <c>inventory.short</c>, <c>inventory.reserved</c>.</summary>
    Strict,

    /// <summary>What is promised, but nothing that is not there: what is spoiled is spoiled.</summary>
    Physical,

    /// <summary>All of it: a till has sold it, so it was there. Stock may fall below zero until somebody finds out why.</summary>
    Happened,
}

/// <summary>What a document does to the stock of a store.</summary>
/// <param name="Id">Made by the caller; it is the id of the first entry in the books too.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Store">Of which store.</param>
/// <param name="Document">The document.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Number">The number of the document that people know; it stands in the books.</param>
/// <param name="Lines">What, 1 to <see cref="MostLines"/> lines.</param>
public sealed record NewStockPosting(StockPostingId Id, StockKind Kind, StoreId Store, DocumentRef Document, BusinessDate Date, string Number, IReadOnlyList<NewStockLine> Lines)
{
    /// <summary>Most lines.</summary>
    public const int MostLines = 5_000;

    /// <summary>What is taken where it is not there.</summary>
    public StockWay Way { get; init; } = StockWay.Strict;

    /// <summary>Why: the reason of an adjustment, e.g. <c>waste</c>; it chooses the account.</summary>
    public string? Reason { get; init; }

    /// <summary>The reservation that it fulfils.</summary>
    public ReservationId? Reservation { get; init; }

    /// <summary>What a supplier gives for goods that go back; the difference to what they are worth here is a price difference. Null: what they are worth.</summary>
    public Money? Agreed { get; init; }

    /// <summary>What a revaluation is of. Its lines say how much came and what all of that costs more, or less; what is gone already becomes cost of goods sold.</summary>
    public StockCost? Cost { get; init; }
}

/// <summary>What a revaluation is of.</summary>
/// <param name="Came">The posting by which the goods came.</param>
/// <param name="Owed">Whom it is owed to, or was.</param>
/// <param name="Corrects">The entry it mends, or null.</param>
public sealed record StockCost(StockPostingId Came, StockCostSide Owed, EntryId? Corrects = null);

/// <summary>The other side of what goods cost more or less.</summary>
public enum StockCostSide
{
    /// <summary>Somebody who brought, cleared or insured them; the bill is awaited.</summary>
    Charge,

    /// <summary>Who sold them; the bill is awaited.</summary>
    Price,

    /// <summary>Who sold them and has billed it already: it was a price difference until now.</summary>
    Billed,
}

/// <summary>A line of what a document does to the stock.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Quantity">Thousandths of its unit, above zero for what comes and below for what goes, up to 10^12 either way; of a revaluation, what came then.</param>
/// <param name="Value">What came is worth, in the company's currency; null for what it costs now. Not for what goes: that costs what it costs.</param>
/// <param name="Location">Which place; null for the floor, or for what comes out first where something goes.</param>
/// <param name="Lot">Which lot; null for none, or for what expires first where something goes.</param>
/// <param name="Serials">The serial number of each piece, where the item is kept by them: as many as the quantity has pieces. Null where it is not.</param>
public sealed record NewStockLine(VariantId Variant, long Quantity, Money? Value = null, LocationId? Location = null, LotId? Lot = null, IReadOnlyList<string>? Serials = null);

/// <summary>What a document did.</summary>
/// <param name="Id">Id.</param>
/// <param name="Parts">What was taken or put, several parts a line where it came out of several lots.</param>
/// <param name="Value">What came, less what went.</param>
public sealed record StockPosting(StockPostingId Id, IReadOnlyList<StockPart> Parts, Money Value);

/// <summary>A part of a line.</summary>
/// <param name="Line">Index of the line.</param>
/// <param name="Lot">Which lot, or null.</param>
/// <param name="Quantity">Thousandths, above zero for what came.</param>
/// <param name="Value">Of the same sign.</param>
public sealed record StockPart(int Line, LotId? Lot, long Quantity, Money Value);

/// <summary>A lot.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Code">As it is printed: GS1 AI (10), 1 to 20 characters.</param>
/// <param name="ExpiresOn">GS1 AI (17): the last day on which it may be sold; null where it does not expire.</param>
/// <param name="MadeOn">GS1 AI (11), or null.</param>
/// <param name="Supplier">Whose, or null.</param>
public sealed record NewLot(VariantId Variant, string Code, DateOnly? ExpiresOn, DateOnly? MadeOn = null, Guid? Supplier = null);

/// <summary>What a lot is marked down to.</summary>
/// <param name="Lot">Which lot.</param>
/// <param name="Variant">Of what.</param>
/// <param name="DaysLeft">Days until its last day of sale; 0 on it.</param>
/// <param name="Percent">What is taken off, in percent.</param>
/// <param name="Price">What a piece, or a kilogram, costs at the till now, as the catalogue has it; null where it has no price.</param>
/// <param name="MarkedDown">What it costs less the percent.</param>
public sealed record LotMarkdown(LotId Lot, VariantId Variant, int DaysLeft, decimal Percent, Money? Price, Money? MarkedDown);

/// <summary>What lies of a variant in a place.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Location">Where.</param>
/// <param name="Code">What the place is called.</param>
/// <param name="Position">The way through the store: places are walked in this order.</param>
/// <param name="Lot">Of which lot, or null.</param>
/// <param name="LotCode">As it is printed, or null.</param>
/// <param name="ExpiresOn">The lot's last day of sale, or null.</param>
/// <param name="OnHand">How much, in thousandths of its unit.</param>
public sealed record StockPlace(VariantId Variant, LocationId Location, string Code, int Position, LotId? Lot, string? LotCode, DateOnly? ExpiresOn, long OnHand);

/// <summary>A lot in a place of a store.</summary>
/// <param name="Lot">Which lot.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Code">As it is printed.</param>
/// <param name="ExpiresOn">Its last day of sale, or null.</param>
/// <param name="Location">Where; null where the store has nothing of it.</param>
/// <param name="OnHand">How much, in thousandths of its unit.</param>
/// <param name="IsRecalled">Whether it was recalled, so that nothing of it is sold.</param>
public sealed record LotInStore(LotId Lot, VariantId Variant, string Code, DateOnly? ExpiresOn, LocationId? Location, long OnHand, bool IsRecalled);
