using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aisle.Platform.Http;

/// <summary>Which methods an address takes, where routing does not say it by itself.</summary>
public static class RequestMethods
{
    /// <summary>
    /// Answers HEAD with what GET would answer (RFC 9110, 9.3.2) on every route. The server itself sends no body for it, whatever
    /// is written: it goes by the method that came in. Comes before routing, which knows GET only.
    /// </summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    });

    /// <summary>
    /// Refuses what a page does not take with 405 and what it takes (RFC 9110, 15.5.6): to routing a page takes every method, and
    /// without this the check of forms would call the request malformed. Comes after routing.
    /// </summary>
    public static void UsePageMethods(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || context.GetEndpoint()?.Metadata.GetMetadata<CompiledPageActionDescriptor>() is not { } page)
        {
            return next(context);
        }

        var takesForms = page.HandlerMethods.Any(handler => HttpMethods.IsPost(handler.HttpMethod));
        if (takesForms && HttpMethods.IsPost(method))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = takesForms ? "GET, HEAD, POST" : "GET, HEAD";
        return Task.CompletedTask;
    });
}
