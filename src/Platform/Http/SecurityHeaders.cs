using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>
/// Headers that every answer carries. The content policy allows only what our own host serves: no inline script or
/// style, no frame, no foreign form target.
/// </summary>
public static class SecurityHeaders
{
    /// <summary>The content policy of every page (CSP level 3).</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>The header that says what a page may use of the machine it is shown on.</summary>
    public const string Permissions = "Permissions-Policy";

    /// <summary>Its value on pages that read barcodes by the camera; everywhere else nothing may be used.</summary>
    public const string WithCamera = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()";

    private const string WithoutAny = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    /// <summary>Adds the headers to every answer, also to errors.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers[Permissions] = WithoutAny;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }

        return next(context);
    });
}
