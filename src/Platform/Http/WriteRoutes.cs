using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Http;

/// <summary>A request that changes something, as its use case sees it.</summary>
public sealed class WriteRequest
{
    private readonly int? _version;

    internal WriteRequest(HttpContext context, int? version = null) => (Http, _version) = (context, version);

    /// <summary>A request of a page's form, which says the version it was made on itself.</summary>
    public static WriteRequest ForPage(HttpContext context, int? version = null) => new(context, version);

    /// <summary>The request.</summary>
    public HttpContext Http { get; }

    /// <summary>Who asks.</summary>
    public Caller Caller => Http.Caller();

    /// <summary>Ends when the caller goes away.</summary>
    public CancellationToken Stop => Http.RequestAborted;

    /// <summary>Address of what was made; the answer then has status 201.</summary>
    public string? Location { get; set; }

    /// <summary>The version of what was edited, for the answer's ETag.</summary>
    public int? Version { get; set; }

    /// <summary>The status of an answer that is neither 200, 201 nor 204, such as 202.</summary>
    public int? Status { get; set; }

    /// <summary>
    /// What is kept for who sends the same <c>Idempotency-Key</c> again, where the answer itself holds what is shown once and
    /// may be kept nowhere, such as the code of a gift card.
    /// </summary>
    public object? KeepInstead { get; set; }

    /// <summary>A part of the address.</summary>
    public string Route(string name) => Http.Request.RouteValues[name]?.ToString() ?? "";

    /// <summary>An id in the address. One that cannot be an id is nobody's: <c>request.not_found</c>.</summary>
    public Result<TId> Id<TId>(string name = "id") where TId : struct, ITypedId<TId> =>
        TypedId.TryParse<TId>(Route(name), out var id) ? id : Error.NotFound("request.not_found", "There is nothing at this address.");

    /// <summary>The version this edit was made on (<c>If-Match</c>).</summary>
    public Result<int> IfMatch() => _version is { } version ? version : VersionTags.Read(Http.Request);
}

/// <summary>Nothing to say.</summary>
public sealed record Nothing
{
    /// <summary>The one value; as an answer it is 204.</summary>
    public static Nothing Value { get; } = new();
}

/// <summary>
/// Maps what changes something: reads the body with all its faults, keeps the answer of a POST for its
/// <c>Idempotency-Key</c>, and answers what the use case returns.
/// </summary>
public static class WriteRoutes
{
    /// <summary>A POST with a body.</summary>
    /// <typeparam name="TUse">The use case, from the services.</typeparam>
    /// <typeparam name="TBody">The body.</typeparam>
    /// <typeparam name="TAnswer">The answer; <see cref="Nothing"/> for 204.</typeparam>
    /// <param name="api">Where it is mapped.</param>
    /// <param name="pattern">The address.</param>
    /// <param name="run">Calls the use case.</param>
    /// <param name="status">The status of success, as the reference shows it: 201 where the use case says a <see cref="WriteRequest.Location"/>.</param>
    /// <param name="isKeyed">
    /// False for what calls somebody else between two commits, and so is no part of the transaction that keeps the answer of a key: the use case itself
    /// answers the same when it is asked again, and a key that comes is not looked at.
    /// </param>
    public static RouteHandlerBuilder MapPost<TUse, TBody, TAnswer>(
        this IEndpointRouteBuilder api, string pattern, Func<TUse, TBody, WriteRequest, Task<Result<TAnswer>>> run, int status = StatusCodes.Status200OK, bool isKeyed = true)
        where TUse : notnull where TBody : class where TAnswer : notnull =>
        Declare<TAnswer>(api, HttpMethods.Post, pattern, context => WithBodyAsync(context, run, isKeyed), status).Accepts<TBody>("application/json")
            .WithMetadata(new RequestHeaders(isKeyed, IfMatch: false)).WithProblems(isKeyed ? [409, 413, 415, 422] : [409, 413, 415]);

    /// <summary>A POST without a body: an act on the thing at its address.</summary>
    /// <param name="api">Where it is mapped.</param>
    /// <param name="pattern">The address.</param>
    /// <param name="run">Calls the use case.</param>
    /// <param name="isKeyed">As where there is a body.</param>
    public static RouteHandlerBuilder MapPost<TUse, TAnswer>(this IEndpointRouteBuilder api, string pattern, Func<TUse, WriteRequest, Task<Result<TAnswer>>> run, bool isKeyed = true)
        where TUse : notnull where TAnswer : notnull =>
        Declare<TAnswer>(api, HttpMethods.Post, pattern, async context =>
        {
            var request = new WriteRequest(context);
            return isKeyed ? await PostAsync(context, body: null, keyed => run(Use<TUse>(context), keyed)) : Answer(await run(Use<TUse>(context), request), request);
        }).WithMetadata(new RequestHeaders(isKeyed, IfMatch: false)).WithProblems(isKeyed ? [409, 422] : [409]);

    /// <summary>
    /// A POST whose body is a file. It is taken in before the transaction, because a file comes as slowly as its sender likes.
    /// </summary>
    /// <typeparam name="TUse">The use case, from the services.</typeparam>
    /// <typeparam name="TFile">What the file became; two are the same where their JSON is.</typeparam>
    /// <typeparam name="TAnswer">The answer.</typeparam>
    /// <param name="api">Where it is mapped.</param>
    /// <param name="pattern">The address.</param>
    /// <param name="maximumBytes">Most bytes of the body.</param>
    /// <param name="take">Checks whether the caller may, and takes the body in.</param>
    /// <param name="run">Calls the use case.</param>
    /// <param name="types">Media types taken; the first one stands in the reference.</param>
    public static RouteHandlerBuilder MapUpload<TUse, TFile, TAnswer>(
        this IEndpointRouteBuilder api, string pattern, long maximumBytes, Func<TUse, WriteRequest, Task<Result<TFile>>> take, Func<TUse, TFile, WriteRequest, Task<Result<TAnswer>>> run,
        params string[] types)
        where TUse : notnull where TFile : notnull where TAnswer : notnull
    {
        ArgumentNullException.ThrowIfNull(types);
        return Declare<TAnswer>(api, HttpMethods.Post, pattern, async context =>
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = maximumBytes;
            }

            var use = Use<TUse>(context);
            var taken = await take(use, new WriteRequest(context));
            return taken.IsFailure ? taken.Errors.ToProblem() : await PostAsync(context, taken.Value, request => run(use, taken.Value, request));
        }, StatusCodes.Status201Created).Accepts<Stream>(types[0], types[1..])
            .WithMetadata(new RequestHeaders(IdempotencyKey: true, IfMatch: false)).WithProblems(409, 413, 415, 422);
    }

    /// <summary>A PUT, which edits the version named in <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder MapPut<TUse, TBody, TAnswer>(this IEndpointRouteBuilder api, string pattern, Func<TUse, TBody, WriteRequest, Task<Result<TAnswer>>> run)
        where TUse : notnull where TBody : class where TAnswer : notnull =>
        Declare<TAnswer>(api, HttpMethods.Put, pattern, context => WithBodyAsync(context, run, isKeyed: false)).Accepts<TBody>("application/json")
            .WithMetadata(new RequestHeaders(IdempotencyKey: false, IfMatch: true)).WithProblems(409, 412, 413, 415, 428);

    /// <summary>A DELETE. Whether it wants <c>If-Match</c> is for the use case to say.</summary>
    public static RouteHandlerBuilder MapDelete<TUse, TAnswer>(this IEndpointRouteBuilder api, string pattern, Func<TUse, WriteRequest, Task<Result<TAnswer>>> run, bool ifMatch = false)
        where TUse : notnull where TAnswer : notnull =>
        Declare<TAnswer>(api, HttpMethods.Delete, pattern, async context =>
        {
            var request = new WriteRequest(context);
            return Answer(await run(Use<TUse>(context), request), request);
        }).WithMetadata(new RequestHeaders(IdempotencyKey: false, ifMatch)).WithProblems(ifMatch ? [409, 412, 428] : [409]);

    private static RouteHandlerBuilder Declare<TAnswer>(IEndpointRouteBuilder api, string method, string pattern, Func<HttpContext, Task<IResult>> handler, int status = StatusCodes.Status200OK)
    {
        var route = api.MapMethods(pattern, [method], handler);
        return typeof(TAnswer) == typeof(Nothing) ? route.Produces(StatusCodes.Status204NoContent) : route.Produces<TAnswer>(status);
    }

    private static TUse Use<TUse>(HttpContext context) where TUse : notnull => context.RequestServices.GetRequiredService<TUse>();

    private static async Task<IResult> WithBodyAsync<TUse, TBody, TAnswer>(HttpContext context, Func<TUse, TBody, WriteRequest, Task<Result<TAnswer>>> run, bool isKeyed)
        where TUse : notnull where TBody : class where TAnswer : notnull
    {
        var body = await JsonBody.ReadAsync<TBody>(context.Request, context.RequestAborted);
        if (body.IsFailure)
        {
            return body.Errors.ToProblem();
        }

        if (isKeyed)
        {
            return await PostAsync(context, body.Value, request => run(Use<TUse>(context), body.Value, request));
        }

        var request = new WriteRequest(context);
        return Answer(await run(Use<TUse>(context), body.Value, request), request);
    }

    private static async Task<IResult> PostAsync<TAnswer>(HttpContext context, object? body, Func<WriteRequest, Task<Result<TAnswer>>> run)
        where TAnswer : notnull
    {
        var request = new WriteRequest(context);
        var keys = context.Request.Headers[Idempotency.Header];
        if (keys.Count == 0)
        {
            return Answer(await run(request), request);
        }

        if (keys is not [{ } key] || !Idempotency.IsKey(key))
        {
            return new[] { Error.Validation("idempotency.key", "An Idempotency-Key is 8 to 64 visible ASCII characters, such as a UUID.", Idempotency.Header) }.ToProblem();
        }

        var caller = request.Caller;
        var asked = JsonSerializer.SerializeToUtf8Bytes(
            new { method = context.Request.Method, address = context.Request.PathBase + context.Request.Path + context.Request.QueryString, body }, Idempotency.Json);
        KeptAnswer? shown = null;
        var done = await context.RequestServices.GetRequiredService<Idempotency>().RunAsync(
            $"{caller.Kind} {caller.Id}", key, asked, async _ => (await run(request)).Map(value =>
            {
                shown = Keep(value, request);
                return request.KeepInstead is { } instead ? Keep(instead, request) : shown;
            }), request.Stop);
        if (done.IsFailure)
        {
            if (string.Equals(done.Errors[0].Code, "idempotency.in_flight", StringComparison.Ordinal))
            {
                context.Response.Headers.RetryAfter = "1";
            }

            return done.Errors.ToProblem();
        }

        return new Written(shown ?? done.Value);
    }

    private static IResult Answer<TAnswer>(Result<TAnswer> result, WriteRequest request) where TAnswer : notnull =>
        result.IsSuccess ? new Written(Keep(result.Value, request)) : result.Errors.ToProblem();

    private static KeptAnswer Keep<TAnswer>(TAnswer value, WriteRequest request) where TAnswer : notnull
    {
        var status = request.Status ?? (request.Location is not null ? StatusCodes.Status201Created
            : value is Nothing ? StatusCodes.Status204NoContent : StatusCodes.Status200OK);
        return new KeptAnswer(status, request.Location, request.Version is { } version ? VersionTags.Of(version) : null,
            value is Nothing ? [] : JsonSerializer.SerializeToUtf8Bytes(value, JsonDefaults.Options));
    }

    private sealed class Written(KeptAnswer answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = answer.Status;
            response.Headers.CacheControl = "no-store";
            response.Headers.Location = answer.Location;
            response.Headers.ETag = answer.Tag;
            if (answer.Body.Length == 0)
            {
                return Task.CompletedTask;
            }

            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = answer.Body.Length;
            return response.Body.WriteAsync(answer.Body, httpContext.RequestAborted).AsTask();
        }
    }
}

/// <summary>Headers a route takes, for the API reference.</summary>
/// <param name="IdempotencyKey">Whether it keeps its answer under an <c>Idempotency-Key</c>.</param>
/// <param name="IfMatch">Whether it edits the version named in <c>If-Match</c>.</param>
internal sealed record RequestHeaders(bool IdempotencyKey, bool IfMatch);
