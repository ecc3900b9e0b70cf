using Aisle.Contracts.Stores;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;

namespace Aisle.Modules.Stores;

/// <summary>The module as others see it, from memory.</summary>
internal sealed class StoresFacade(ApartDatabase database, ChangeListener listener, SettingRegistry settings) : IStores, IDisposable
{
    private readonly ChangeCache<StoresSnapshot> _cache = new(listener, StoresModule.Tag, stop => StoresSnapshot.LoadAsync(database.Source, stop));

    public ValueTask<StoresSnapshot> SnapshotAsync(CancellationToken cancellationToken) => _cache.GetAsync(cancellationToken);

    public async ValueTask<Shop?> ShopAsync(CancellationToken cancellationToken) => (await _cache.GetAsync(cancellationToken)).Shop;

    public async ValueTask<TaxRateRecord?> TaxAsync(string taxClass, DateOnly date, CancellationToken cancellationToken)
    {
        var snapshot = await _cache.GetAsync(cancellationToken);
        var found = snapshot.TaxClasses.FirstOrDefault(known => string.Equals(known.Code, taxClass, StringComparison.Ordinal));
        return found?.Rates.FirstOrDefault(rate => Holds(rate, date));
    }

    public async ValueTask<string> SettingAsync(string key, StoreId? store, CancellationToken cancellationToken)
    {
        // Before the load: a key nobody defined fails also where the database does not answer.
        var definition = settings.Get(key);
        var values = (await _cache.GetAsync(cancellationToken)).Settings;
        return definition.PerStore && store is not null && values.TryGetValue((key, store), out var own) ? own
            : values.TryGetValue((key, null), out var company) ? company
            : definition.Default;
    }

    public void Dispose() => _cache.Dispose();

    internal static bool Holds(TaxRateRecord rate, DateOnly date) => rate.From <= date && (rate.To is null || date <= rate.To);
}
