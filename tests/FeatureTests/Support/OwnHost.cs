using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Support;

/// <summary>A host with a clock of the test's own on a database of its own.</summary>
public sealed class OwnHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OwnHost(WebApplication app, HttpClient http) => (_app, Http) = (app, http);

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<OwnHost> StartAsync(ShopHost shop, TimeProvider clock, params (string, string)[] settings) => StartAsync(shop.Cluster, clock, settings);

    public static async Task<OwnHost> StartAsync(Cluster cluster, TimeProvider clock, params (string, string)[] settings)
    {
        var (app, http) = await ShopHost.StartAsync(cluster, await cluster.CopyAsync(), services => services.AddSingleton(clock), settings);
        return new OwnHost(app, http);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
