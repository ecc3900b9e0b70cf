using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>Where the value of a setting comes from.</summary>
internal enum SettingSource
{
    Default,
    Company,
    Store,
}

/// <summary>A setting as it holds in one place.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Value">The value that holds.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="Version">Version of the value set in exactly this place; 0 where none is.</param>
internal sealed record SettingRow(SettingDefinition Definition, string Value, SettingSource Source, int Version);

/// <summary>A change of a setting, for people.</summary>
/// <param name="Id">Number of the change; they grow.</param>
/// <param name="At">When.</param>
/// <param name="Store">Code of the store; null for the company.</param>
/// <param name="OldValue">The value before; null where none was set.</param>
/// <param name="NewValue">The value after; null where it was taken away.</param>
/// <param name="By">Who did it.</param>
internal sealed record SettingHistoryRow(long Id, DateTimeOffset At, string? Store, string? OldValue, string? NewValue, string By);

/// <summary>Reads settings for those who look after them; programs ask <see cref="IStores.SettingAsync"/>.</summary>
internal sealed class ListSettingsQuery(StoresDb db, SettingRegistry registry)
{
    /// <summary>The store of a code, also a closed one; nothing for null.</summary>
    public async Task<Result<StoreId>> StoreAsync(string code, CancellationToken cancellationToken)
    {
        var found = await db.Stores.Where(store => store.Code == code).Select(store => (StoreId?)store.Id).SingleOrDefaultAsync(cancellationToken);
        return found is { } id ? id : Error.Validation("store.unknown", "There is no such store.", "store");
    }

    /// <summary>All settings as they hold for a store, or for the company.</summary>
    public async Task<IReadOnlyList<SettingRow>> ReadAsync(StoreId? store, CancellationToken cancellationToken)
    {
        var stored = await db.Settings.Where(setting => setting.StoreId == null || setting.StoreId == store).ToListAsync(cancellationToken);
        return [.. registry.All.Select(definition => Row(definition))];

        SettingRow Row(SettingDefinition definition)
        {
            var own = store is not null && definition.PerStore ? Find(definition, store) : null;
            var company = Find(definition, place: null);
            var version = (store is null ? company : own)?.Version ?? 0;
            return own is not null ? new SettingRow(definition, own.Value, SettingSource.Store, version)
                : company is not null ? new SettingRow(definition, company.Value, SettingSource.Company, version)
                : new SettingRow(definition, definition.Default, SettingSource.Default, version);
        }

        Setting? Find(SettingDefinition definition, StoreId? place) =>
            stored.Find(setting => string.Equals(setting.Key, definition.Key, StringComparison.Ordinal) && setting.StoreId == place);
    }

    /// <summary>One setting as it holds for a store, or for the company.</summary>
    public async Task<SettingRow?> FindAsync(string key, StoreId? store, CancellationToken cancellationToken) =>
        (await ReadAsync(store, cancellationToken)).FirstOrDefault(row => string.Equals(row.Definition.Key, key, StringComparison.Ordinal));

    /// <summary>The changes of a setting in one place, newest first, at most <paramref name="limit"/>, before change number <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<SettingHistoryRow>> HistoryAsync(string key, StoreId? store, long before, int limit, CancellationToken cancellationToken) =>
        await db.SettingHistory.Where(change => change.Key == key && change.StoreId == store && change.Id < before).OrderByDescending(change => change.Id).Take(limit)
            .Select(change => new SettingHistoryRow(
                change.Id, change.ChangedAt, db.Stores.Where(place => place.Id == change.StoreId).Select(place => place.Code).FirstOrDefault(),
                change.OldValue, change.NewValue, change.ChangedBy))
            .ToListAsync(cancellationToken);

    /// <summary>The changes of a setting, oldest first.</summary>
    public async Task<Result<IReadOnlyList<SettingHistoryRow>>> HistoryAsync(string key, CancellationToken cancellationToken)
    {
        var definition = registry.Find(key);
        if (definition.IsFailure)
        {
            return definition.Errors.ToArray();
        }

        return await db.SettingHistory.Where(change => change.Key == key).OrderBy(change => change.Id)
            .Select(change => new SettingHistoryRow(
                change.Id, change.ChangedAt, db.Stores.Where(store => store.Id == change.StoreId).Select(store => store.Code).FirstOrDefault(),
                change.OldValue, change.NewValue, change.ChangedBy))
            .ToListAsync(cancellationToken);
    }
}
