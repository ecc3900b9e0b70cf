using System.Text.Json;
using Aisle.Host;
using Aisle.Platform.Caching;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.FeatureTests.Support;

/// <summary>The real host on a real socket with a database of its own; one for each test class.</summary>
public sealed class ShopHost(Cluster cluster) : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>Talks to the host; does not follow redirects and does not decompress.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Connection string of the class's database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _app!.Services;

    public Cluster Cluster => cluster;

    /// <summary>The host of another fixture, for what tests do with a shop.</summary>
    internal static ShopHost Of(Cluster cluster, WebApplication app, HttpClient http, string connectionString) => new(cluster) { _app = app, Http = http, ConnectionString = connectionString };

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await cluster.CopyAsync();
        (_app, Http) = await StartAsync(cluster, ConnectionString);
    }

    /// <summary>Set by a test that damages what invariants hold, so that they are not asked at the end.</summary>
    public bool IsDamaged { get; set; }

    public async ValueTask DisposeAsync()
    {
        // Whatever the class did, money and stock must still be right.
        var proof = IsDamaged ? null : await Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None);
        Http.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
        proof?.Results.Where(result => !result.Ok).SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty("verify is red at the end of the class");
    }

    /// <summary>Another host on a database, e.g. a second one beside the class's own.</summary>
    public static Task<(WebApplication App, HttpClient Http)> StartAsync(Cluster cluster, string connectionString, params (string, string)[] settings) =>
        StartAsync(cluster, connectionString, _ => { }, settings);

    /// <summary>Another host with other services, e.g. a clock of the test's own.</summary>
    public static async Task<(WebApplication App, HttpClient Http)> StartAsync(Cluster cluster, string connectionString, Action<IServiceCollection> adjust, params (string, string)[] settings)
    {
        // Checkpoints belong to one ledger, so each database has a folder of its own for them.
        var checkpoints = Path.Combine(cluster.Scratch, "ledger", new NpgsqlConnectionStringBuilder(connectionString).Database!);
        var app = AisleApp.Build(Cluster.Settings([("Aisle:Ledger:Checkpoints", checkpoints), .. settings]), connectionString, cluster.Files, builder =>
        {
            builder.Logging.ClearProviders();
            adjust(builder.Services);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address) };
        var changes = app.Services.GetRequiredService<ChangeListener>();
        for (var i = 0; i < 200 && !changes.IsListening; i++)
        {
            await Task.Delay(20);
        }

        return (app, http);
    }

    /// <summary>An answer as JSON; fails with the body where the status is another one.</summary>
    public async Task<JsonElement> JsonAsync(string path, int status = 200)
    {
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status, $"{path}: {body}");
        return JsonDocument.Parse(body).RootElement.Clone();
    }

    /// <summary>One value by SQL.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
