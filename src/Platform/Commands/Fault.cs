namespace Aisle.Platform.Commands;

/// <summary>
/// A condition the operator must mend (a taken port, a full disk, a missing tool). The command line prints its
/// message as one sentence and exits with 2; no stack trace, because nothing is wrong with the program.
/// </summary>
public sealed class FaultException : Exception
{
    /// <summary>A fault with a sentence for the operator.</summary>
    public FaultException(string message) : base(message)
    {
    }

    /// <summary>A fault with a sentence for the operator and what caused it.</summary>
    public FaultException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>A fault without a message; only there because exceptions are expected to have it.</summary>
    public FaultException() : base("Something on this machine needs attention.")
    {
    }
}
