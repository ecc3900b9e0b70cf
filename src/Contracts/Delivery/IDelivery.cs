using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Delivery;

/// <summary>How goods get to people: which store serves which area, for how much, and when.</summary>
public interface IDelivery
{
    /// <summary>What holds for an address; null where nothing is brought there. From memory.</summary>
    /// <param name="area">Code of the area; a zone holds for all that lies in its areas, and the smallest area wins.</param>
    /// <param name="country">ISO 3166-1 alpha-2.</param>
    /// <param name="cancellationToken">Stops.</param>
    ValueTask<ZoneRecord?> ZoneAsync(string area, string country, CancellationToken cancellationToken);

    /// <summary>A zone by id; null where there is none. From memory.</summary>
    ValueTask<ZoneRecord?> ZoneAsync(ZoneId id, CancellationToken cancellationToken);

    /// <summary>All zones in use, of all stores, in their order. From memory.</summary>
    ValueTask<IReadOnlyList<ZoneRecord>> ZonesAsync(CancellationToken cancellationToken);

    /// <summary>Slots of a store that can still be taken or are full, soonest first, for some days from now on: of a zone, or for pick-up in the store where it is null. One statement.</summary>
    Task<IReadOnlyList<SlotRecord>> SlotsAsync(StoreId store, ZoneId? zone, int days, CancellationToken cancellationToken);

    /// <summary>A slot; null where there is none.</summary>
    Task<SlotRecord?> SlotAsync(SlotId slot, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a place in a slot for a document with the commit of the caller's unit of work: one conditional update, so that no slot is ever overfull and
    /// nobody waits longer than for a commit. A document has one place at most: taking another gives the one before back, and the same again changes
    /// nothing. What is refused is the answer of the whole: <c>slot.unknown</c>, <c>slot.closed</c> (too late), <c>slot.full</c>.
    /// </summary>
    Task TakeWithCommitAsync(SlotId slot, DocumentRef document, CancellationToken cancellationToken);

    /// <summary>Gives the place of a document back, in the caller's unit of work; nothing where it has none.</summary>
    Task GiveBackAsync(DocumentRef document, CancellationToken cancellationToken);
}

/// <summary>Some areas and what holds for them.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Store">The store that serves it.</param>
/// <param name="Fee">What bringing costs, as prices are: with or without tax.</param>
/// <param name="TaxClass">Class of tax of the fee.</param>
/// <param name="FreeFrom">Goods from this amount on are brought for nothing, or null.</param>
/// <param name="MinimumOrder">The least amount of goods, or null.</param>
/// <param name="NeedsSlot">Whether a slot has to be chosen.</param>
/// <param name="AllowsCashOnDelivery">Whether one can pay at the door.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record ZoneRecord(ZoneId Id, LocalText Name, StoreId Store, Money Fee, string TaxClass, Money? FreeFrom, Money? MinimumOrder, bool NeedsSlot, bool AllowsCashOnDelivery, int Version)
{
    /// <summary>What bringing goods of this amount costs.</summary>
    public Money FeeFor(Money goods) => FreeFrom is { } free && goods >= free ? Money.Zero(Fee.Currency) : Fee;
}

/// <summary>A time in which goods are brought or fetched.</summary>
/// <param name="Id">Id.</param>
/// <param name="Store">Of which store.</param>
/// <param name="Zone">Of which zone; null for all zones of the store.</param>
/// <param name="IsPickup">Whether goods are fetched in the store.</param>
/// <param name="From">From when.</param>
/// <param name="To">Until when.</param>
/// <param name="ClosesAt">Until when it can be taken.</param>
/// <param name="Capacity">How many orders.</param>
/// <param name="Taken">How many there are.</param>
public sealed record SlotRecord(SlotId Id, StoreId Store, ZoneId? Zone, bool IsPickup, DateTimeOffset From, DateTimeOffset To, DateTimeOffset ClosesAt, int Capacity, int Taken)
{
    /// <summary>Places left.</summary>
    public int Left => Math.Max(0, Capacity - Taken);
}
