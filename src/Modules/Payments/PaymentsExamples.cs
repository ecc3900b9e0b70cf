using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Payments.Features;

namespace Aisle.Modules.Payments;

/// <summary>The examples of the API reference.</summary>
internal static class PaymentsExamples
{
    private static readonly DateTimeOffset _at = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d01");
    private static readonly StoreId _store = StoreId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d02"));
    private static readonly RefundRecord _refund = new(RefundId.From(_id), PaymentAttemptId.From(_id), PaymentMethods.Bkash, Taka(23_000), RefundState.Done, "A bag was torn.", "BCK90XZ1AB", Fault: null, _at.AddHours(2), _at.AddHours(2));

    public static PaymentLine Payment { get; } = new(
        PaymentAttemptId.From(_id), "S1-2026-000123", new DocumentRef("order", _id.ToString()), _store, PaymentMethods.Bkash, PaymentAttemptState.Paid, Taka(125_000), Taka(125_000), Taka(23_000), "TR0011abcdefghij", "BCJ70ABCDE", "•••575",
        Fault: null, IsRisky: false, _at, _at.AddMinutes(1));

    public static PaymentDetail Detail { get; } = new(
        Payment, Taka(0), Fee: null, Mismatch: null, NextAt: null,
        [new StepRecord(_at, "start", "created", "created", "", "Rahima Begum"), new StepRecord(_at, "start", "started", "started", "TR0011abcdefghij", "Rahima Begum"), new StepRecord(_at.AddMinutes(1), "return", "paid", "paid", "BCJ70ABCDE", "")],
        [new RefundDetail(_refund, IsExcess: false, "Mina Khatun", [new StepRecord(_at.AddHours(2), "person", "ordered", "ordered", "", "Mina Khatun"), new StepRecord(_at.AddHours(2), "sweeper", "done", "done", "BCK90XZ1AB", "aisle")])]);

    public static PaymentTraffic Traffic { get; } = new(
        _store.Value, [new TrafficRecord(_at, 412, "out", "POST", "https://tokenized.pay.bka.sh/v1.2.0-beta/tokenized/checkout/create", 200, """{"amount":"1250.00","currency":"BDT"}""", """{"statusCode":"0000"}""")]);

    public static ListedRefund Refund { get; } = new(_refund, "S1-2026-000123", _store, PaymentMethods.Bkash, IsExcess: false, IsWaiting: false);

    public static SettlementRecord Settlement { get; } = new(_id, "PS-BKASH-2026-000001", PaymentMethods.Bkash, "", new DateOnly(2026, 11, 21), Taka(1_000_000), Taka(16_087), Taka(2_413), Taka(981_500), 41, 1, _at);

    public static SettlementDetail SettlementDetail { get; } = new(Settlement, [new SettlementDifference("amount", "BCJ70ABCDE", "payment", Taka(124_000), Taka(125_000), _id, _at)]);

    public static CustodyList Custody { get; } = new(
        [new CustodyRecord(PaymentMethods.Bkash, Taka(125_000), [new CustodyAge(1, 1, Taka(125_000)), new CustodyAge(3, 0, Taka(0)), new CustodyAge(7, 0, Taka(0)), new CustodyAge(30, 0, Taka(0)), new CustodyAge(Days: null, 0, Taka(0))], Taka(0), Taka(125_000), Taka(0))],
        [new CourierCustody("Pathao", Taka(84_000), [new CustodyAge(1, 1, Taka(84_000)), new CustodyAge(3, 0, Taka(0)), new CustodyAge(7, 0, Taka(0)), new CustodyAge(30, 0, Taka(0)), new CustodyAge(Days: null, 0, Taka(0))])]);

    private static Money Taka(long minor) => new(minor, Currency.Get("BDT"));
}
