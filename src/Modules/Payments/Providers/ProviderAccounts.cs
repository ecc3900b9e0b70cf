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

    /// <summary>Whether a store can be paid by a provider.</summary>
    public bool Has(string store, string provider) => OwnOf(store, provider) || IsSandbox(store, provider);

    /// <summary>Whether what is paid there is simulated.</summary>
    public bool IsSandbox(string store, string provider) => !OwnOf(store, provider) && services.GetService<IProviderSandbox>() is not null;

    private bool OwnOf(string store, string provider) => AccountsOf(store) is { } accounts && provider switch
    {
        ProviderNames.Bkash => accounts.Bkash is not null,
        ProviderNames.Nagad => accounts.Nagad is not null,
        ProviderNames.SslCommerz => accounts.SslCommerz is not null,
        ProviderNames.Stripe => accounts.Stripe is not null,
        _ => false,
    };

    private StoreAccounts? AccountsOf(string store) => options.Stores.FirstOrDefault(pair => string.Equals(pair.Key, store, StringComparison.OrdinalIgnoreCase)).Value;

    private Result<T> Of<T>(string store, string provider, Func<StoreAccounts, T?> own) where T : class
    {
        if (AccountsOf(store) is { } accounts && own(accounts) is { } account)
        {
            return account;
        }

        return services.GetService<IProviderSandbox>() is not { } sandbox
            ? PaymentErrors.NotSetUp
            : new ConfigurationBuilder().AddInMemoryCollection(sandbox.AccountOf(provider)).Build().Get<T>()!;
    }
}
