using Aisle.Kernel;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>The one place where an expected error becomes an HTTP status, and a bare status becomes an error.</summary>
public static class ProblemCodes
{
    /// <summary>The status of a kind of error (RFC 9110, 15).</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Validation => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
        ErrorKind.PreconditionRequired => StatusCodes.Status428PreconditionRequired,
        ErrorKind.Contradiction => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An error kind without a status."),
    };

    /// <summary>Code and sentence for a status that no handler explained.</summary>
    public static (string Code, string Title) Of(int status) => status switch
    {
        400 => ("request.malformed", "The request cannot be read."),
        401 => ("request.unauthenticated", "A login is needed."),
        403 => ("request.forbidden", "This login may not do that."),
        404 => ("request.not_found", "There is nothing at this address."),
        405 => ("request.method_not_allowed", "This address does not take that method."),
        406 => ("request.not_acceptable", "No form of the answer fits the Accept header."),
        408 => ("request.timeout", "The request took too long to arrive."),
        409 => ("request.conflict", "The request conflicts with the present state."),
        412 => ("request.precondition_failed", "The thing has changed since it was read."),
        413 => ("request.too_large", "The request body is too large."),
        414 => ("request.address_too_long", "The address is too long."),
        415 => ("request.unsupported_media_type", "The body is not of a type this address takes."),
        422 => ("idempotency.contradiction", "This Idempotency-Key was used for another request."),
        428 => ("request.precondition_required", "Say in If-Match which version this edit was made on."),
        429 => ("request.rate_limited", "Too many requests; wait as long as Retry-After says."),
        431 => ("request.headers_too_large", "The request headers are too large."),
        503 => ("server.unavailable", "The shop is not ready; try again shortly."),
        >= 500 => ("server.error", "Something went wrong here; the trace id finds it in the logs."),
        _ => ("request.failed", "The request failed."),
    };
}
