using Microsoft.AspNetCore.Http;

namespace Aisle.Sandbox.Stripe;

/// <summary>Errors as Stripe writes them.</summary>
internal static class StripeErrors
{
    public static IResult Of(int status, string code, string message, string type = "invalid_request_error", string? param = null) =>
        Results.Json(new { error = new { type, code, decline_code = type == "card_error" ? code : null, message, param } }, statusCode: status);

    public static IResult Invalid(string param, string message) => Of(StatusCodes.Status400BadRequest, "parameter_invalid", message, param: param);

    public static IResult Missing() => Of(StatusCodes.Status404NotFound, "resource_missing", "No such object.");
}
