using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aisle.Platform.Commands;
using Aisle.Platform.Storage;
using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>
/// A private PostgreSQL in the data folder, started as a child of this process and stopped with it. It listens on a
/// Unix socket only, asks for a generated password and keeps fsync on.
/// </summary>
/// <remarks>
/// The server hangs on a pipe from this process (see <see cref="Keeper"/>): when the pipe closes, because we closed it
/// or because we were killed, the server shuts down fast. So no way of ending leaves an orphan, and a start after
/// kill -9 finds a cluster that at worst recovers from its write-ahead log.
/// </remarks>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Owner = "postgres";
    private const string Application = "aisle";

    /// <summary>
    /// Starts the server, then waits for the end of standard input or of the server, whichever is first. In a session
    /// of its own (setsid), because Ctrl-C goes to the whole foreground group and requests drain before the database goes.
    /// </summary>
    private const string Keeper = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        ( read -r _ <&3; kill -INT "$server" ) 2>/dev/null &
        watcher=$!
        wait "$server"
        code=$?
        kill "$watcher" 2>/dev/null
        exit "$code"
        """;

    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _errors;

    private EmbeddedPostgres(Process process, StringBuilder errors, string connectionString, string folder)
    {
        Folder = folder;
        _process = process;
        _errors = errors;
        ConnectionString = connectionString;
    }

    /// <summary>Connection string of the application role, which owns its database and is no superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Where the cluster lies.</summary>
    public string Folder { get; }

    /// <summary>Completes when the server has ended, whoever ended it.</summary>
    public Task Ended => _process.WaitForExitAsync(CancellationToken.None);

    /// <summary>Connection string of the cluster that another process started in <paramref name="folder"/>.</summary>
    /// <exception cref="FaultException">When there is no cluster yet.</exception>
    public static string Attach(DataFolder folder, string home)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var place = ClusterPlace.For(folder, home);
        return File.Exists(folder.At("database.password"))
            ? ConnectionTo(place, File.ReadAllText(folder.At("database.password")), Application, Application)
            : throw new FaultException($"{folder.Path} has no database yet: run './aisle up' first.");
    }

    /// <summary>Makes the cluster where needed, starts the server and waits until it answers.</summary>
    /// <param name="folder">The data folder, locked by this process.</param>
    /// <param name="home">Where <c>node_modules</c> lies.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="settings">Settings of the server that differ from a shop's, for a cluster that nobody keeps.</param>
    /// <exception cref="FaultException">When it cannot be made or started.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(DataFolder folder, string home, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var place = ClusterPlace.For(folder, home);
        var binaries = place.Reachable(PostgresBinaries.Find(home, place.ClusterMajor()));
        var password = Password(folder);
        if (place.ClusterMajor() is null)
        {
            place.Initialise(binaries, Owner, password);
        }

        place.PrepareSocketFolder();
        await StopOrphanAsync(place, cancellationToken);
        var (process, errors) = Launch(place, binaries, settings);
        var server = new EmbeddedPostgres(process, errors, ConnectionTo(place, password, Application, Application), place.Data);
        try
        {
            await server.WaitUntilReadyAsync(ConnectionTo(place, password, Owner, "postgres"), cancellationToken);
            await CreateApplicationAsync(ConnectionTo(place, password, Owner, "postgres"), password, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server: open transactions are rolled back, everything committed is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(_stopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static string Password(DataFolder folder)
    {
        var path = folder.At("database.password");
        if (!File.Exists(path))
        {
            using var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            stream.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(48, lowercase: true)));
        }

        return File.ReadAllText(path);
    }

    private static string ConnectionTo(ClusterPlace place, string password, string user, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = place.SocketFolder,
            Username = user,
            Password = password,
            Database = database,
        }.ConnectionString;

    private static (Process Process, StringBuilder Errors) Launch(ClusterPlace place, PostgresBinaries binaries, (string Key, string Value)[] settings)
    {
        var arguments = new List<string>
        {
            "-c", Keeper, "aisle-postgres", Path.Combine(binaries.Folder, "postgres"), "-D", place.Data,
        };
        foreach (var (key, value) in place.Settings().Concat(settings))
        {
            arguments.AddRange(["-c", $"{key}={value}"]);
        }

        var start = place.AsServerUser(File.Exists("/usr/bin/setsid") ? "/usr/bin/setsid" : "/bin/sh");
        if (start.FileName.EndsWith("setsid", StringComparison.Ordinal))
        {
            start.ArgumentList.Add("/bin/sh");
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.RedirectStandardInput = true;
        var process = new Process { StartInfo = start };
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.OutputDataReceived += (_, line) => Keep(errors, line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return (process, errors);
    }

    private static void Keep(StringBuilder errors, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (errors)
        {
            if (errors.Length < 8192)
            {
                errors.AppendLine(line);
            }
        }
    }

    private async Task WaitUntilReadyAsync(string connectionString, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_process.HasExited)
            {
                lock (_errors)
                {
                    var reason = _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal)) ?? _errors.ToString().Trim();
                    throw new FaultException($"PostgreSQL did not start: {reason.Trim()}");
                }
            }

            try
            {
                await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < _startLimit)
            {
                await Task.Delay(40, cancellationToken);
            }
            catch (NpgsqlException fault)
            {
                throw new FaultException($"PostgreSQL did not answer within {_startLimit.TotalSeconds:0} seconds: {fault.Message}", fault);
            }
        }
    }

    private static async Task CreateApplicationAsync(string connectionString, string password, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection);
        exists.With(Application);
        if (await exists.ExecuteScalarAsync(cancellationToken) is true)
        {
            return;
        }

        // The password is hexadecimal and made here; identifiers are constants. DDL takes no parameters.
        var role = $"do $$ begin if not exists (select from pg_roles where rolname = '{Application}') then create role {Application} login createdb password '{password}'; end if; end $$";
        foreach (var sql in new[] { role, $"create database {Application} owner {Application}" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>
    /// A server that outlived its host for a moment (the keeper is shutting it down) is waited for; one that has no
    /// keeper any more is asked to stop.
    /// </summary>
    private static async Task StopOrphanAsync(ClusterPlace place, CancellationToken cancellationToken)
    {
        var deadline = Stopwatch.GetTimestamp();
        var asked = false;
        while (place.RunningServer() is { } server)
        {
            using (server)
            {
                if (Stopwatch.GetElapsedTime(deadline) > _stopLimit)
                {
                    throw new FaultException(string.Create(CultureInfo.InvariantCulture,
                        $"A PostgreSQL left over from an earlier run (process {server.Id}) does not stop: end it, then start again."));
                }

                if (!asked && Stopwatch.GetElapsedTime(deadline) > TimeSpan.FromSeconds(2))
                {
                    asked = true;
                    using var kill = Process.Start("kill", ["-INT", server.Id.ToString(CultureInfo.InvariantCulture)]);
                    await kill.WaitForExitAsync(cancellationToken);
                }
            }

            await Task.Delay(50, cancellationToken);
        }
    }
}
