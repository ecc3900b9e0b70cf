using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Aisle.Platform.Http;

/// <summary>
/// Keeps whole answers to anonymous readers until something they show has changed (<see cref="Caching.ChangeListener"/>).
/// </summary>
public static class PageCache
{
    /// <summary>Registers the cache.</summary>
    public static IServiceCollection AddPageCache(this IServiceCollection services, HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return services.AddOutputCache(options =>
        {
            options.SizeLimit = limits.CacheBytes;
            options.MaximumBodySize = limits.CacheBytes / 4;
            options.DefaultExpirationTimeSpan = TimeSpan.FromMinutes(limits.CacheMinutes);
            options.UseCaseSensitivePaths = true;
        });
    }

    /// <summary>
    /// Caches a route's answers under <paramref name="tags"/>. Only the named query parameters tell answers apart, so
    /// that a campaign's tag in the address neither misses nor fills the cache.
    /// </summary>
    public static TBuilder CachedUntilChanged<TBuilder>(this TBuilder route, IReadOnlyList<string> tags, params string[] query)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new PageCachePolicy(tags, query));
}

/// <summary>What is cached: anonymous GET and HEAD answered with 200, apart by encoding, the named parameters and the state of the tags.</summary>
/// <param name="tags">What the answer is made of.</param>
/// <param name="query">The parameters that matter.</param>
public sealed class PageCachePolicy(IReadOnlyList<string> tags, IReadOnlyList<string> query) : IOutputCachePolicy
{
    // Another program may write the same content in another way, and another host counts its own changes.
    private static readonly string _process = RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <inheritdoc/>
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.HttpContext.Request;
        var cacheable = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) &&
            StringValues.IsNullOrEmpty(request.Headers.Authorization) && context.HttpContext.User.Identity?.IsAuthenticated != true;
        var changes = context.HttpContext.RequestServices.GetRequiredService<Caching.ChangeListener>();
        context.EnableOutputCaching = cacheable;
        context.AllowCacheLookup = cacheable;
        // While no change can be heard of, nothing may be kept.
        context.AllowCacheStorage = cacheable && changes.IsListening;
        context.AllowLocking = true;
        context.CacheVaryByRules.QueryKeys = query.Count == 0 ? "" : new StringValues([.. query]);
        var (part, encoding) = (request.Headers["HX-Request"].Count > 0 ? "part" : "page", EncodingOf(request));
        var version = changes.VersionOf(tags).ToString(CultureInfo.InvariantCulture);
        context.CacheVaryByRules.CacheKeyPrefix = part;
        context.CacheVaryByRules.VaryByValues["encoding"] = encoding;
        context.CacheVaryByRules.VaryByValues["version"] = version;
        if (context.AllowCacheStorage)
        {
            Tag(context.HttpContext.Response, $"W/\"{_process}-{version}-{part}{encoding}\"");
        }

        context.Tags.Add(Caching.CacheTags.Everything);
        foreach (var tag in tags)
        {
            context.Tags.Add(tag);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie))
        {
            context.AllowCacheStorage = false;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A browser asks again each time, and is told 304 while nothing has changed. Only what is kept has a tag.</summary>
    private static void Tag(HttpResponse response, string tag)
    {
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-cache";
        response.OnStarting(() =>
        {
            if (response.StatusCode is not (StatusCodes.Status200OK or StatusCodes.Status304NotModified))
            {
                response.Headers.Remove(HeaderNames.ETag);
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>The encoding the compression will choose; one word, so that odd header spellings share an entry.</summary>
    private static string EncodingOf(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding.ToString();
        return accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? "br"
            : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? "gzip" : "";
    }
}
