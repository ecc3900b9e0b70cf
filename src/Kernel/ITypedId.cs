namespace Aisle.Kernel;

/// <summary>An id that cannot be mistaken for the id of another kind of thing.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
public interface ITypedId<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    /// <summary>The id as a UUID, version 7 when we made it (RFC 9562).</summary>
    Guid Value { get; }

    /// <summary>The id of a UUID.</summary>
    static abstract TSelf From(Guid value);
}
