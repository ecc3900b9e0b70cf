using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>Every setting there is. A key that is not here cannot be set, and asking for it is a fault of the program.</summary>
internal sealed class SettingRegistry
{
    private readonly Dictionary<string, SettingDefinition> _byKey;

    /// <exception cref="InvalidOperationException">Two definitions of one key, or a default that its own definition refuses.</exception>
    public SettingRegistry(IEnumerable<SettingDefinition> definitions)
    {
        _byKey = new Dictionary<string, SettingDefinition>(StringComparer.Ordinal);
        foreach (var definition in definitions)
        {
            if (!_byKey.TryAdd(definition.Key, definition))
            {
                throw new InvalidOperationException($"The setting '{definition.Key}' is defined twice.");
            }

            if (!definition.Read(definition.Default).TryGet(out var value) || !string.Equals(value, definition.Default, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The default of the setting '{definition.Key}' is not a value it takes.");
            }
        }

        All = [.. _byKey.Values.OrderBy(definition => definition.Key, StringComparer.Ordinal)];
    }

    /// <summary>All definitions, by key.</summary>
    public IReadOnlyList<SettingDefinition> All { get; }

    public Result<SettingDefinition> Find(string key) =>
        _byKey.TryGetValue(key, out var definition)
            ? definition
            : Error.Validation("setting.unknown", "There is no such setting.", "key");

    /// <summary>The definition of a key that stands in the program itself.</summary>
    /// <exception cref="KeyNotFoundException">When nobody defined it.</exception>
    public SettingDefinition Get(string key) =>
        _byKey.TryGetValue(key, out var definition)
            ? definition
            : throw new KeyNotFoundException($"The setting '{key}' is not defined.");
}
