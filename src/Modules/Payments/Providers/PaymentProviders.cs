using System.Diagnostics.CodeAnalysis;
using Aisle.Modules.Payments.Providers.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Payments.Providers;

/// <summary>Every provider there is, by name.</summary>
internal sealed class PaymentProviders(IEnumerable<IPaymentProvider> providers, TimeProvider time)
{
    private readonly Dictionary<string, IPaymentProvider> _byName = providers.ToDictionary(provider => provider.Name, IPaymentProvider (provider) => new CheckedProvider(provider, time), StringComparer.Ordinal);

    public IReadOnlyCollection<IPaymentProvider> All => _byName.Values;

    public bool TryGet(string name, [MaybeNullWhen(false)] out IPaymentProvider provider) => _byName.TryGetValue(name, out provider);
}

/// <summary>Registers providers with the line each of them speaks on.</summary>
internal static class ProviderServices
{
    public static void AddProvider<T>(this IServiceCollection services, string name) where T : class, IPaymentProvider
    {
        services.AddSingleton<T>();
        services.AddSingleton<IPaymentProvider>(provider => provider.GetRequiredService<T>());
        services.AddHttpClient(name, (provider, http) =>
            {
                http.Timeout = TimeSpan.FromSeconds(provider.GetRequiredService<PaymentsOptions>().TimeoutSeconds);
                http.MaxResponseContentBufferSize = ProviderHttp.MostBytes;
            })
            // A redirect would send credentials to wherever it points.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
            .AddHttpMessageHandler(provider => new TrafficRecorder(name, provider.GetRequiredService<ITrafficSink>(), provider.GetRequiredService<TimeProvider>()))
            // The recorder says more, and masks it.
            .RemoveAllLoggers();
    }
}
