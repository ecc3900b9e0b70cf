using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Aisle.FeatureTests.Support;

/// <summary>The real program as a process of its own, for what only a process shows: exit codes, signals, kills.</summary>
public sealed class AisleProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private AisleProcess(Process process) => _process = process;

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts <c>Aisle.dll</c> with arguments, a data folder and more environment.</summary>
    public static AisleProcess Start(string data, string[] arguments, params (string Key, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Aisle.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["AISLE_HOME"] = Cluster.Home;
        start.Environment["AISLE_DATA"] = data;
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        if (start.Environment.TryGetValue("AISLE_TEST_RUN_AS", out var user))
        {
            start.UserName = user;
        }

        var running = new AisleProcess(new Process { StartInfo = start });
        running._process.OutputDataReceived += (_, line) => running.Keep(line.Data);
        running._process.ErrorDataReceived += (_, line) => running.Keep(line.Data);
        running._process.Start();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<AisleProcess> RunAsync(string data, params string[] arguments)
    {
        var process = Start(data, arguments);
        await process.EndAsync(TimeSpan.FromMinutes(3));
        return process;
    }

    /// <summary>A port nobody uses at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until it serves.</summary>
    public async Task<TimeSpan> ReadyAsync(int port)
    {
        using var http = new HttpClient();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(2) && !_process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync($"http://127.0.0.1:{port}/health/ready", TestContext.Current.CancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return watch.Elapsed;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("It did not come up:\n" + Output);
    }

    /// <summary>Waits for a text in its output.</summary>
    public async Task SaysAsync(string text)
    {
        var watch = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            (watch.Elapsed < TimeSpan.FromMinutes(1)).ShouldBeTrue($"'{text}' was not said:\n{Output}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task EndAsync(TimeSpan limit)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(limit);
        await _process.WaitForExitAsync(stop.Token);
    }

    /// <summary>Processes that still work in a data folder.</summary>
    public static IReadOnlyList<int> OrphansIn(string data) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
            .Where(id => id != Environment.ProcessId && CommandLineOf(id).Contains(data, StringComparison.Ordinal))];

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string CommandLineOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
