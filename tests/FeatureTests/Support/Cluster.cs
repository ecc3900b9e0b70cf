using System.Diagnostics;
using Aisle.Host;
using Aisle.Host.Demo;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Aisle.Platform.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(Aisle.FeatureTests.Support.Cluster))]

namespace Aisle.FeatureTests.Support;

/// <summary>
/// One real PostgreSQL for the run, with the demo shop in a template database; every test class gets a copy of it, so
/// that classes can change what they like and run side by side.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    private const string Template = "aisle_template";

    /// <summary>Password of the demo shop's staff.</summary>
    public const string DemoPassword = "rosogolla-42-doi";

    private static int _next;
    private DataFolder? _folder;
    private EmbeddedPostgres? _server;

    /// <summary>Scratch folder of the run.</summary>
    public string Scratch { get; } = Directory.CreateTempSubdirectory("aisle-tests-").FullName;

    /// <summary>Folder of the files the demo shop stored.</summary>
    public string Files => Path.Combine(Scratch, "files");

    /// <summary>Where the checkout lies.</summary>
    public static string Home { get; } = FindHome();

    public async ValueTask InitializeAsync()
    {
        // PostgreSQL runs as another user where the tests run as root, and must reach its folder.
        File.SetUnixFileMode(Scratch, (UnixFileMode)0b111_101_101);
        _folder = DataFolder.Open(Scratch);
        _folder.Lock();
        // Nothing here outlives the run, and what tests kill are processes, not the machine: the disk need not be waited for.
        _server = await EmbeddedPostgres.StartAsync(_folder, Home, CancellationToken.None, ("fsync", "off"), ("full_page_writes", "off"));
        await ExecuteAsync($"create database {Template}");
        await using var app = AisleApp.Build(Settings(), ConnectionTo(Template), Files);
        await app.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(Scratch, "demo-password"), DemoPassword);
        await DemoShop.LoadWhereEmptyAsync(app.Services, Path.Combine(Scratch, "demo"), Path.Combine(Scratch, "demo-password"), isStocked: false, CancellationToken.None);
        await SettleAsync(app.Services);
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Gives what the loading of the shop told to those who listen, once for all classes, and forgets it as an older shop would have.</summary>
    private async Task SettleAsync(IServiceProvider services)
    {
        while (await services.GetRequiredService<OutboxRelay>().MoveAsync(CancellationToken.None) || await services.GetRequiredService<InboxWorker>().HandleAsync(CancellationToken.None) != Look.Nothing)
        {
        }

        await using var connection = new NpgsqlConnection(ConnectionTo(Template));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("delete from platform.inbox where handled_at is not null; analyze", connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder?.Dispose();
        // A hundred and fifty databases are a quarter of a million files: nobody waits until they are gone, nor for who would hold our output open.
        Process.Start(new ProcessStartInfo("rm", ["-rf", Scratch]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!.Dispose();
    }

    /// <summary>A database of one's own with the demo shop in it.</summary>
    public Task<string> CopyAsync() => NewAsync($" template {Template} strategy file_copy");

    /// <summary>A database of one's own with nothing in it.</summary>
    public Task<string> EmptyAsync() => NewAsync("");

    /// <summary>Settings of a host as the environment would give them.</summary>
    internal static HostSettings Settings(params (string Key, string Value)[] values)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["AISLE_URL"] = "http://127.0.0.1:0",
            ["AISLE_HOME"] = Home,
            ["Aisle:CountStatements"] = "true",
            ["Aisle:Http:RequestsPerMinute"] = "1000000",
            // The shop of the tests is reached under a name that is not this machine's.
            ["Aisle:Sandbox:Enabled"] = "true",
            // A notice comes where a test asks for it.
            ["Aisle:Sandbox:Notices"] = "false",
            ["Aisle:PublicUrl"] = "http://shop.example",
            // What a hash costs is for the bench; here each would only be waited for.
            ["Aisle:Identity:HashRounds"] = "1000",
            ["Aisle:Wallets:PinRounds"] = "1000",
            ["Aisle:Wallets:LooksPerMinute"] = "1000000",
            ["Aisle:Identity:AttemptsPerMinute"] = "1000",
            ["Aisle:Identity:AttemptsPerAddress"] = "100000",
        };
        foreach (var (key, value) in values)
        {
            all[key] = value;
        }

        return HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    private async Task<string> NewAsync(string options)
    {
        var name = $"test_{Interlocked.Increment(ref _next)}";
        await ExecuteAsync($"create database {name}{options}");
        return ConnectionTo(name);
    }

    /// <summary>What a class has done with is given back soon: all classes together have a hundred connections.</summary>
    private string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Database = database, ConnectionIdleLifetime = 5, ConnectionPruningInterval = 2 }.ConnectionString;

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server!.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string FindHome()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "package-lock.json")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
