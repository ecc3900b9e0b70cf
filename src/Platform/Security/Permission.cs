namespace Aisle.Platform.Security;

/// <summary>A right one can give to a role.</summary>
/// <param name="Name">Stable name, <c>module.thing.act</c>, e.g. <c>catalog.product.read</c>.</param>
/// <param name="TextKey">Key of the label that people read, in the module's texts.</param>
public sealed record Permission(string Name, string TextKey);
