using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Aisle.Platform.Caching;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Aisle.Platform.Http;

/// <summary>What a route's answers are made of, and so how long they are kept. The same for everybody who asks.</summary>
/// <param name="Tags">The answer is kept until one of them changes (<see cref="ChangeListener"/>).</param>
/// <param name="Query">
/// The parameters that tell answers apart: only these, so that a campaign's tag in the address neither misses nor fills the cache.
/// </param>
public sealed record PageCachePolicy(IReadOnlyList<string> Tags, IReadOnlyList<string> Query);

/// <summary>
/// Keeps whole answers to GET until something they show has changed. It stands before everything that is about who asks, because it
/// answers what is the same for everybody; see ADR 14 for why it is not the framework's.
/// </summary>
public sealed class PageCache : IDisposable
{
    /// <summary>What a page takes besides its body, about.</summary>
    private const int EntryBytes = 1024;

    private const int LongestKey = 512;

    /// <summary>No page takes more than this part of all room.</summary>
    private const int LargestShare = 4;

    private static readonly HashSet<string> _ownHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentLength, HeaderNames.TransferEncoding, HeaderNames.Connection, HeaderNames.Date,
    };

    /// <summary>How long who comes while a page is made waits for it.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(1);

    // Another program may write the same content in another way, and another host counts its own changes.
    private readonly string _process = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly ConcurrentDictionary<string, Task> _making = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _tags = new(StringComparer.Ordinal);
    private readonly ChangeListener _changes;
    private readonly TimeProvider _time;
    private readonly MemoryCache _pages;
    private readonly TimeSpan _longest;
    private readonly long _mostBytes;

    /// <summary>An empty cache.</summary>
    /// <param name="changes">Tells of changes.</param>
    /// <param name="limits">How much is kept, and for how long.</param>
    /// <param name="time">Clock.</param>
    public PageCache(ChangeListener changes, HttpLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(limits);
        _time = time;
        // Where there is no room, as much is made as the largest that is kept may need.
        (_changes, _pages) = (changes, new MemoryCache(new MemoryCacheOptions { SizeLimit = limits.CacheBytes, CompactionPercentage = 1.0 / LargestShare }));
        (_longest, _mostBytes) = (TimeSpan.FromMinutes(limits.CacheMinutes), (limits.CacheBytes / LargestShare) - EntryBytes);
        _changes.Changed += Drop;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _changes.Changed -= Drop;
        _pages.Dispose();
    }

    /// <summary>Answers from what is kept, or keeps what <paramref name="next"/> answers.</summary>
    public Task AnswerAsync(HttpContext context, PageCachePolicy policy, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(next);
        var request = context.Request;
        Span<char> room = stackalloc char[LongestKey];
        var encoding = EncodingOf(request);
        var length = WriteKey(room, context, policy, encoding);
        if (length < 0 || !_pages.TryGetValue(room[..length], out var kept) || kept is not Page page || page.Version != _changes.VersionOf(policy.Tags))
        {
            // An address too long to be one of ours is answered, and not kept.
            return length < 0 ? next(context) : MakeAsync(context, policy, encoding, room[..length].ToString(), next);
        }

        return ServeAsync(context, page);
    }

    private static Task ServeAsync(HttpContext context, Page page)
    {
        var response = context.Response;
        var headers = response.Headers;
        headers.ETag = page.Tag;
        headers.CacheControl = "no-cache";
        headers.Vary = page.Vary;
        if (context.Request.Headers.IfNoneMatch.Count > 0 && ETags.IsCurrent(context.Request, page.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        foreach (var (name, value) in page.Headers)
        {
            headers[name] = value;
        }

        response.ContentLength = page.Body.Length;
        var written = response.BodyWriter.WriteAsync(page.Body, context.RequestAborted);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }

    private async Task MakeAsync(HttpContext context, PageCachePolicy policy, string encoding, string key, RequestDelegate next)
    {
        // Who comes while it is being made waits for it, and makes it himself where it could not be kept.
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_making.GetOrAdd(key, made.Task) is var other && !ReferenceEquals(other, made.Task))
        {
            try
            {
                await other.WaitAsync(_longestWait, _time, context.RequestAborted);
            }
            catch (TimeoutException)
            {
                // It goes to somebody who reads it slowly, which holds up nobody else.
            }

            if (_pages.TryGetValue(key, out var kept) && kept is Page page && page.Version == _changes.VersionOf(policy.Tags))
            {
                await ServeAsync(context, page);
                return;
            }

            await RenderAsync(context, policy, encoding, key, next);
            return;
        }

        try
        {
            await RenderAsync(context, policy, encoding, key, next);
        }
        finally
        {
            _making.TryRemove(KeyValuePair.Create(key, (Task)made.Task));
            made.SetResult();
        }
    }

    private async Task RenderAsync(HttpContext context, PageCachePolicy policy, string encoding, string key, RequestDelegate next)
    {
        // While no change can be heard of, nothing may be kept. The version is of the time before anything is read.
        var (version, response) = (_changes.VersionOf(policy.Tags), context.Response);
        if (!_changes.IsListening || _longest == TimeSpan.Zero || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }

        var tag = string.Create(CultureInfo.InvariantCulture, $"W/\"{_process}-{version}-{(IsPart(context.Request) ? "part" : "page")}{encoding}\"");
        Tag(response, tag);
        var before = response.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        var sent = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var body = new HeldStream(sent.Stream, _mostBytes);
        var through = new StreamResponseBodyFeature(body, sent);
        context.Features.Set<IHttpResponseBodyFeature>(through);
        try
        {
            await next(context);
            // What has nothing to say yet is given words further out.
            if (response.StatusCode == StatusCodes.Status200OK || body.Length > 0)
            {
                await through.CompleteAsync();
            }
        }
        finally
        {
            context.Features.Set(sent);
        }

        if (body.Held is not { } held)
        {
            // It was too much to be held, and is on its way.
            return;
        }

        if (response.StatusCode == StatusCodes.Status200OK && response.Headers.SetCookie.Count == 0 && !context.RequestAborted.IsCancellationRequested)
        {
            foreach (var made in policy.Tags)
            {
                _tags[made] = true;
            }

            // What is said of every answer is said again of each: the rate limit, the policies.
            KeyValuePair<string, StringValues>[] own = [.. response.Headers.Where(header => !_ownHeaders.Contains(header.Key) && (!before.TryGetValue(header.Key, out var was) || was != header.Value))];
            _pages.Set(key, new Page(version, tag, response.Headers.Vary, own, held), new MemoryCacheEntryOptions { Size = held.Length + EntryBytes, AbsoluteExpirationRelativeToNow = _longest });
        }

        if (held.Length > 0)
        {
            // At once and with its length, as it will be sent from the cache.
            response.ContentLength = held.Length;
            await sent.Writer.WriteAsync(held, context.RequestAborted);
        }
    }

    /// <summary>Makes room: what was kept is good for nobody any more.</summary>
    private void Drop(string tag)
    {
        if (_tags.ContainsKey(tag) || string.Equals(tag, CacheTags.Everything, StringComparison.Ordinal))
        {
            _pages.Clear();
        }
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

    /// <summary>Everything that tells answers apart; -1 where there is no room for it.</summary>
    private static int WriteKey(Span<char> room, HttpContext context, PageCachePolicy policy, string encoding)
    {
        var request = context.Request;
        var writer = new KeyWriter(room);
        writer.Add(request.Scheme);
        writer.Add(request.Host.Value);
        writer.Add(request.PathBase.Value);
        writer.Add(request.Path.Value);
        writer.Add(encoding);
        writer.Add(IsPart(request) ? "part" : "page");
        if (request.QueryString.HasValue)
        {
            foreach (var name in policy.Query)
            {
                writer.Add(name);
                foreach (var value in request.Query[name])
                {
                    writer.Add(value);
                }

                writer.Add("");
            }
        }

        return writer.Length;
    }

    private static bool IsPart(HttpRequest request) => request.Headers.ContainsKey("HX-Request");

    /// <summary>The encoding the compression will choose; one word, so that odd header spellings share an entry.</summary>
    private static string EncodingOf(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding.ToString();
        return accepted.Contains("br", StringComparison.OrdinalIgnoreCase) ? "br"
            : accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) ? "gzip" : "";
    }

    private sealed record Page(long Version, string Tag, StringValues Vary, KeyValuePair<string, StringValues>[] Headers, byte[] Body);

    /// <summary>Writes parts one after the other, each with its length, so that no two lists of parts read the same.</summary>
    private ref struct KeyWriter(Span<char> room)
    {
        private readonly Span<char> _room = room;

        /// <summary>Characters written; -1 once something did not fit.</summary>
        public int Length { get; private set; }

        public void Add(string? part)
        {
            var text = part ?? "";
            if (Length < 0 || Length + text.Length + 1 > _room.Length)
            {
                Length = -1;
                return;
            }

            _room[Length] = (char)text.Length;
            text.CopyTo(_room[(Length + 1)..]);
            Length += text.Length + 1;
        }
    }

    /// <summary>Holds what is written: a page that fails half-way has said nothing yet, and one that is whole is sent with one call. Where there is too much of it, it is handed on.</summary>
    private sealed class HeldStream(Stream to, long most) : Stream
    {
        private ArrayBufferWriter<byte>? _held = new();

        /// <summary>What was written; null where it was too much.</summary>
        public byte[]? Held => _held?.WrittenSpan.ToArray();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        /// <summary>Bytes held.</summary>
        public override long Length => _held?.WrittenCount ?? 0;

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
            if (_held is null)
            {
                to.Flush();
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _held is null ? to.FlushAsync(cancellationToken) : Task.CompletedTask;

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Hold(buffer))
            {
                return;
            }

            if (_held is { } held)
            {
                _held = null;
                to.Write(held.WrittenSpan);
            }

            to.Write(buffer);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Hold(buffer.Span))
            {
                return;
            }

            if (_held is { } held)
            {
                _held = null;
                await to.WriteAsync(held.WrittenMemory, cancellationToken);
            }

            await to.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private bool Hold(ReadOnlySpan<byte> buffer)
        {
            if (_held is null || _held.WrittenCount + buffer.Length > most)
            {
                return false;
            }

            _held.Write(buffer);
            return true;
        }
    }
}

/// <summary>Puts the cache of pages into the program.</summary>
public static class PageCaching
{
    /// <summary>Caches a route's answers, where it is open to everyone and does not ask who comes.</summary>
    public static TBuilder CachedUntilChanged<TBuilder>(this TBuilder route, IReadOnlyList<string> tags, params string[] query)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new PageCachePolicy(tags, query));

    /// <summary>Answers from the cache. Comes after routing, and before what finds out who asks.</summary>
    public static void UsePageCache(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var cache = app.ApplicationServices.GetRequiredService<PageCache>();
        app.Use((context, next) =>
        {
            var (request, route) = (context.Request, context.GetEndpoint()?.Metadata);
            return route?.GetMetadata<PageCachePolicy>() is { } policy && route.GetMetadata<RouteAccessAttribute>() is { Kind: AccessKind.Everyone, Identify: false } &&
                (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Authorization.Count == 0
                ? cache.AnswerAsync(context, policy, next)
                : next(context);
        });
    }
}
