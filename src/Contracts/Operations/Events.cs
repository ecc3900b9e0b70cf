using Aisle.Kernel;

namespace Aisle.Contracts.Operations;

/// <summary>The proof of the books was run, and something does not hold. A person must look: <c>/admin/verify</c>.</summary>
/// <param name="RunId">The run, for <c>GET /api/v1/verify/runs/{id}</c>.</param>
/// <param name="Broken">What does not hold.</param>
[EventName("operations.invariant_broken.v1")]
public sealed record InvariantBroken(Guid RunId, IReadOnlyList<BrokenInvariant> Broken) : IEvent
{
    /// <inheritdoc/>
    public string Key => "verify";
}

/// <summary>An invariant that does not hold.</summary>
/// <param name="Name">Its name, e.g. <c>ledger.entries_balance</c>.</param>
/// <param name="Faults">Faulty rows.</param>
public sealed record BrokenInvariant(string Name, long Faults);
