using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Aisle.Platform.Http;

/// <summary>Turns whatever goes wrong into a problem, or into an HTML page for a browser that asked for a page.</summary>
public static class ProblemWriter
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private static readonly object _rendered = new();

    /// <summary>Answers a failed result.</summary>
    public static IResult ToProblem(this IReadOnlyList<Error> errors) => new ProblemAnswer(errors);

    /// <summary>Answers <paramref name="result"/>: 200 with the value, or the problem.</summary>
    public static IResult ToAnswer<T>(this Result<T> result) =>
        result.IsSuccess ? TypedResults.Ok(result.Value) : result.Errors.ToProblem();

    /// <summary>Writes <paramref name="problem"/> as the whole answer.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(problem);
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status429TooManyRequests && context.Response.Headers.RetryAfter.Count == 0)
        {
            // Every window there is has a minute.
            context.Response.Headers.RetryAfter = "60";
        }

        return context.Response.WriteAsJsonAsync(problem, _json, Problem.ContentType, context.RequestAborted);
    }

    /// <summary>
    /// Catches exceptions and answers without a body. A browser on a page gets the page at <paramref name="errorPage"/>
    /// followed by the status, or for staff in the back office the one at <paramref name="staffPage"/>; every other caller gets
    /// problem+json.
    /// </summary>
    public static void UseProblems(this WebApplication app, string errorPage, string staffPage)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseStatusCodePages(status => AnswerAsync(status.HttpContext, IsStaffs(status.HttpContext) ? staffPage : errorPage, status.Next));
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
            {
                // Kestrel's own verdict on a request (too large, malformed); nothing is wrong on our side.
                Reset(context, fault.StatusCode);
            }
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            AllowStatusCode404Response = true,
            ExceptionHandler = context =>
            {
                var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
                context.Response.StatusCode = fault switch
                {
                    BadHttpRequestException bad => bad.StatusCode,
                    OperationCanceledException when context.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
                    Npgsql.NpgsqlException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
                    _ => StatusCodes.Status500InternalServerError,
                };
                if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                {
                    context.Response.Headers.RetryAfter = "5";
                }

                return Task.CompletedTask;
            },
        });
    }

    /// <summary>Whether the page of an error is being made, by a second walk through the steps of the request.</summary>
    public static bool IsRendering(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.ContainsKey(_rendered);
    }

    private static async Task AnswerAsync(HttpContext context, string errorPage, RequestDelegate next)
    {
        var status = context.Response.StatusCode;
        if (!WantsPage(context) || !context.Items.TryAdd(_rendered, true))
        {
            await WriteAsync(context, Problem.From(status, context));
            return;
        }

        var (path, query, method) = (context.Request.Path, context.Request.QueryString, context.Request.Method);
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.Request.Path = $"{PageLanguage.PrefixOf(context)}{errorPage}/{status}";
        context.Request.QueryString = QueryString.Empty;
        context.Request.Method = HttpMethods.Get;
        try
        {
            // The status stays as it is: the page only gives it words.
            await next(context);
        }
        finally
        {
            (context.Request.Path, context.Request.QueryString, context.Request.Method) = (path, query, method);
        }
    }

    private static bool IsStaffs(HttpContext context) => context.Request.Path.StartsWithSegments(PageLanguage.PrefixOf(context) + "/admin", StringComparison.Ordinal) && context.Caller().IsStaff;

    private static bool WantsPage(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) &&
        context.Request.Headers.Accept.Any(value => value?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    private static void Reset(HttpContext context, int status)
    {
        context.Response.Headers.Remove(HeaderNames.ContentLength);
        context.Response.StatusCode = status;
    }

    private sealed class ProblemAnswer(IReadOnlyList<Error> errors) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, Problem.From(errors, httpContext));
    }
}
