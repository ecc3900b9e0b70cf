using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Storage;
using Npgsql;

namespace Aisle.Host;

/// <summary>The database of this process: an own one by connection string, or the embedded one.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly HostSettings _settings;
    private readonly DataFolder _folder;
    private readonly CancellationTokenSource _stopping = new();
    private EmbeddedPostgres? _server;
    private Task _watch = Task.CompletedTask;

    private Database(HostSettings settings, DataFolder folder, string connectionString)
    {
        _settings = settings;
        _folder = folder;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public DataFolder Folder => _folder;

    /// <summary>Where PostgreSQL is, for the operator's eyes: never the connection string, which holds a password.</summary>
    public string Place => _server is null ? "PostgreSQL at " + new NpgsqlConnectionStringBuilder(ConnectionString).Host : $"embedded PostgreSQL in {_server.Folder}";

    /// <summary>For the host that serves: the embedded server is this process's own.</summary>
    public static async Task<Database> StartAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Open(settings.Data);
        if (settings.Database is { } own)
        {
            await CheckAsync(own, cancellationToken);
            return new Database(settings, folder, own);
        }

        folder.Lock();
        return await OwnAsync(settings, folder, cancellationToken);
    }

    /// <summary>For a command: uses the server of a running host, or starts one for as long as the command takes.</summary>
    public static async Task<Database> BorrowAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Open(settings.Data);
        if (settings.Database is { } own)
        {
            await CheckAsync(own, cancellationToken);
            return new Database(settings, folder, own);
        }

        if (folder.TryLock())
        {
            return await OwnAsync(settings, folder, cancellationToken);
        }

        var connectionString = EmbeddedPostgres.Attach(folder, settings.Home);
        await CheckAsync(connectionString, cancellationToken);
        return new Database(settings, folder, connectionString);
    }

    /// <summary>Starts the embedded server again whenever it ends by itself (killed for memory, say).</summary>
    public void KeepRunning(ILogger logger)
    {
        if (_server is not null)
        {
            _watch = WatchAsync(logger);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _watch;
        }
        catch (OperationCanceledException)
        {
            // The watch ends this way.
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
        _stopping.Dispose();
    }

    private static async Task<Database> OwnAsync(HostSettings settings, DataFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            var server = await EmbeddedPostgres.StartAsync(folder, settings.Home, cancellationToken);
            return new Database(settings, folder, server.ConnectionString) { _server = server };
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task CheckAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or ArgumentException or FormatException or System.Net.Sockets.SocketException)
        {
            throw new FaultException($"The database cannot be reached: {fault.Message.TrimEnd('.')}. Check Aisle__Database.", fault);
        }
    }

    private async Task WatchAsync(ILogger logger)
    {
        while (true)
        {
            await _server!.Ended.WaitAsync(_stopping.Token);
            HostLog.DatabaseEnded(logger);
            await _server.DisposeAsync();
            _server = null;
            while (_server is null)
            {
                try
                {
                    _server = await EmbeddedPostgres.StartAsync(_folder, _settings.Home, _stopping.Token);
                }
                catch (FaultException fault)
                {
                    HostLog.DatabaseNotBack(logger, fault.Message);
                    await Task.Delay(TimeSpan.FromSeconds(2), _stopping.Token);
                }
            }
        }
    }
}
