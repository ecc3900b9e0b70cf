using Aisle.Kernel;
using Aisle.Modules.Payments.Providers.Bkash;
using Aisle.Modules.Payments.Providers.Nagad;
using Aisle.Modules.Payments.Providers.SslCommerz;
using Aisle.Modules.Payments.Providers.Stripe;
using Aisle.Platform.Modules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Payments.Providers;

/// <summary>The credentials of a store with a provider: its own, or those of the sandbox of this host.</summary>
internal sealed class ProviderAccounts(PaymentsOptions options, IServiceProvider services)
{
    public Result<BkashOptions> Bkash(string store) => Of(store, ProviderNames.Bkash, accounts => accounts.Bkash);

    public Result<NagadOptions> Nagad(string store) => Of(store, ProviderNames.Nagad, accounts => accounts.Nagad);

    public Result<SslCommerzOptions> SslCommerz(string store) => Of(store, ProviderNames.SslCommerz, accounts => accounts.SslCommerz);

    public Result<StripeOptions> Stripe(string store) => Of(store, ProviderNames.Stripe, accounts => accounts.Stripe);

    private Result<T> Of<T>(string store, string provider, Func<StoreAccounts, T?> own) where T : class
    {
        if (options.Stores.FirstOrDefault(pair => string.Equals(pair.Key, store, StringComparison.OrdinalIgnoreCase)).Value is { } accounts && own(accounts) is { } account)
        {
            return account;
        }

        return services.GetService<IProviderSandbox>() is not { } sandbox
            ? PaymentErrors.NotSetUp
            : new ConfigurationBuilder().AddInMemoryCollection(sandbox.AccountOf(provider)).Build().Get<T>()!;
    }
}
