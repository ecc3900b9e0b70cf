using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>A JSON answer with an entity tag: 304 without a body where the caller has it already.</summary>
public static class TaggedAnswer
{
    /// <summary>Writes bytes that are JSON.</summary>
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(context);
        var tag = ETags.Of(body.Span);
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
    public static IResult Of<T>(T value) => new Answer<T>(value);

    private sealed class Answer<T>(T value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            WriteAsync(httpContext, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value, JsonDefaults.Options));
    }
}
