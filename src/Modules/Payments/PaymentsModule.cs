using System.CommandLine;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Bkash;
using Aisle.Modules.Payments.Providers.Nagad;
using Aisle.Modules.Payments.Providers.SslCommerz;
using Aisle.Modules.Payments.Providers.Stripe;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Commands;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Payments;

/// <summary>Payments: the shop's side of bKash, Nagad, SSLCommerz and Stripe.</summary>
public sealed class PaymentsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "payments";

    /// <inheritdoc/>
    public string Role => "payments";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Payments.Permissions.All;

    /// <inheritdoc/>
    public IEnumerable<string> Faults(IConfiguration configuration)
    {
        try
        {
            return PaymentsOptions.Read(configuration).Faults();
        }
        catch (InvalidOperationException fault)
        {
            return [$"{PaymentsOptions.Section}: {fault.InnerException?.Message ?? fault.Message}"];
        }
    }

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PaymentsOptions.Read(configuration));
        services.AddSingleton<ProviderAccounts>();
        services.AddSingleton<MemoryTraffic>();
        services.AddSingleton<ITrafficSink>(provider => provider.GetRequiredService<MemoryTraffic>());
        services.AddSingleton<BkashTokens>();
        services.AddSingleton<SnsSignature>();
        services.AddProvider<BkashProvider>(ProviderNames.Bkash);
        services.AddProvider<NagadProvider>(ProviderNames.Nagad);
        services.AddProvider<SslCommerzProvider>(ProviderNames.SslCommerz);
        services.AddProvider<StripeProvider>(ProviderNames.Stripe);
        services.AddSingleton<PaymentProviders>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];
}
