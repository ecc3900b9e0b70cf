using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Aisle.BrowserTests;

/// <summary>
/// The real shop with its demo products: the one at <c>AISLE_TEST_URL</c>, else a process of its own in a folder that is
/// deleted afterwards.
/// </summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly Process? _process;
    private readonly string? _folder;
    private readonly StringBuilder _output = new();

    private RunningShop(Uri url) => Url = url;

    private RunningShop(Uri url, string folder)
    {
        Url = url;
        _folder = folder;
        var start = new ProcessStartInfo("dotnet", [Metadata("HostProgram"), "up"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["AISLE_HOME"] = Checkout;
        start.Environment["AISLE_DATA"] = folder;
        start.Environment["AISLE_URL"] = url.GetLeftPart(UriPartial.Authority);
        // One browser asks more in a minute than a shopper does.
        start.Environment["Aisle__Http__RequestsPerMinute"] = "100000";
        start.Environment["Aisle__Identity__AttemptsPerMinute"] = "1000";
        start.Environment["Aisle__Identity__AttemptsPerAddress"] = "10000";
        _process = Process.Start(start) ?? throw new InvalidOperationException("The shop did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where the sources lie.</summary>
    public static string Checkout => Metadata("Checkout");

    public Uri Url { get; }

    /// <summary>Password of the demo shop's staff: of its folder, or <c>AISLE_TEST_PASSWORD</c>.</summary>
    public string DemoPassword => _folder is not null ? File.ReadAllText(Path.Combine(_folder, "demo-password"))
        : Environment.GetEnvironmentVariable("AISLE_TEST_PASSWORD") ?? throw new InvalidOperationException("Set AISLE_TEST_PASSWORD to the password of the demo staff.");

    public static async Task<RunningShop> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("AISLE_TEST_URL") is { Length: > 0 } given)
        {
            return new RunningShop(new Uri(given));
        }

        var folder = Directory.CreateTempSubdirectory("aisle-browser-").FullName;
        var shop = new RunningShop(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FreePort()}")), folder);
        try
        {
            await shop.WaitUntilReadyAsync();
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await StopAsync(_process);
            _process.Dispose();
        }

        if (_folder is not null)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A leftover in the temporary folder is no failure of a test.
            }
        }
    }

    private static async Task StopAsync(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            if (!process.HasExited)
            {
                // As an operator stops it, so that its database is shut down as well.
                _ = Kill(process.Id, 15);
                await process.WaitForExitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (_process!.HasExited || watch.Elapsed > _patience)
            {
                throw new InvalidOperationException($"The shop is not ready after {watch.Elapsed.TotalSeconds:0} s. It said:\n{Said()}");
            }

            try
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // Not yet there.
            }

            await Task.Delay(200);
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private string Said()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Metadata(string key) => typeof(RunningShop).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => string.Equals(attribute.Key, key, StringComparison.Ordinal)).Value!;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
