using System.Data.Common;

namespace Aisle.Contracts.Payments;

/// <summary>Payments as one state of the database has them: for who proves, on a connection that sees that state, that rows of their own agree with them.</summary>
public interface IPaymentsState
{
    /// <summary>How these intents stand; those that are not there are left out. One statement.</summary>
    Task<IReadOnlyDictionary<PaymentIntentId, IntentSums>> SumsAsync(DbConnection connection, IReadOnlyCollection<PaymentIntentId> intents, CancellationToken cancellationToken);
}

/// <summary>Sums of an intent, in minor units.</summary>
/// <param name="Due">What is still to be paid.</param>
/// <param name="Paid">What came, all of it.</param>
/// <param name="Refunded">What went back, or is going.</param>
/// <param name="IsClosed">Whether nothing is taken any more.</param>
public sealed record IntentSums(long Due, long Paid, long Refunded, bool IsClosed);
