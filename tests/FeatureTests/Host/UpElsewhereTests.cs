using System.Collections.Concurrent;
using System.Diagnostics;
using Aisle.FeatureTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.FeatureTests.Host;

/// <summary><c>./aisle up</c> for other users, in odd folders, on a full disk, with a telemetry collector, and killed while it loads the demo shop.</summary>
public sealed class UpElsewhereTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aisle-else-").FullName;
    private readonly int _port = AisleProcess.FreePort();

    private static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    private (string, string) Url => ("AISLE_URL", $"http://127.0.0.1:{_port}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Works_for_an_ordinary_user()
    {
        Assert.SkipUnless(IsRoot && File.Exists("/usr/bin/setpriv"), "Only root can become an ordinary user; otherwise every other test runs as one.");
        Run("chmod", "755", _folder);
        var home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        Run("chown", "nobody", home);
        var data = Path.Combine(home, "data");

        using var up = AisleProcess.Start(data, ["up", "--empty"], Url, ("HOME", home), ("AISLE_TEST_RUN_AS", "nobody"));
        await up.ReadyAsync(_port);

        Run("sh", "-c", $"[ \"$(stat -c %U {data}/postgres)\" = nobody ]");
        up.Signal("TERM");
        await up.EndAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Root_puts_the_cluster_where_its_user_can_reach_it()
    {
        Assert.SkipUnless(IsRoot, "Only root hands the cluster to another user.");
        var hidden = Directory.CreateDirectory(Path.Combine(_folder, "hidden"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

        using var up = AisleProcess.Start(hidden, ["up", "--empty"], Url);
        await up.ReadyAsync(_port);
        await up.SaysAsync("Ctrl-C stops it.");

        up.Output.ShouldContain("embedded PostgreSQL in /var/lib/aisle/");
        up.Signal("TERM");
        await up.EndAsync(TimeSpan.FromSeconds(30));
        var cluster = up.Output[(up.Output.IndexOf("/var/lib/aisle/", StringComparison.Ordinal))..].Split('/')[..5];
        Directory.Delete(string.Join('/', cluster), recursive: true);
    }

    [Fact]
    public async Task Killed_while_loading_the_demo_shop_it_loads_it_whole_the_next_time()
    {
        var data = Path.Combine(_folder, "demo");
        using (var first = AisleProcess.Start(data, ["up"], Url))
        {
            await first.SaysAsync("Applied catalog/");
            await Task.Delay(2500, TestContext.Current.CancellationToken);
            first.Signal("KILL");
            await first.EndAsync(TimeSpan.FromSeconds(10));
        }

        using var again = AisleProcess.Start(data, ["up"], Url);
        await again.ReadyAsync(_port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
        var slugs = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync($"/api/v1/products?sort=name&limit=100{cursor}", TestContext.Current.CancellationToken)).RootElement;
            slugs.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("slug").GetString()!));
            if (!page.TryGetProperty("nextCursor", out var next))
            {
                break;
            }

            cursor = "&cursor=" + next.GetString();
        }

        slugs.Count.ShouldBe(Aisle.Host.Demo.DemoCatalog.Products().Count());
        slugs.Distinct(StringComparer.Ordinal).Count().ShouldBe(slugs.Count);
        again.Signal("INT");
        await again.EndAsync(TimeSpan.FromSeconds(30));
        again.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_disk_is_one_sentence()
    {
        var small = Directory.CreateDirectory(Path.Combine(_folder, "small")).FullName;
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", small]) { RedirectStandardError = true, UseShellExecute = false });
        await mount!.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(mount.ExitCode == 0, "A small disk cannot be mounted here.");
        try
        {
            using var up = AisleProcess.Start(small, ["up"], Url);
            await up.EndAsync(TimeSpan.FromSeconds(30));

            up.ExitCode.ShouldBe(2);
            up.Output.Trim().Split('\n').Length.ShouldBe(1, up.Output);
            up.Output.ShouldContain("is full");
        }
        finally
        {
            Run("umount", small);
        }
    }

    [Fact]
    public async Task Traces_metrics_and_logs_go_to_a_collector_that_is_configured()
    {
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(context =>
        {
            seen.AddOrUpdate(context.Request.Path.Value!, 1, (_, count) => count + 1);
            return Task.CompletedTask;
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        using var up = AisleProcess.Start(Path.Combine(_folder, "data"), ["up", "--empty"], Url, ("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"), ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_BLRP_SCHEDULE_DELAY", "200"));
        await up.ReadyAsync(_port);
        for (var i = 0; i < 100 && seen.Count < 3; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        seen.Keys.Order().ShouldBe(["/v1/logs", "/v1/metrics", "/v1/traces"]);
        up.Signal("TERM");
        await up.EndAsync(TimeSpan.FromSeconds(30));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program + " " + string.Join(' ', arguments));
    }
}
