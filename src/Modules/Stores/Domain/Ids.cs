using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>Id of a setting's stored value.</summary>
internal readonly record struct SettingId(Guid Value) : ITypedId<SettingId>
{
    public static SettingId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
