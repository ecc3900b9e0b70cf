using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>A JSON answer with an entity tag: 304 without a body where the caller has it already.</summary>
public static class TaggedAnswer
{
    /// <summary>Writes bytes that are JSON.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="version">The version of the row they show, where it can be edited: the tag then begins with it, for <c>If-Match</c>.</param>
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, int? version = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var hash = ETags.Of(body.Span);
        var tag = version is { } number ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{number}.{hash[1..]}") : hash;
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (ETags.IsCurrent(context.Request, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>An answer of <paramref name="value"/> as JSON.</summary>
    public static IResult Of<T>(T value) => new Answer<T>(value, version: null);

    /// <summary>An answer that can be edited, with its version at the beginning of the tag.</summary>
    public static IResult Of<T>(T value, int version) => new Answer<T>(value, version);

    private sealed class Answer<T>(T value, int? version) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            WriteAsync(httpContext, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value, JsonDefaults.Options), version);
    }
}
