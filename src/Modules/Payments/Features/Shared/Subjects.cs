using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;

namespace Aisle.Modules.Payments.Features;

/// <summary>The modules whose documents are paid for, by the type of these.</summary>
internal sealed class Subjects(IEnumerable<IPaymentSubject> subjects)
{
    private readonly Dictionary<string, IPaymentSubject> _byType = subjects.ToDictionary(subject => subject.Type, StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">When no module answers for documents of this type.</exception>
    public IPaymentSubject Of(string type) => _byType.TryGetValue(type, out var subject) ? subject : throw new InvalidOperationException($"No module answers for payments of documents of type '{type}'.");

    /// <summary>Where a shopper is sent to see how it went; null where nobody knows.</summary>
    public string? PageOf(DocumentRef document, bool isProven) => _byType.TryGetValue(document.Type, out var subject) ? subject.PageOf(document.Id, isProven) : null;

    public Task EndedAsync(IntentRow intent, AttemptRow attempt, CancellationToken cancellationToken) => Of(intent.SubjectType).AttemptEndedAsync(intent.Subject(), attempt.Record(intent), cancellationToken);

    public Task RefusedAsync(IntentRow intent, RefundRow refund, CancellationToken cancellationToken) => Of(intent.SubjectType).RefundRefusedAsync(intent.Subject(), refund.Record(intent), cancellationToken);

    /// <summary>Tells that a refund is done; answers what is still to be paid.</summary>
    public Task<Result<Money>> RefundedAsync(IntentRow intent, RefundRow refund, CancellationToken cancellationToken) => Of(intent.SubjectType).RefundedAsync(
        new MoneyWent(intent.Subject(), RefundId.From(refund.Id), refund.Method, intent.Money(refund.Amount), Domain.Methods.IsKept(refund.Method), refund.IsExcess, intent.Money(intent.Refunded), intent.Money(intent.Due())), cancellationToken);
}
