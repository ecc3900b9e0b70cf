using System.Collections.Concurrent;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Platform.Caching;

/// <summary>
/// Makes what this host keeps out of date when another host, or a command, has changed something, and rings the bell when
/// another has written messages. Both come as PostgreSQL notifications, which are delivered after the commit and only then.
/// </summary>
public sealed partial class ChangeListener(
    DatabaseConnection database, MessageBell bell, TimeProvider time, ILogger<ChangeListener> logger) : BackgroundService, IChangeSink
{
    /// <summary>The notification channel.</summary>
    public const string Channel = "aisle_changed";

    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, long> _versions = new(StringComparer.Ordinal);

    /// <summary>Raised on this host when a tag has changed, for what is kept in memory.</summary>
    public event Action<string>? Changed;

    /// <inheritdoc/>
    void IChangeSink.Changed(string tag) => Drop(tag);

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
        connection.Notification += (_, message) =>
        {
            if (string.Equals(message.Channel, Channel, StringComparison.Ordinal))
            {
                Drop(message.Payload);
            }
            else
            {
                bell.Hear(message.Payload);
            }
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}; listen {MessageBell.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        // Whatever was said while nobody listened is lost, so nothing cached before this moment can be trusted: it goes before anybody may use it again.
        Drop(CacheTags.Everything);
        IsListening = true;
        while (true)
        {
            await connection.WaitAsync(stoppingToken);
        }
    }

    /// <summary>
    /// The state these tags are in: another after each change of any of them. A page is kept with the one it was begun in, so that one
    /// begun before a change is never shown after it, however late it is stored.
    /// </summary>
    public long VersionOf(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var version = _versions.GetValueOrDefault(CacheTags.Everything);
        foreach (var tag in tags)
        {
            version += _versions.GetValueOrDefault(tag);
        }

        return version;
    }

    /// <summary>
    /// First what is kept in memory goes, then the version turns: no page of the new version is made of what was before. Pages of an
    /// older version are good for nobody, and give way to newer ones.
    /// </summary>
    private void Drop(string tag)
    {
        Changed?.Invoke(tag);
        if (tag.Contains('/', StringComparison.Ordinal))
        {
            // About one thing, such as a session: no page is made of it, and a count of each would grow for ever.
            return;
        }

        _versions.AddOrUpdate(tag, 1, static (_, version) => version + 1);
    }

    [LoggerMessage(1101, LogLevel.Warning, "Lost the change channel ({Reason}); listening again in a second")]
    private static partial void LogLost(ILogger logger, string reason);
}
