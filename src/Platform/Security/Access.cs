using Aisle.Kernel;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Aisle.Platform.Security;

/// <summary>Finds out who asks.</summary>
public interface ICallerSource
{
    /// <summary>
    /// The caller of a call to the API, by its <c>Authorization</c> header alone: a browser adds cookies by itself, and so
    /// a page of somebody else could write here in its user's name.
    /// </summary>
    ValueTask<Caller> OfApiAsync(HttpContext context);

    /// <summary>The caller of a page, by its cookie alone.</summary>
    ValueTask<Caller> OfPageAsync(HttpContext context);
}

/// <summary>Lets through who may use a route, by what the route says of itself.</summary>
public static partial class Access
{
    /// <summary>Where a browser goes to log in.</summary>
    public const string LoginPage = "/login";

    /// <summary>Checks every route. Comes after routing and before everything that answers.</summary>
    public static void UseAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Access));
        app.Use(async (context, next) =>
        {
            // What routing itself answers with, 405 or 415, is nobody's route.
            if (context.GetEndpoint() is not RouteEndpoint endpoint)
            {
                await next(context);
                return;
            }

            var access = endpoint.Metadata.GetMetadata<RouteAccessAttribute>();
            if (access is null)
            {
                LogUndeclared(logger, endpoint.DisplayName ?? "");
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return;
            }

            if (access.Kind == AccessKind.Nobody)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            var isApi = IsApi(context);
            var scope = context.RequestServices.GetRequiredService<CallerContext>();
            scope.Address = context.Connection.RemoteIpAddress?.ToString() ?? "";
            scope.Caller = access is { Kind: AccessKind.Everyone, Identify: false } ? Security.Caller.Anonymous : await FindAsync(context, isApi);
            // Who shows a token that is no good is told so: what a customer does must not become a guest's.
            var isStale = isApi && access.Identify && scope.Caller.Kind == CallerKind.Anonymous && context.Request.Headers.ContainsKey(HeaderNames.Authorization);
            if ((access.Kind == AccessKind.Everyone && !isStale) || (scope.Caller.Kind != CallerKind.Anonymous && IsAllowed(access, scope.Caller)))
            {
                await next(context);
                return;
            }

            await RefuseAsync(context, scope.Caller, isApi);
        });
    }

    /// <summary>Who asks.</summary>
    public static Caller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.RequestServices.GetRequiredService<CallerContext>().Caller;
    }

    /// <summary>The error for a caller who lacks a permission in the store it is about.</summary>
    public static Error Forbidden { get; } = new("request.forbidden", "This login may not do that.", ErrorKind.Forbidden);

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    private static ValueTask<Caller> FindAsync(HttpContext context, bool isApi)
    {
        var source = context.RequestServices.GetRequiredService<ICallerSource>();
        return isApi ? source.OfApiAsync(context) : source.OfPageAsync(context);
    }

    private static bool IsAllowed(RouteAccessAttribute access, Caller caller) => access.Kind switch
    {
        AccessKind.SignedIn => caller.Kind == CallerKind.User,
        AccessKind.Staff => caller.IsStaff,
        AccessKind.Permission => caller.Rights.Has(access.Permission!),
        _ => true,
    };

    private static Task RefuseAsync(HttpContext context, Caller caller, bool isApi)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (caller.Kind != CallerKind.Anonymous)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return isApi ? ProblemWriter.WriteAsync(context, Problem.From([Forbidden], context)) : Task.CompletedTask;
        }

        if (!isApi && HttpMethods.IsGet(context.Request.Method))
        {
            ToLogin(context);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (!isApi)
        {
            return Task.CompletedTask;
        }

        // RFC 6750, 3: a token that is no good is told from none.
        context.Response.Headers.WWWAuthenticate = context.Request.Headers.ContainsKey(HeaderNames.Authorization) ? "Bearer error=\"invalid_token\"" : "Bearer";
        return ProblemWriter.WriteAsync(context, Problem.From(StatusCodes.Status401Unauthorized, context));
    }

    private static void ToLogin(HttpContext context)
    {
        var request = context.Request;
        var target = $"{request.PathBase}{LoginPage}?returnUrl={Uri.EscapeDataString(request.PathBase + request.Path + request.QueryString)}";
        if (request.Headers.ContainsKey("HX-Request"))
        {
            // A redirect would be followed by the script and its page put into the middle of this one.
            context.Response.Headers["HX-Redirect"] = $"{request.PathBase}{LoginPage}";
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.Redirect(target);
    }

    [LoggerMessage(1501, LogLevel.Error, "The route {Route} does not say who may use it, and was refused")]
    private static partial void LogUndeclared(ILogger logger, string route);
}
