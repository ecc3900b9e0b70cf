using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Features;

namespace Aisle.Modules.Ledger;

/// <summary>The examples of the API reference.</summary>
internal static class LedgerExamples
{
    public static FiscalYearRecord Year { get; } = new(2026, new DateOnly(2026, 7, 1), new DateOnly(2027, 6, 30), IsClosed: false,
        [new PeriodRecord("2026-07", 2026, new DateOnly(2026, 7, 1), new DateOnly(2026, 7, 31), "closed", 4211, Reopening: null), new PeriodRecord("2026-08", 2026, new DateOnly(2026, 8, 1), new DateOnly(2026, 8, 31), "open", 3977, Reopening: null)]);
    private static readonly DateTimeOffset _at = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly Currency _taka = Currency.Get("BDT");
    private static readonly StoreId _store = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011"));

    public static EntryId Id { get; } = EntryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a10"));

    public static EntryRow Row { get; } = new(
        Id, EntryKind.Normal, "SA", 2026, 123, new DateOnly(2026, 11, 21), _at, new EntryDocument("sale", "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a11", Page: null), "Sale S1-2026-000123", [Taka(200_00)], "sale/1", PostedBy: null);

    public static IReadOnlyList<EntryLine> Lines { get; } =
    [
        new(1, new LineAccount("1210", LocalText.Of(("en", "Sales to be settled"), ("bn", "নিষ্পত্তির অপেক্ষায় বিক্রয়")), Sub: null), new LineAccount("4110", LocalText.Of(("en", "Sales of goods"), ("bn", "পণ্য বিক্রয়")), Sub: null), Taka(85_00), _store, Memo: null),
        new(2, new LineAccount("1110", LocalText.Of(("en", "Cash in tills"), ("bn", "টিলের নগদ")), Sub: null), new LineAccount("1210", LocalText.Of(("en", "Sales to be settled"), ("bn", "নিষ্পত্তির অপেক্ষায় বিক্রয়")), Sub: null), Taka(85_00), _store, Memo: null),
    ];

    public static EntryAnswer Entry { get; } = new(
        Row.Id, Row.Kind, Row.Series, Row.Year, Row.Number, Row.Date, Row.RecordedAt, Row.Document, Row.Memo, [Taka(170_00)], Row.Rule, Row.PostedBy, Lines, [], new string('a', 64), 4711, new string('b', 64),
        Reverses: null, ReversedBy: null, Corrects: null, [], [], Hold: null);

    public static PreviewAnswer Preview { get; } = new(
        "SA", "Sale S1-2026-000123", "sale/1", [new PreviewLine(1, Lines[0].Debit, Lines[0].Credit, Taka(85_00), _store, Memo: null, LocalText.Of(("en", "Goods of this tax class, without VAT, are income."), ("bn", "এই কর শ্রেণির পণ্যের ভ্যাট ছাড়া মূল্য আয়।")))],
        [new PreviewAccount("1210", Lines[0].Debit.Name, Taka(85_00), Taka(0)), new PreviewAccount("4110", Lines[0].Credit.Name, Taka(0), Taka(85_00))], [new PreviewTotal(Taka(85_00), Taka(85_00))], [], []);

    public static AccountAnswer Account { get; } = new(
        AccountId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a12")), "1140", LocalText.Of(("en", "bKash"), ("bn", "বিকাশ")), "1100", Domain.AccountType.Asset, Domain.Side.Debit, IsGroup: false, HasSubaccounts: false, "BDT", Store: null,
        new Dictionary<string, string>(), [new AccountRoleBody("tender", "bkash"), new AccountRoleBody("provider", "bkash")], ClosedAt: null, 1);

    public static HoldAnswer Hold { get; } = new(
        HoldId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a13")), HoldState.Open, new DocumentRef("external", "order-17"), "Order 17", _at.AddHours(1), [Lines[0]], Entry: null, CreatedBy: null, _at, EndedAt: null, new string('c', 64));

    public static RuleAnswer Rule { get; } = new(
        "payment_received", 1, new DateOnly(1970, 1, 1), LocalText.Of(("en", "Payment received"), ("bn", "প্রাপ্ত পরিশোধ")), "RC", new string('d', 64), _at, By: null);

    public static BookAnswer Book { get; } = new("BDT", 7, 1, Taka(50_000_00), "bangladesh-retail", 2);

    public static DraftAnswer Draft { get; } = new(
        EntryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a14")), DraftState.Submitted,
        new DraftBody(new DateOnly(2026, 11, 21), "Rent of November", Legs: [new LegBody("5320", Debit: Taka(80_000_00)), new LegBody("1130", Credit: Taka(80_000_00))]),
        [new DraftFile(new string('e', 64) + ".private.pdf", "rent.pdf", "application/pdf", 48_213)], Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a15"), "Farhana Yasmin", _at, DecidedBy: null, DecidedName: null, DecidedAt: null,
        Reason: null, _at, _at, 2);

    private static Money Taka(long minor) => new(minor, _taka);
}
