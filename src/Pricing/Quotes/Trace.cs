using Aisle.Kernel;

namespace Aisle.Pricing;

/// <summary>Why a line costs what it costs, step by step.</summary>
/// <param name="Steps">The steps in their order.</param>
public sealed record Trace(IReadOnlyList<TraceStep> Steps)
{
    /// <summary>Recomputes the amount of the line from the steps alone.</summary>
    /// <returns>Error <c>trace.broken</c> when there is no first step, when a step takes pieces that are not there at its
    /// amount, or when it makes them dearer or negative.</returns>
    public Result<Money> Replay()
    {
        var pieces = new Dictionary<Money, long>();
        foreach (var step in Steps)
        {
            if (step.Before is { } before)
            {
                if (step.Pieces <= 0 || pieces.GetValueOrDefault(before) < step.Pieces || step.After > before)
                {
                    return Broken(step);
                }

                pieces[before] -= step.Pieces;
            }
            else if (pieces.Count > 0)
            {
                return Broken(step);
            }

            if (step.After.IsNegative)
            {
                return Broken(step);
            }

            pieces[step.After] = pieces.GetValueOrDefault(step.After) + step.Pieces;
        }

        return Steps is [var first, ..]
            ? pieces.Aggregate(Money.Zero(first.After.Currency), (sum, pair) => sum + (pair.Key with { Minor = checked(pair.Key.Minor * pair.Value) }))
            : Error.Validation("trace.broken", "A trace begins with a price.");
    }

    private static Error Broken(TraceStep step) =>
        Error.Validation("trace.broken", $"The step \"{step.Code}\" takes {step.Pieces} pieces that are not there, or does not make them cheaper.");
}
