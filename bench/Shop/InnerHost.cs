using Aisle.Bench.Load;
using Aisle.Host;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.Bench.Shop;

/// <summary>The real host inside of the bench's own process, on an embedded PostgreSQL in a scratch folder, to measure what has no HTTP before it.</summary>
internal sealed class InnerHost : IAsyncDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("aisle-bench-").FullName;
    private DataFolder? _folder;
    private EmbeddedPostgres? _server;

    public WebApplication App { get; private set; } = null!;

    public string ConnectionString => _server!.ConnectionString;

    public Uri Address => new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>A folder that goes when the host does.</summary>
    public string Scratch => _scratch;

    /// <summary>Starts with the schema and nothing in it.</summary>
    public static async Task<InnerHost> StartAsync(CancellationToken cancellationToken, params (string Key, string Value)[] more)
    {
        var host = new InnerHost();
        try
        {
            await host.BeginAsync(more, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.StopAsync();
            await App.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder?.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private async Task BeginAsync((string Key, string Value)[] more, CancellationToken cancellationToken)
    {
        // PostgreSQL runs as another user where the bench runs as root, and must reach its folder.
        File.SetUnixFileMode(_scratch, (UnixFileMode)0b111_101_101);
        _folder = DataFolder.Open(_scratch);
        _folder.Lock();
        _server = await EmbeddedPostgres.StartAsync(_folder, Checkout.Home, cancellationToken);
        var given = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AISLE_HOME"] = Checkout.Home, ["AISLE_URL"] = "http://127.0.0.1:0", ["Aisle:PublicUrl"] = "http://shop.example",
            ["Aisle:Http:RequestsPerMinute"] = "10000000", ["Aisle:Identity:AttemptsPerMinute"] = "1000000", ["Aisle:Identity:AttemptsPerAddress"] = "1000000",
        };
        foreach (var (key, value) in more)
        {
            given[key] = value;
        }

        var settings = HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).Build());
        App = AisleApp.Build(settings, _server.ConnectionString, Path.Combine(_scratch, "files"), builder => builder.Logging.ClearProviders());
        await App.Services.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        await App.StartAsync(cancellationToken);
        var changes = App.Services.GetRequiredService<ChangeListener>();
        while (!changes.IsListening)
        {
            await Task.Delay(10, cancellationToken);
        }
    }
}
