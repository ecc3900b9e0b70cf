using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Features;

/// <summary>The examples of advice in the API reference.</summary>
internal static class AdviceExamples
{
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e01");
    private static readonly AdviceSupplier _supplier = new(SupplierId.From(_id), "MILKVITA", "Milk Vita", Taka(200_000));

    public static AdviceLine Line { get; } = new(
        StoreId.From(_id), new ItemBrief(VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0e02")), "MILK-0003-1L", LocalText.Of(("en", "Milk 1 l"), ("bn", "দুধ ১ লিটার"))), _supplier, 14, Pieces(12_000), Pieces(168_000),
        Taka(93_600), Taka(1_310_400), Pieces(14_200), 1.2m, 3, Pieces(6_000), Pieces(24_000), Pieces(0), Pieces(5_000), 4, 7, Pieces(9_000), Pieces(197_000), IsUrgent: true,
        LocalText.Of(("en", "Sells 14.2 a day, 1.2 times that at this time of the year, 3 of 56 days out of stock left out, 6 on hand, 24 on order, 4 days lead and 7 to the next order, 9 for safety, up to 197, packs of 12.")));

    public static ReorderAnswer Drafted { get; } = new([new AdviceOrder(PurchaseOrderId.From(_id), "PO-S1-2026-000017", _supplier.Id, _supplier.Name, 1, Taka(1_310_400))]);

    private static Quantity Pieces(long thousandths) => new(thousandths, Unit.Piece);

    private static Money Taka(long minor) => new(minor, Currency.Get("BDT"));
}
