using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Inventory;

/// <summary>With what has moved, some items can be had no more in a store, or again. Nothing is told while neither changes.</summary>
/// <param name="StoreId">Where.</param>
/// <param name="RanOut">What can be had no more.</param>
/// <param name="CameBack">What can be had again.</param>
[EventName("inventory.availability_turned.v1")]
public sealed record AvailabilityTurned(StoreId StoreId, IReadOnlyList<VariantId> RanOut, IReadOnlyList<VariantId> CameBack) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"store/{StoreId}";
}

/// <summary>A lot was held, recalled, or set free again.</summary>
/// <param name="LotId">Which.</param>
/// <param name="VariantId">Of what.</param>
/// <param name="State">How it stands: <c>good</c>, <c>held</c>, <c>recalled</c>.</param>
[EventName("inventory.lot_changed.v1")]
public sealed record LotChanged(LotId LotId, VariantId VariantId, string State) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"lot/{LotId}";
}

/// <summary>Of some items there is little left in a store since the last look, and there was more before.</summary>
/// <param name="StoreId">Where.</param>
/// <param name="Variants">What, at most 500 at a time.</param>
[EventName("inventory.stock_low.v1")]
public sealed record StockLow(StoreId StoreId, IReadOnlyList<VariantId> Variants) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"store/{StoreId}";
}

/// <summary>Of some items there is nothing left in a store since the last look, and there was something before.</summary>
/// <param name="StoreId">Where.</param>
/// <param name="Variants">What, at most 500 at a time.</param>
[EventName("inventory.stock_out.v1")]
public sealed record StockOut(StoreId StoreId, IReadOnlyList<VariantId> Variants) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"store/{StoreId}";
}

/// <summary>Of some items more is promised in a store than can be sold there since the last look, and was not before: somebody decides whom to disappoint, or gets more.</summary>
/// <param name="StoreId">Where.</param>
/// <param name="Variants">What, at most 500 at a time.</param>
[EventName("inventory.stock_promised_beyond.v1")]
public sealed record StockPromisedBeyond(StoreId StoreId, IReadOnlyList<VariantId> Variants) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"store/{StoreId}";
}

/// <summary>Lots that lie in a store expire within some days since the last look, or have expired.</summary>
/// <param name="StoreId">Where.</param>
/// <param name="Days">Within how many days.</param>
/// <param name="Lots">Which, at most 500 at a time.</param>
[EventName("inventory.lots_expiring.v1")]
public sealed record LotsExpiring(StoreId StoreId, int Days, IReadOnlyList<LotId> Lots) : IEvent
{
    /// <inheritdoc/>
    public string Key => $"store/{StoreId}";
}
