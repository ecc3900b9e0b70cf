namespace Aisle.Kernel;

/// <summary>Makes and reads ids of every kind.</summary>
public static class TypedId
{
    /// <summary>A new id: a UUID version 7 (RFC 9562), so that ids grow with time and indexes stay dense.</summary>
    /// <param name="clock">The clock. Ids of the same millisecond have no particular order.</param>
    public static TSelf New<TSelf>(TimeProvider clock)
        where TSelf : struct, ITypedId<TSelf>
    {
        ArgumentNullException.ThrowIfNull(clock);
        return TSelf.From(Guid.CreateVersion7(clock.GetUtcNow()));
    }

    /// <summary>Reads a UUID in its usual form with hyphens, in either case. Any version is accepted, but not all
    /// zeros.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">The input field, for the error.</param>
    /// <returns>Error <c>id.format</c>.</returns>
    public static Result<TSelf> Parse<TSelf>(string? text, string field)
        where TSelf : struct, ITypedId<TSelf> =>
        TryParse<TSelf>(text, out var id)
            ? id
            : Error.Validation("id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", field);

    /// <summary>Reads as <see cref="Parse"/> does; false when the text is no id.</summary>
    public static bool TryParse<TSelf>(string? text, out TSelf id)
        where TSelf : struct, ITypedId<TSelf>
    {
        var ok = Guid.TryParseExact(text, "D", out var value) && value != Guid.Empty;
        id = ok ? TSelf.From(value) : default;
        return ok;
    }
}
