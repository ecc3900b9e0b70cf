using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Domain;

/// <summary>Id of one making of drafts from advice; made by the caller.</summary>
internal readonly record struct ReorderId(Guid Value) : ITypedId<ReorderId>
{
    public static ReorderId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
