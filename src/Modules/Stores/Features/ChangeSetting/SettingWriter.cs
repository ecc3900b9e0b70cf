using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;

namespace Aisle.Modules.Stores.Features;

/// <summary>Changes settings together with their history, and tells of it; there is no other way to change one.</summary>
internal sealed class SettingWriter(StoresDb db, SettingRegistry registry, ChangeNotes notes, TimeProvider time)
{
    /// <summary>Sets a value.</summary>
    /// <param name="stored">What is stored of this key and place, tracked; null where nothing is.</param>
    /// <param name="key">The setting.</param>
    /// <param name="store">The store, or null for the company.</param>
    /// <param name="value">The new value as somebody gave it.</param>
    /// <param name="who">Who changes it.</param>
    public Result<Setting> Set(Setting? stored, string key, StoreId? store, string? value, string who)
    {
        var definition = registry.Find(key);
        if (definition.IsFailure)
        {
            return definition.Errors.ToArray();
        }

        var (old, now) = (stored?.Value, time.GetUtcNow());
        var set = stored is null
            ? Setting.Create(TypedId.New<SettingId>(time), definition.Value, store, value, now)
            : stored.Change(definition.Value, value, now).Map(() => stored);
        if (set.IsFailure)
        {
            return set;
        }

        if (stored is null)
        {
            db.Add(set.Value);
        }

        if (!string.Equals(old, set.Value.Value, StringComparison.Ordinal))
        {
            Write(new SettingHistory(key, store, old, set.Value.Value, who, now));
        }

        return set;
    }

    /// <summary>Takes a value away, so that the company's or the default holds again.</summary>
    public void Reset(Setting stored, string who)
    {
        db.Remove(stored);
        Write(new SettingHistory(stored.Key, stored.StoreId, stored.Value, newValue: null, who, time.GetUtcNow()));
    }

    private void Write(SettingHistory change)
    {
        db.Add(change);
        notes.Tell(change);
    }
}
