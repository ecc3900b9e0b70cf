using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>
/// One window a minute per address, told to the caller in the <c>RateLimit</c> fields of the IETF draft
/// (draft-ietf-httpapi-ratelimit-headers) and in <c>Retry-After</c> (RFC 9110, 10.2.3) once it is spent.
/// </summary>
public static class RateLimits
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    /// <summary>Limits every request except health checks and fingerprinted files, which cost nothing.</summary>
    public static void UseRateLimits(this WebApplication app, HttpLimits limits)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(limits);
        var limiter = PartitionedRateLimiter.Create<HttpContext, System.Net.IPAddress>(context =>
            RateLimitPartition.GetFixedWindowLimiter(AddressOf(context), _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = limits.RequestsPerMinute,
                Window = _window,
                QueueLimit = 0,
            }));
        app.Lifetime.ApplicationStopped.Register(limiter.Dispose);
        var policy = string.Create(CultureInfo.InvariantCulture, $"\"address\";q={limits.RequestsPerMinute};w={_window.TotalSeconds}");
        app.Use(async (context, next) =>
        {
            // The page that gives an error its words is part of the request that was counted already.
            if (ProblemWriter.IsRendering(context) || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
            {
                await next(context);
                return;
            }

            using var lease = limiter.AttemptAcquire(context);
            var remaining = limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
            context.Response.Headers["RateLimit-Policy"] = policy;
            if (lease.IsAcquired)
            {
                context.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"address\";r={remaining}");
                await next(context);
                return;
            }

            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)) : 60;
            context.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"address\";r=0;t={wait}");
            context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        });
    }

    private static System.Net.IPAddress AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? System.Net.IPAddress.None;
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address;
        }

        // One customer holds a whole /64; counting each address would let them have 2^64 windows.
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new System.Net.IPAddress(bytes);
    }
}
