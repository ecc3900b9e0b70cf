namespace Aisle.Platform.Messaging;

/// <summary>
/// Trying again would never help: the one outside has said no for good. A subscriber that throws it has its message given
/// up at once, with this sentence for the person who finds it among the dead letters.
/// </summary>
public sealed class PermanentFaultException : Exception
{
    /// <summary>A fault with a sentence for a person.</summary>
    public PermanentFaultException(string message) : base(message)
    {
    }

    /// <summary>A fault with a sentence for a person and what caused it.</summary>
    public PermanentFaultException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>A fault without a sentence; only there because exceptions are expected to have it.</summary>
    public PermanentFaultException() : base("Trying again would not help.")
    {
    }
}
