using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aisle.Bench.Load;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Storage;
using Npgsql;

namespace Aisle.Bench.Shop;

/// <summary>
/// A shop of the bench's own: the real host in a process of its own, with its embedded PostgreSQL, in a scratch folder
/// that goes when the bench does.
/// </summary>
internal sealed class OwnShop : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(120);

    private readonly string _scratch;
    private readonly bool _keep;
    private readonly string _home;
    private Process? _process;

    public OwnShop(bool keep)
    {
        _keep = keep;
        _home = Checkout.Home;
        _scratch = Directory.CreateTempSubdirectory("aisle-bench-").FullName;
        // PostgreSQL runs as another user where the bench runs as root, and must reach its folder.
        File.SetUnixFileMode(_scratch, (UnixFileMode)0b111_101_101);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Address = (IPEndPoint)free.LocalEndpoint;
    }

    public IPEndPoint Address { get; }

    public string Url => $"http://{Address}";

    public string Scratch => _scratch;

    public string FilesFolder => Path.Combine(_scratch, "data", "files");

    public int ProcessId => _process!.Id;

    public string ConnectionString
    {
        get
        {
            using var folder = DataFolder.Open(Path.Combine(_scratch, "data"));
            return EmbeddedPostgres.Attach(folder, _home);
        }
    }

    /// <summary>Starts the host; answers the time until it said that it is ready.</summary>
    public async Task<TimeSpan> StartAsync(bool countStatements, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        // The shell puts the log into a file and becomes the host, so that nobody has to carry its lines.
        _process = Start("/bin/sh", ["-c", "exec dotnet \"$@\" >>\"$0\" 2>&1", Path.Combine(_scratch, "host.log"), Program, "up", "--empty"], countStatements, redirect: false);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (!await IsReadyAsync(http, cancellationToken))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > _startLimit)
            {
                throw new FaultException("The shop did not start:" + Environment.NewLine + await LogAsync(cancellationToken));
            }

            await Task.Delay(5, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    public async Task StopAsync()
    {
        if (_process is { HasExited: false } process)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Runs a command of the shop beside the running host; answers the seconds it took.</summary>
    public async Task<double> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start("dotnet", [Program, .. arguments], countStatements: false, redirect: true);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new FaultException($"'{string.Join(' ', arguments)}' failed:{Environment.NewLine}{await output}{await errors}");
    }

    /// <summary>What the host has said so far.</summary>
    public Task<string> SaidAsync(CancellationToken cancellationToken) => File.ReadAllTextAsync(Path.Combine(_scratch, "host.log"), cancellationToken);

    /// <summary>A connection to the shop's database, as the shop itself has it.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_keep && _process is { HasExited: false })
        {
            await Console.Error.WriteLineAsync($"Kept running: {Url} (process {ProcessId}) in {_scratch}");
            return;
        }

        await StopAsync();
        Directory.Delete(_scratch, recursive: true);
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Aisle.dll");

    private Process Start(string program, string[] arguments, bool countStatements, bool redirect)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = redirect, RedirectStandardError = redirect, WorkingDirectory = _scratch };
        // Whatever the caller's environment says about a shop of theirs must not reach ours: least of all their database.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Aisle", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AISLE_HOME"] = _home;
        start.Environment["AISLE_DATA"] = Path.Combine(_scratch, "data");
        start.Environment["AISLE_URL"] = Url;
        start.Environment["Aisle__Http__RequestsPerMinute"] = "10000000";
        start.Environment["Aisle__CountStatements"] = countStatements ? "true" : "false";
        return Process.Start(start)!;
    }

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(Url + "/health/ready", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> LogAsync(CancellationToken cancellationToken)
    {
        var log = Path.Combine(_scratch, "host.log");
        return File.Exists(log) ? string.Join(Environment.NewLine, (await File.ReadAllLinesAsync(log, cancellationToken)).TakeLast(20)) : "";
    }
}
