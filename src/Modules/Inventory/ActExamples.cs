using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;

namespace Aisle.Modules.Inventory;

/// <summary>The examples of what staff do to the stock, in the API reference.</summary>
internal static class ActExamples
{
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d01");
    private static readonly DateTimeOffset _at = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly StoreId _store = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011"));
    private static readonly PaperItem _item = new(VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d02")), "MILK-1L", LocalText.Of(("en", "Milk 1 l"), ("bn", "দুধ ১ লিটার")));
    private static readonly PaperPlace _floor = new(LocationId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d03")), "FLOOR");

    public static AdjustmentDetail Adjustment { get; } = new(
        new AdjustmentRecord(
            AdjustmentId.From(_id), "AD-S1-2026-000001", _store, "waste", "Fridge 2 failed at night", AdjustmentState.Posted, Taka(-24_000), _id, "Anika Rahman", _at, DecidedBy: null, DecidedAt: null, "", 1),
        [new AdjustmentLine(_item, Pieces(-3), Taka(-24_000), _floor, Lot: null)], []);

    public static TransferDetail Transfer { get; } = new(
        new TransferRecord(
            TransferId.From(_id), "TR-S1-2026-000001", _store, StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0012")), "", TransferState.Sent, Taka(80_000), Taka(80_000), Taka(0), _id, "Anika Rahman", _at, "Anika Rahman", _at,
            EndedBy: null, EndedAt: null, 2),
        [new TransferLine(1, _item, Pieces(10), _floor, Lot: null, [new TransferPart(1, Lot: null, Pieces(10), Taka(80_000), Pieces(0), Pieces(0))])]);

    public static CountRecord Count { get; } = new(
        CountId.From(_id), "CT-S1-2026-000001", _store, CountScope.All, CategoryId: null, Location: null, [], IsBlind: true, 2m, "", CountState.Open, _id, "Anika Rahman", _at, ClosedById: null, ClosedBy: null, ClosedAt: null,
        ZeroUncounted: false, DecidedBy: null, DecidedAt: null, Taka(0), 1);

    public static CountLine CountLine { get; } = new(_item, _floor, new PaperLot(LotId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d04")), "L2311", new DateOnly(2026, 12, 3)), Pieces(11), Pieces(12), Pieces(-1), _at, 1, Recount: false, Value: Taka(-8_000));

    private static Money Taka(long minor) => new(minor, Currency.Get("BDT"));

    private static Quantity Pieces(long pieces) => new(pieces * 1_000, Unit.Piece);
}
