using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Purchasing;

/// <summary>Purchasing as other modules see it.</summary>
public interface IPurchasing
{
    /// <summary>What is ordered for stores and has not come yet, by store and variant; what is not on order is left out. One statement.</summary>
    Task<IReadOnlyList<OnOrder>> OnOrderAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken);

    /// <summary>Suppliers by id; those nobody knows are left out. One statement.</summary>
    Task<IReadOnlyList<SupplierName>> SuppliersAsync(IReadOnlyCollection<SupplierId> suppliers, CancellationToken cancellationToken);

    /// <summary>
    /// From whom some variants can be had, one offer each: that of the supplier, or of all of them the cheapest a unit today, in the
    /// company's currency at the last rates that were used; where none is known it comes last. Those that nobody sells are left out.
    /// One statement.
    /// </summary>
    Task<IReadOnlyList<SupplierOffer>> OffersAsync(IReadOnlyCollection<VariantId> variants, SupplierId? supplier, CancellationToken cancellationToken);

    /// <summary>What stands in orders for stores that nobody has approved yet, by store and variant. One statement.</summary>
    Task<IReadOnlyList<OnOrder>> InDraftsAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken);

    /// <summary>
    /// Writes drafts of orders as the suppliers' lists have them, all or none, in the unit of work and the name of the request under
    /// way. The same again answers the same. Faults name <c>drafts[n].lines[m]</c>; codes: README of the module.
    /// </summary>
    Task<Result<IReadOnlyList<DraftedOrder>>> DraftAsync(IReadOnlyList<NewPurchaseDraft> drafts, CancellationToken cancellationToken);

    /// <summary>What came with the receipt of a number that people say (<c>GR-S1-2026-000012</c>, in whatever case); null where there is none. One statement.</summary>
    Task<ReceivedGoods?> ReceivedAsync(string number, CancellationToken cancellationToken);
}

/// <summary>What a supplier asks for a variant.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Supplier">Whose.</param>
/// <param name="LeadDays">Days from order to delivery.</param>
/// <param name="MinimumOrder">Least amount of an order, in the supplier's currency.</param>
/// <param name="PackUnits">Thousandths of the unit in a pack.</param>
/// <param name="MinimumPacks">Fewest packs of an order, in thousandths.</param>
/// <param name="PackPrice">What a pack costs today, without tax, in the supplier's currency; null where no price holds.</param>
public sealed record SupplierOffer(VariantId Variant, SupplierName Supplier, int LeadDays, Money MinimumOrder, long PackUnits, long MinimumPacks, Money? PackPrice);

/// <summary>An order that is to be drafted.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Supplier">From whom.</param>
/// <param name="Store">For which store.</param>
/// <param name="Lines">What, 1 to 1,000 lines.</param>
public sealed record NewPurchaseDraft(PurchaseOrderId Id, SupplierId Supplier, StoreId Store, IReadOnlyList<NewPurchaseDraftLine> Lines);

/// <summary>A line of it.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Packs">How many packs.</param>
public sealed record NewPurchaseDraftLine(VariantId Variant, long Packs);

/// <summary>An order that was drafted.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people say.</param>
/// <param name="Supplier">From whom.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Total">All of them, without tax, in the supplier's currency.</param>
public sealed record DraftedOrder(PurchaseOrderId Id, string Number, SupplierName Supplier, int Lines, Money Total);

/// <summary>What is to come.</summary>
/// <param name="Store">Where.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Quantity">Thousandths of its unit.</param>
/// <param name="ExpectedOn">When the first of it is expected, or null.</param>
public sealed record OnOrder(StoreId Store, VariantId Variant, long Quantity, DateOnly? ExpectedOn);

/// <summary>Goods that came.</summary>
/// <param name="Id">The receipt.</param>
/// <param name="Number">Its number.</param>
/// <param name="Store">Where they came.</param>
/// <param name="Lines">What was taken in; nothing where all of it was refused.</param>
public sealed record ReceivedGoods(GoodsReceiptId Id, string Number, StoreId Store, IReadOnlyList<ReceivedLine> Lines);

/// <summary>A line of them.</summary>
/// <param name="Variant">Of what.</param>
/// <param name="Lot">Of which lot, or null.</param>
/// <param name="Quantity">Thousandths of its unit.</param>
public sealed record ReceivedLine(VariantId Variant, LotId? Lot, long Quantity);

/// <summary>What a supplier is called.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
public sealed record SupplierName(SupplierId Id, string Code, string Name);
