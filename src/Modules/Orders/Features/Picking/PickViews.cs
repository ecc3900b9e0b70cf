using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Orders.Features;

/// <summary>Orders that are picked together.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Its number.</param>
/// <param name="StoreId">In which store.</param>
/// <param name="State">How it stands: <c>open</c>, <c>done</c>.</param>
/// <param name="Picker">Who began it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="DoneAt">When its last order left it, or null.</param>
/// <param name="Orders">Its orders, by box.</param>
/// <param name="Lines">What is to be picked, in the order of the way through the store.</param>
internal sealed record WaveView(WaveId Id, string Number, StoreId StoreId, string State, string Picker, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, IReadOnlyList<WaveOrderView> Orders, IReadOnlyList<PickLineView> Lines);

/// <summary>An order of a wave.</summary>
/// <param name="OrderId">Which.</param>
/// <param name="Number">Its number.</param>
/// <param name="Name">Who ordered.</param>
/// <param name="Phone">Their telephone, for who is to be called.</param>
/// <param name="Box">The box its goods are put into.</param>
/// <param name="State">Where it is.</param>
/// <param name="IsOpen">Whether it is still picked in this wave.</param>
/// <param name="SlotFrom">From when it is brought, or null.</param>
/// <param name="Note">What the customer says.</param>
internal sealed record WaveOrderView(OrderId OrderId, string Number, string Name, string Phone, int Box, OrderState State, bool IsOpen, DateTimeOffset? SlotFrom, string Note);

/// <summary>A line to be picked.</summary>
/// <param name="OrderId">Of which order.</param>
/// <param name="Box">Into which box.</param>
/// <param name="No">Which line.</param>
/// <param name="PackId">What.</param>
/// <param name="VariantId">Of which variant.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Image">Its picture, or null.</param>
/// <param name="Unit">Unit.</param>
/// <param name="SellBy">By piece or by weight.</param>
/// <param name="Quantity">How many were ordered.</param>
/// <param name="Picked">How many were found so far.</param>
/// <param name="IsDone">Whether nothing is left to be looked for.</param>
/// <param name="IsShort">Whether there was no more of it.</param>
/// <param name="Substitution">What is done where it is not there.</param>
/// <param name="Note">What the customer says.</param>
/// <param name="Replaces">The line it stands in for, or null.</param>
/// <param name="Places">Where it lies, what is taken first before the rest.</param>
internal sealed record PickLineView(
    OrderId OrderId, int Box, int No, PackId PackId, VariantId VariantId, string Sku, LocalText Name, string? Image, string Unit, SellBy SellBy, decimal Quantity, decimal Picked, bool IsDone, bool IsShort, Substitution Substitution, string Note,
    int? Replaces, IReadOnlyList<PickPlace> Places);

/// <summary>A place something lies in.</summary>
/// <param name="LocationId">Which.</param>
/// <param name="Code">What it is called.</param>
/// <param name="LotId">Of which lot, or null.</param>
/// <param name="Lot">As it is printed, or null.</param>
/// <param name="ExpiresOn">Its last day of sale, or null.</param>
internal sealed record PickPlace(LocationId LocationId, string Code, LotId? LotId, string? Lot, DateOnly? ExpiresOn);
