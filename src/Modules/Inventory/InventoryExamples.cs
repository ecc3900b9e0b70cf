using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Features;

namespace Aisle.Modules.Inventory;

/// <summary>The examples of the API reference.</summary>
internal static class InventoryExamples
{
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0b01");
    private static readonly DateTimeOffset _at = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly StoreId _store = StoreId.From(_id);
    private static readonly ItemBrief _item = new(VariantId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0b02")), "MILK-0003-1L", LocalText.Of(("en", "Milk 1 l"), ("bn", "দুধ ১ লিটার")));
    private static readonly CategoryId _category = CategoryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0b03"));
    private static readonly LotBrief _lot = new(LotId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0b04")), "L2311", new DateOnly(2026, 12, 3), LotState.Good);
    private static readonly LocationId _place = LocationId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0b05"));

    public static StockLine Stock { get; } = new(_store, _item, _category, Pieces(42), Pieces(2), Pieces(40), Taka(336_000), StockState.InStock);

    public static PaceLine Pace { get; } = new(_store, _item, Pieces(6), Pieces(5), new Quantity(14_200, Unit.Piece), 0.4m, Taka(48_000));

    public static KeptItem Item { get; } = new(_item, ProductId.From(_id), _category, "active", Tracking.Lot, Valuation.Average, Pieces(5), 3);

    public static ItemStock ItemNow { get; } = new(Item, At: null, Pieces(42), Taka(336_000), [new StoreStock(_store, Pieces(42), Taka(336_000), Pieces(2), Pieces(40), Places: [new PlaceStock(_place, "FLOOR", LocationKind.Floor, _lot, Pieces(42))])]);

    public static MovementLine Movement { get; } = new(
        StockPostingId.From(_id), 1, StockKind.Sale, _at, _store, _item, "FLOOR", _lot, Pieces(-2), Taka(-16_000), Pieces(42), Taka(336_000), new DocumentRef("sale", "S1-2026-000123"), "", EntryId.From(_id));

    public static LotLine Lot { get; } = new(_lot, _item, MadeOn: null, "", Pieces(42), IsExpired: false, 1);

    public static LotDetail LotDetail { get; } = new(
        Lot with { Lot = _lot with { State = LotState.Held }, Reason = "Seal broken", Version = 2 }, [new LotStood(_at, LotState.Held, "Seal broken")], [new LotPlace(_store, _place, "FLOOR", LocationKind.Floor, Pieces(42))],
        [new LotMove(new DocumentRef("external", "GR-17"), StockKind.Receipt, _store, _at, Pieces(48))], [new LotMove(new DocumentRef("sale", "S1-2026-000123"), StockKind.Sale, _store, _at, Pieces(-4)), new LotMove(new DocumentRef("shipment", _id.ToString()), StockKind.Sale, _store, _at, Pieces(-1), new OrderBuyer(OrderId.From(_id), "S1-2026-000124", "Rahima Khatun"))],
        [], [new LotMove(new DocumentRef("stock_adjustment", _id.ToString()), StockKind.Adjustment, _store, _at, Pieces(-1))], new LotSums(Pieces(48), Pieces(42), Pieces(0), Pieces(5), Pieces(1), Pieces(0)), [Lot with { Lot = _lot with { Id = LotId.From(_id), ExpiresOn = new DateOnly(2027, 1, 3) }, OnHand = Pieces(24), SameCode = 1 }]);

    public static LotStateAnswer LotChanged { get; } = new(Lot with { Lot = _lot with { State = LotState.Recalled }, Reason = "Listeria", Version = 2 }, [new LotPlace(_store, _place, "FLOOR", LocationKind.Floor, Pieces(42))], []);

    public static ReservationRecord Reservation { get; } = new(
        ReservationId.From(_id), _store, new DocumentRef("order", "S1-2026-000124"), ReservationState.Open, _at.AddMinutes(15), _at, EndedAt: null, Posting: null, [new ReservedLine(_item, Pieces(2))]);

    public static LocationRecord Location { get; } = new(_place, _store, "B-12", LocationKind.Bin, "Back room, rack 12", 0, IsClosed: false, 1);

    public static ScanAnswer Scan { get; } = new("(01)09520000000004(10)L2311(17)261203", _item, PackId.From(_id), Pieces(1), "L2311", _lot, new DateOnly(2026, 12, 3), BestBefore: null, MadeOn: null, Serial: null);

    public static SerialDetail Serial { get; } = new(
        new SerialLine(_id, _item, "SN000098", SerialState.Sold, _store, Place: null, _at),
        [new SerialMove(_at, StockKind.Sale, _store, "FLOOR", Came: false, new DocumentRef("sale", "S1-2026-000123")), new SerialMove(_at.AddDays(-3), StockKind.Receipt, _store, "FLOOR", Came: true, new DocumentRef("external", "GR-17"))]);

    public static PolicyRecord Policy { get; } = new(_category, Tracking.Lot, Valuation.Fifo, From: _category, 1);

    private static Quantity Pieces(long pieces) => new(pieces * 1_000, Unit.Piece);

    private static Money Taka(long minor) => new(minor, Currency.Get("BDT"));
}
