using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Modules.Purchasing.Features;

namespace Aisle.Modules.Purchasing;

/// <summary>The examples of the API reference.</summary>
internal static class PurchasingExamples
{
    private static readonly Currency _taka = Currency.Get("BDT");
    private static readonly DateTimeOffset _at = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly _day = new(2026, 11, 21);
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0c01");
    private static readonly StoreId _store = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0c02"));
    private static readonly SupplierId _supplier = SupplierId.From(_id);
    private static readonly VariantId _variant = VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0c03"));
    private static readonly LocalText _rice = LocalText.Of(("en", "Miniket rice 5 kg"), ("bn", "মিনিকেট চাল ৫ কেজি"));

    public static SupplierRecord Supplier { get; } =
        new(_supplier, "PADMA", "Padma Traders", "Rafiq Islam", "+8801711000000", "orders@padma.example", "12 Mill Road\nDhaka", "001234567-0101", 30, 3, "BDT", Taka(500_000), IsArchived: false, 1);

    public static SupplierItemRecord Item { get; } = new(_variant, "RICE-5", _rice, "PT-118", PackId: null, 10m, "pc", 2m, Taka(380_000), [new DatedPrice(_day, Taka(380_000))]);

    public static PurchaseOrderRecord Order { get; } =
        new(PurchaseOrderId.From(_id), "PO-S1-2026-000001", _supplier, "Padma Traders", _store, PurchaseOrderState.Draft, _day, _day.AddDays(3), Taka(1_900_000), SentHow: null, "", _at, 1);

    public static OrderDetail OrderDetail { get; } = new(
        Order, [new OrderLineRecord(1, _variant, "RICE-5", _rice, 5m, 10m, 50m, "pc", Taka(380_000), Taka(1_900_000), TaxClass: null, 0m)], [new OrderActRecord("write", "draft", "Mina Khatun", _at, "")], []);

    public static ReceiptDetail ReceiptDetail { get; } = new(
        new ReceiptRecord(GoodsReceiptId.From(_id), "GR-S1-2026-000001", PurchaseOrderId.From(_id), _supplier, "Padma Traders", _store, _day, "DN-4411", Taka(1_824_000), _at),
        [new ReceiptLineRecord(1, 1, _variant, "RICE-5", _rice, 48m, 2m, 0m, "pc", "L2611", new DateOnly(2027, 11, 30), 10m, Taka(380_000), Taka(1_824_000), 0m, Taka(1_824_000))],
        [new ReceiptWarning("receipt.lot_same_code", "lines[0].lot", "Lots of this code are known as L2611 until 2027-11-03.", "L2611", [new OtherLot(LotId.From(_id), "L2611", new DateOnly(2027, 11, 3))])]);

    public static BillDetail BillDetail { get; } = new(
        new BillRecord(SupplierBillId.From(_id), "SB-S1-2026-000001", "INV-7781", _supplier, "Padma Traders", _store, "draft", _day, _day.AddDays(30), Taka(1_824_000), Taka(91_200), Taka(1_915_200), Taka(0), 1),
        [new BillLineRecord(1, GoodsReceiptId.From(_id), "GR-S1-2026-000001", 1, "RICE-5", _rice, "pc", 10m, 50m, Taka(380_000), 48m, Taka(1_824_000), 48m, Taka(1_824_000), Taka(0), IsWithin: true, OrderedAmount: null, [])], IsWithin: true, IsAccepted: false, [], Taka(0), [],
        ExchangeDifference: null, Taka(273_600), IsVatWithin: true);

    public static CostDetail Cost { get; } = new(
        new CostRecord(GoodsCostId.From(_id), "LC-S1-2026-000001", GoodsReceiptId.From(_id), "freight", "value", BillId: null, _day, Taka(48_000), Taka(36_000), Taka(12_000), "Sundarban Transport, slip 771", _at),
        [new CostLineRecord(1, "RICE-5", _rice, Taka(48_000), Taka(36_000), Taka(12_000))]);

    public static PaymentRecord Payment { get; } = new(SupplierPaymentId.From(_id), "SP-S1-2026-000001", _supplier, "Padma Traders", _store, _day, "bank", Taka(1_915_200), "Cheque 10045", _at);

    public static ReturnDetail Return { get; } = new(
        new ReturnRecord(SupplierReturnId.From(_id), "RT-S1-2026-000001", _supplier, "Padma Traders", _store, _day, Taka(76_000), Taka(75_000), "Torn bags", CreditId: null, _at),
        [new ReturnLineRecord(1, _variant, "RICE-5", _rice, 2m, "pc", "L2611", new DateOnly(2027, 11, 30))]);

    public static CreditDetail Credit { get; } = new(
        new CreditRecord(SupplierCreditId.From(_id), "SC-S1-2026-000001", "CN-91", _supplier, "Padma Traders", _store, SupplierReturnId.From(_id), _day, Taka(3_800), Taka(79_800), Taka(29_800), _at),
        [new SettledBillRecord(SupplierBillId.From(_id), "SB-S1-2026-000001", Taka(50_000))]);

    public static SupplierStanding Standing { get; } = new(
        Supplier, Taka(1_835_400), new Ageing(Taka(1_915_200), Taka(0), Taka(0), Taka(0), Taka(0)), Taka(79_800), [BillDetail.Bill with { State = "posted", Owed = Taka(1_915_200) }],
        [new StandingLine(_day, new DocumentRef("supplier_bill", _id.ToString()), "SB-S1-2026-000001", "INV-7781", Taka(1_915_200), Taka(1_915_200))]);

    private static Money Taka(long minor) => new(minor, _taka);
}
