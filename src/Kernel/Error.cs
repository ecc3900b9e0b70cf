namespace Aisle.Kernel;

/// <summary>An expected failure. Faults of the program itself are exceptions instead.</summary>
/// <param name="Code">A stable code for programs, such as <c>gtin.check_digit</c>. It never changes once
/// published.</param>
/// <param name="Message">A plain English sentence for people.</param>
/// <param name="Kind">What sort of failure this is.</param>
/// <param name="Field">The input field at fault, or null when no single field is.</param>
public sealed record Error(string Code, string Message, ErrorKind Kind = ErrorKind.Validation, string? Field = null)
{
    /// <summary>The input is wrong.</summary>
    public static Error Validation(string code, string message, string? field = null) =>
        new(code, message, ErrorKind.Validation, field);

    /// <summary>The thing asked for is not there.</summary>
    public static Error NotFound(string code, string message) => new(code, message, ErrorKind.NotFound);

    /// <summary>The request clashes with the present state.</summary>
    public static Error Conflict(string code, string message) => new(code, message, ErrorKind.Conflict);
}
