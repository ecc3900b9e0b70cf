namespace Aisle.Platform.Messaging;

/// <summary>
/// Nothing went wrong: somebody else is at what a message is about, and it comes again in a moment. A subscriber that throws it has its message put off as
/// after a fault, and nobody is warned of it.
/// </summary>
public sealed class ComeAgainException : Exception
{
    /// <summary>With a sentence for a person who finds the message waiting.</summary>
    public ComeAgainException(string message) : base(message)
    {
    }

    /// <summary>With a sentence for a person and what was in the way.</summary>
    public ComeAgainException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Without a sentence; only there because exceptions are expected to have it.</summary>
    public ComeAgainException() : base("Somebody else is at it.")
    {
    }
}
