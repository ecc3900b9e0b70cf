using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>A value that somebody set, for the company or for one store.</summary>
internal sealed class Setting
{
    private Setting()
    {
    }

    public SettingId Id { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>Null is the company's value.</summary>
    public StoreId? StoreId { get; private set; }

    public string Value { get; private set; } = "";

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public static Result<Setting> Create(SettingId id, SettingDefinition definition, StoreId? store, string? value, DateTimeOffset now)
    {
        var setting = new Setting { Id = id, Key = definition.Key, StoreId = store };
        return CheckPlace(definition, store).Bind(() => setting.Change(definition, value, now)).Map(() => setting);
    }

    /// <summary>Takes a new value; the same value leaves the version alone.</summary>
    public Result Change(SettingDefinition definition, string? value, DateTimeOffset now)
    {
        if (!string.Equals(definition.Key, Key, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{Key}' is not defined by '{definition.Key}'.", nameof(definition));
        }

        var read = definition.Read(value);
        if (read.IsFailure)
        {
            return read.WithoutValue();
        }

        if (Version == 0 || !string.Equals(read.Value, Value, StringComparison.Ordinal))
        {
            (Value, Version, UpdatedAt) = (read.Value, Version + 1, now);
        }

        return Result.Success;
    }

    private static Result CheckPlace(SettingDefinition definition, StoreId? store) =>
        store is null || definition.PerStore
            ? Result.Success
            : Error.Validation("setting.not_per_store", "This setting is one for the whole company.", "store");
}

/// <summary>One change of a setting. Never changed itself.</summary>
internal sealed class SettingHistory
{
    private SettingHistory()
    {
    }

    public SettingHistory(string key, StoreId? store, string? oldValue, string? newValue, string changedBy, DateTimeOffset changedAt) =>
        (Key, StoreId, OldValue, NewValue, ChangedBy, ChangedAt) = (key, store, oldValue, newValue, changedBy, changedAt);

    public long Id { get; private set; }

    public string Key { get; private set; } = "";

    public StoreId? StoreId { get; private set; }

    /// <summary>Null is "not set".</summary>
    public string? OldValue { get; private set; }

    /// <summary>Null is "not set any more".</summary>
    public string? NewValue { get; private set; }

    public string ChangedBy { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }
}
