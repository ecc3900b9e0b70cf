using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;

namespace Aisle.Modules.Delivery.Features;

/// <summary>A zone, as those who look after it see it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="StoreId">The store that serves it.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Areas">Codes of its areas; the country's own is all of it.</param>
/// <param name="Fee">What bringing costs, as prices are.</param>
/// <param name="TaxClass">Class of tax of the fee.</param>
/// <param name="FreeFrom">Goods from this amount on are brought for nothing, or absent.</param>
/// <param name="MinimumOrder">The least amount of goods, or absent.</param>
/// <param name="NeedsSlot">Whether a slot has to be chosen.</param>
/// <param name="AllowsCashOnDelivery">Whether one can pay at the door.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="Position">Its place among zones.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record ManagedZone(
    ZoneId Id, LocalText Name, StoreId StoreId, string Country, IReadOnlyList<string> Areas, Money Fee, string TaxClass, Money? FreeFrom, Money? MinimumOrder, bool NeedsSlot, bool AllowsCashOnDelivery, bool IsActive, int Position, int Version)
{
    public static ManagedZone Of(ZoneRow row, IReadOnlyList<string> areas)
    {
        var currency = Currency.Get(row.Currency);
        return new ManagedZone(
            ZoneId.From(row.Id), row.Name, Contracts.Stores.StoreId.From(row.StoreId), row.Country, areas, new Money(row.Fee, currency), row.TaxClass, row.FreeFrom is { } free ? new Money(free, currency) : null,
            row.MinimumOrder is { } least ? new Money(least, currency) : null, row.NeedsSlot, row.AllowsCash, row.IsActive, row.Position, row.Version);
    }

    /// <summary>As others see it.</summary>
    public ZoneRecord AsRecord() => new(Id, Name, StoreId, Fee, TaxClass, FreeFrom, MinimumOrder, NeedsSlot, AllowsCashOnDelivery, Version);
}

/// <summary>A weekly plan of times.</summary>
/// <param name="Id">Id.</param>
/// <param name="StoreId">Of which store.</param>
/// <param name="ZoneId">Of which zone; absent for all of the store's, or for fetching.</param>
/// <param name="IsPickup">Whether goods are fetched in the store.</param>
/// <param name="Days">On which days.</param>
/// <param name="From">From when, on the clock of the store.</param>
/// <param name="To">Until when.</param>
/// <param name="Capacity">How many orders each time.</param>
/// <param name="ClosesBefore">Minutes before its beginning at which a time can be taken no more.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record PlanRecord(PlanId Id, StoreId StoreId, ZoneId? ZoneId, bool IsPickup, IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, int Capacity, int ClosesBefore, bool IsActive, int Version)
{
    public static PlanRecord Of(PlanRow row) => new(
        PlanId.From(row.Id), Contracts.Stores.StoreId.From(row.StoreId), row.ZoneId is { } zone ? Contracts.Delivery.ZoneId.From(zone) : null, row.IsPickup, [.. row.Days.Select(day => (DayOfWeek)day)], row.Starts, row.Ends, row.Capacity, row.ClosesBefore,
        row.IsActive, row.Version);
}

/// <summary>A plan that was saved.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="SlotsChanged">How many coming slots were made, changed or removed.</param>
/// <param name="SlotsKept">How many stayed as they were because they were taken.</param>
internal sealed record SavedPlan(PlanRecord Plan, int SlotsChanged, int SlotsKept);

/// <summary>A day on which a plan, or every plan of a store, holds otherwise.</summary>
/// <param name="Id">Id.</param>
/// <param name="StoreId">Of which store.</param>
/// <param name="PlanId">Of which plan; absent for all of the store's.</param>
/// <param name="Day">The day.</param>
/// <param name="Capacity">How many orders each time; absent where it is closed.</param>
/// <param name="Note">Why.</param>
internal sealed record ExceptionRecord(ExceptionId Id, StoreId StoreId, PlanId? PlanId, DateOnly Day, int? Capacity, string Note)
{
    public static ExceptionRecord Of(ExceptionRow row) =>
        new(ExceptionId.From(row.Id), Contracts.Stores.StoreId.From(row.StoreId), row.PlanId is { } plan ? Domain.PlanId.From(plan) : null, row.Day, row.Capacity, row.Note);
}

/// <summary>A slot that shoppers can choose.</summary>
/// <param name="Id">Id.</param>
/// <param name="IsPickup">Whether goods are fetched in the store.</param>
/// <param name="From">From when.</param>
/// <param name="To">Until when.</param>
/// <param name="ClosesAt">Until when it can be taken.</param>
/// <param name="Left">Places left; 0 is full.</param>
internal sealed record SlotOffer(SlotId Id, bool IsPickup, DateTimeOffset From, DateTimeOffset To, DateTimeOffset ClosesAt, int Left);

/// <summary>Who has a place in a slot.</summary>
/// <param name="Type">Type of the document.</param>
/// <param name="Id">Its id.</param>
/// <param name="TakenAt">Since when.</param>
internal sealed record PlaceRecord(string Type, string Id, DateTimeOffset TakenAt);

/// <summary>A slot, as those who look after it see it.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Day">Its day, by the calendar of the store.</param>
/// <param name="IsClosed">Whether nobody else may take it.</param>
/// <param name="IsByHand">Whether it was set by hand, so that plans leave it alone.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="Places">Who has a place in it, the first to come first.</param>
internal sealed record ManagedSlot(SlotRecord Slot, DateOnly Day, bool IsClosed, bool IsByHand, int Version, IReadOnlyList<PlaceRecord> Places);
