using System.Text.Json;

namespace Aisle.Kernel;

/// <summary>A JSON value of the right kind whose content is at fault by a rule that has a code of its own, such as a quantity that is too large.</summary>
public sealed class CodedJsonException : JsonException
{
    /// <summary>A value that is at fault by <paramref name="fault"/>.</summary>
    public CodedJsonException(Error fault) : base(fault?.Message) => Fault = fault;

    /// <summary>A fault with a sentence for a person; only there because exceptions are expected to have it.</summary>
    public CodedJsonException(string message) : base(message)
    {
    }

    /// <summary>A fault with a sentence for a person and what caused it; only there because exceptions are expected to have it.</summary>
    public CodedJsonException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>A fault without a sentence; only there because exceptions are expected to have it.</summary>
    public CodedJsonException()
    {
    }

    /// <summary>What is wrong, with its code; null where nobody said it.</summary>
    public Error? Fault { get; }
}
