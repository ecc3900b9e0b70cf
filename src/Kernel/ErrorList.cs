namespace Aisle.Kernel;

/// <summary>What <see cref="Result"/> and <see cref="Result{T}"/> share about their errors.</summary>
internal static class ErrorList
{
    /// <summary>The errors of a result that nobody set: a fault of the program, so it must not pass for a
    /// success.</summary>
    internal static readonly IReadOnlyList<Error> NeverSet =
        Array.AsReadOnly([new Error("result.never_set", "The result was never set.", ErrorKind.Unavailable)]);

    /// <summary>A copy, so that later changes to the caller's list do not reach the result.</summary>
    internal static IReadOnlyList<Error> Copy(IReadOnlyCollection<Error> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 0)
        {
            throw new ArgumentException("A failure needs at least one error.", nameof(errors));
        }

        return Array.AsReadOnly([.. errors]);
    }

    internal static IReadOnlyList<Error> One(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Array.AsReadOnly([error]);
    }
}
