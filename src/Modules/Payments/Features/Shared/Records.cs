using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Payments.Features;

/// <summary>A payment in a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">What people call what it is for.</param>
/// <param name="Subject">What it is for.</param>
/// <param name="StoreId">The store.</param>
/// <param name="Method">How.</param>
/// <param name="State">How it stands.</param>
/// <param name="Amount">What was asked for.</param>
/// <param name="Paid">What came.</param>
/// <param name="Refunded">What went back of it, or is going.</param>
/// <param name="Reference">The provider's name for it, or empty.</param>
/// <param name="Transaction">The provider's id of the money, or empty.</param>
/// <param name="Payer">Who paid, masked, or empty.</param>
/// <param name="Fault">Code of why it failed or is not known, or absent.</param>
/// <param name="IsRisky">Whether the provider advises to look at it before goods leave, or a bank asks the money back.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="EndedAt">When it ended, or absent.</param>
internal sealed record PaymentLine(
    PaymentAttemptId Id, string Number, DocumentRef Subject, StoreId StoreId, string Method, PaymentAttemptState State, Money Amount, Money Paid, Money Refunded, string Reference, string Transaction, string Payer, string? Fault,
    bool IsRisky, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

/// <summary>A change of a payment or a refund.</summary>
/// <param name="At">When.</param>
/// <param name="Source">From whom: <c>start</c>, <c>return</c>, <c>notice</c>, <c>sweeper</c>, <c>person</c>, <c>shopper</c> or <c>subject</c>.</param>
/// <param name="State">How it stood then.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">More of it, or empty.</param>
/// <param name="By">Who, or empty.</param>
internal sealed record StepRecord(DateTimeOffset At, string Source, string State, string Outcome, string Detail, string By);

/// <summary>What a provider says that was not asked for.</summary>
/// <param name="Field"><c>amount</c>, <c>currency</c> or <c>reference</c>.</param>
/// <param name="Expected">What was asked for.</param>
/// <param name="Actual">What it says.</param>
internal sealed record MismatchRecord(string Field, string Expected, string Actual);

/// <summary>A refund with its history.</summary>
/// <param name="Refund">The refund.</param>
/// <param name="IsExcess">Whether it came too much and goes back by itself.</param>
/// <param name="By">Who ordered it, or empty.</param>
/// <param name="Steps">Its history, oldest first.</param>
internal sealed record RefundDetail(RefundRecord Refund, bool IsExcess, string By, IReadOnlyList<StepRecord> Steps);

/// <summary>A payment with all that is known of it.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Due">What is still to be paid of what it is for.</param>
/// <param name="Fee">What the provider said it keeps, or absent.</param>
/// <param name="Mismatch">What the provider says that was not asked for, or absent.</param>
/// <param name="NextAt">When the provider is asked next, or absent.</param>
/// <param name="Steps">Its history, oldest first.</param>
/// <param name="Refunds">What goes back of it, oldest first.</param>
internal sealed record PaymentDetail(
    PaymentLine Payment, Money Due, Money? Fee, MismatchRecord? Mismatch, DateTimeOffset? NextAt, IReadOnlyList<StepRecord> Steps, IReadOnlyList<RefundDetail> Refunds);

/// <summary>What was said between us and a provider, masked.</summary>
/// <param name="At">When.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Direction"><c>out</c> for what we ask, <c>in</c> for what we are told.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Address">Address.</param>
/// <param name="Status">HTTP status; 0 where no answer came.</param>
/// <param name="Request">What was sent.</param>
/// <param name="Response">What came back.</param>
internal sealed record TrafficRecord(DateTimeOffset At, int Milliseconds, string Direction, string Method, string Address, int Status, string Request, string Response);

/// <summary>A refund in a list.</summary>
/// <param name="Refund">The refund.</param>
/// <param name="Number">What people call what was paid.</param>
/// <param name="StoreId">The store.</param>
/// <param name="PaidBy">How the money had come.</param>
/// <param name="IsExcess">Whether it came too much and goes back by itself.</param>
/// <param name="IsWaiting">Whether a person has to do something.</param>
internal sealed record ListedRefund(RefundRecord Refund, string Number, StoreId StoreId, string PaidBy, bool IsExcess, bool IsWaiting);
