using Aisle.Platform.Database;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Platform.Caching;

/// <summary>
/// Empties this host's output cache when another host, or a command, has changed something. The names of what changed
/// come as PostgreSQL notifications, which are delivered after the commit and only then.
/// </summary>
public sealed partial class ChangeListener(
    DatabaseConnection database, IOutputCacheStore cache, TimeProvider time, ILogger<ChangeListener> logger) : BackgroundService
{
    /// <summary>The notification channel.</summary>
    public const string Channel = "aisle_changed";

    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _secondLook = TimeSpan.FromMilliseconds(250);
    private int _generation;

    /// <summary>Raised on this host after a tag was dropped, for caches other than that of pages.</summary>
    public event Action<string>? Changed;

    /// <summary>Grows with each change, before anything is dropped: an answer begun under an older one is not kept.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Whether changes reach this host now. While they do not, nothing may be kept.</summary>
    public bool IsListening { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException or System.Net.Sockets.SocketException)
            {
                IsListening = false;
                LogLost(logger, fault.Message);
                await Task.Delay(_retry, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        // A connection of its own: it is never given back, so it must not eat up the pool of the requests.
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, KeepAlive = 30 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(stoppingToken);
        connection.Notification += (_, message) => Drop(message.Payload);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        IsListening = true;
        // Whatever was said while nobody listened is lost, so nothing cached before this moment can be trusted.
        Drop(CacheTags.Everything);
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }

    private void Drop(string tag)
    {
        Interlocked.Increment(ref _generation);
        Evict(tag);
        Changed?.Invoke(tag);
        // An answer can still slip in between its last look at the generation and its being stored.
        _ = EvictAgainAsync(tag);
    }

    private async Task EvictAgainAsync(string tag)
    {
        await Task.Delay(_secondLook, time, CancellationToken.None);
        Evict(tag);
    }

    private void Evict(string tag)
    {
        var done = cache.EvictByTagAsync(tag, CancellationToken.None);
        if (!done.IsCompletedSuccessfully)
        {
            done.AsTask().GetAwaiter().GetResult();
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "Lost the change channel ({Reason}); listening again in a second")]
    private static partial void LogLost(ILogger logger, string reason);
}
