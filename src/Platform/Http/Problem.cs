using System.Diagnostics;
using System.Text.Json.Serialization;
using Aisle.Kernel;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>An error answer (RFC 9457) as every route of Aisle gives it.</summary>
/// <param name="Type">A URI that names the kind of problem: <c>urn:aisle:problem:</c> and the code.</param>
/// <param name="Title">One sentence for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable code for programs.</param>
/// <param name="TraceId">Finds the request in logs and traces (W3C trace id).</param>
/// <param name="Errors">Every fault found, not only the first.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Code, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProblemError>? Errors)
{
    /// <summary>The media type of RFC 9457.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>A problem of several faults; the first one names it when it stands alone.</summary>
    public static Problem From(IReadOnlyList<Error> errors, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var kind = errors[0].Kind;
        var (code, title) = errors.Count == 1 && errors[0].Field is null
            ? (errors[0].Code, errors[0].Message)
            : kind == ErrorKind.Validation ? ("request.invalid", "Some values are not valid.") : (errors[0].Code, errors[0].Message);
        return new Problem("urn:aisle:problem:" + code, Masking.Text(title), ProblemCodes.StatusOf(kind), code, TraceIdOf(context),
            [.. errors.Select(error => new ProblemError(CardNumbers.Mask(error.Field), error.Code, Masking.Text(error.Message)))]);
    }

    /// <summary>A problem for a status that no handler explained.</summary>
    public static Problem From(int status, HttpContext context)
    {
        var (code, title) = ProblemCodes.Of(status);
        return new Problem("urn:aisle:problem:" + code, title, status, code, TraceIdOf(context), Errors: null);
    }

    /// <summary>The trace id of the request.</summary>
    public static string TraceIdOf(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context?.TraceIdentifier ?? "";
}

/// <summary>One fault.</summary>
/// <param name="Field">The parameter or JSON path it is about; absent where it is about the whole request.</param>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record ProblemError(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field, string Code, string Message);
