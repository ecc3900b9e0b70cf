using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Data;

// Rows of the tables, as they are written and read: names are those of the columns, money is minor units.

[Row("payments.intent")]
internal sealed record IntentRow(
    Guid Id, string SubjectType, string SubjectId, string Number, Guid StoreId, string Currency, long Amount, long Paid, long Excess, long Refunded, string State, Guid? CustomerId, DateTimeOffset? ExpiresAt,
    string ClosedWhy, string Content, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public Money Money(long minor) => new(minor, Kernel.Currency.Get(Currency));

    /// <summary>What is still to be paid; what came too much has paid nothing.</summary>
    public long Due() => Math.Max(0, Amount - (Paid - Excess));

    /// <summary>The same where so much is still to be paid.</summary>
    public IntentRow Asking(long due) => this with { Amount = Paid - Excess + due };

    public DocumentRef Subject() => new(SubjectType, SubjectId);

    public UserId? Customer() => CustomerId is { } id ? UserId.From(id) : null;

    /// <summary>The same with the state that its sums give it.</summary>
    public IntentRow Settled(DateTimeOffset now) => this with { State = State == OtherStates.IntentClosed ? State : Due() == 0 ? OtherStates.IntentPaid : OtherStates.IntentOpen, UpdatedAt = now };

    public PaymentIntentRecord Record(IEnumerable<AttemptRow> attempts, IEnumerable<RefundRow> refunds) => new(
        PaymentIntentId.From(Id), Subject(), Number, Contracts.Stores.StoreId.From(StoreId), Money(Amount), Money(Paid), Money(Excess), Money(Refunded), ChoiceWords.To<PaymentIntentState>(State), ExpiresAt,
        [.. attempts.Select(attempt => attempt.Record(this))], [.. refunds.Select(refund => refund.Record(this))]);
}

[Row("payments.attempt")]
internal sealed record AttemptRow(
    Guid Id, Guid IntentId, string Method, string Key, long Amount, string State, long Paid, long Excess, long Refunded, string Reference, string Transaction, string Payer, string? Fault, string TheirCode, bool MayTryAgain,
    bool IsRisky, long? Fee, string? FeeCurrency, MismatchFacts? Mismatch, string SendTo, string Proof, string Language, DateTimeOffset? AgreedAt, DateTimeOffset? StartedAt, DateTimeOffset SentAt, DateTimeOffset? AskedAt,
    DateTimeOffset? NextAt, bool IsGivenUp, DateTimeOffset? ClaimedUntil, int Steps, string Content, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, string Courier = "")
{
    public bool IsOpen() => AttemptStates.IsOpen(State);

    /// <summary>What of it can still go back.</summary>
    public long Left() => Paid - Refunded;

    public PaymentAttemptRecord Record(IntentRow intent) => new(
        PaymentAttemptId.From(Id), PaymentIntentId.From(IntentId), Method, intent.Money(Amount), ChoiceWords.To<PaymentAttemptState>(State), Paid > 0 ? intent.Money(Paid) : null, intent.Money(Refunded), Reference, Transaction, Payer, Fault,
        MayTryAgain, CreatedAt, EndedAt);

    /// <summary>The attempt as adapters know it. Money of another amount than was asked for is what a refund of it is measured by.</summary>
    public Attempt ForProvider(IntentRow intent, string store) =>
        new(store, Id, Reference, intent.Money(Paid > 0 ? Paid : Amount), StartedAt ?? CreatedAt) { TransactionId = Transaction, LastSentAt = SentAt, LastAskedAt = AskedAt };
}

/// <summary>What a provider says that was not asked for.</summary>
internal sealed record MismatchFacts(string Field, string Expected, string Actual, long? Amount, string? Currency, string Transaction);

[Row("payments.attempt_step")]
internal sealed record AttemptStepRow(Guid AttemptId, int No, DateTimeOffset At, string Source, string State, string Outcome, string Detail, Guid? ByUser, string ByName);

[Row("payments.refund")]
internal sealed record RefundRow(
    Guid Id, Guid OrderId, Guid IntentId, Guid AttemptId, string Method, long Amount, string State, string Reason, string Reference, string? Fault, string TheirCode, bool IsExcess, Guid KeyId, int Sent, DateTimeOffset? SentAt,
    DateTimeOffset? AskedAt, DateTimeOffset? NextAt, DateTimeOffset? ClaimedUntil, int Steps, string Content, Guid? ByUser, string ByName, DateTimeOffset OrderedAt, DateTimeOffset? DoneAt)
{
    public RefundRecord Record(IntentRow intent) => new(
        RefundId.From(Id), PaymentAttemptId.From(AttemptId), Method, intent.Money(Amount), ChoiceWords.To<RefundState>(State), Reason, Reference, Fault, OrderedAt, DoneAt);
}

[Row("payments.refund_step")]
internal sealed record RefundStepRow(Guid RefundId, int No, DateTimeOffset At, string Source, string State, string Method, string Outcome, string Detail, Guid? ByUser, string ByName);

[Row("payments.settlement")]
internal sealed record SettlementRow(
    Guid Id, string Number, string Provider, string File, DateOnly PaidOn, string Currency, long Gross, long Fee, long Vat, long Net, int Lines, Guid? ByUser, DateTimeOffset CreatedAt, string Courier = "")
{
    public Money Money(long minor) => new(minor, Kernel.Currency.Get(Currency));
}

/// <summary>What of a payout has reached our bank.</summary>
[Row("payments.arrival")]
internal sealed record ArrivalRow(Guid SettlementId, long Amount, DateOnly ArrivedOn, string Reference, Guid? ByUser, string ByName, DateTimeOffset CreatedAt);

[Row("payments.settlement_line")]
internal sealed record SettlementLineRow(
    Guid SettlementId, int No, string Provider, string Kind, string Transaction, long Gross, long Fee, long Vat, DateTimeOffset? At, Guid? AttemptId, Guid? RefundId, long? Expected);
