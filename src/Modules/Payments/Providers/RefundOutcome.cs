using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers;

/// <summary>What became of a refund, as far as the provider told: one of these and nothing else.</summary>
internal abstract record RefundOutcome
{
    private RefundOutcome()
    {
    }

    /// <summary>The money is on its way back for good.</summary>
    /// <param name="Amount">How much.</param>
    /// <param name="TheirId">The provider's id of the refund.</param>
    /// <param name="At">When.</param>
    internal sealed record Refunded(Money Amount, string TheirId, DateTimeOffset At) : RefundOutcome;

    /// <summary>They took the order and have not carried it out yet.</summary>
    internal sealed record Pending(string TheirId, string Status) : RefundOutcome;

    /// <summary>No money went back and none will.</summary>
    internal sealed record Failed(Error Fault, string TheirCode, bool MayTryAgain) : RefundOutcome;

    /// <summary>They know nothing of it: it may be ordered.</summary>
    internal sealed record NotFound : RefundOutcome;

    /// <summary>Nobody knows; only a query may follow.</summary>
    internal sealed record Unknown(Error Fault) : RefundOutcome;

    /// <summary>Something went back, but not what we asked for.</summary>
    internal sealed record Mismatch(string Field, string Expected, string Actual, string TheirId) : RefundOutcome;
}
