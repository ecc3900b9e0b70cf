using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Delivery.Features;

/// <summary>The stores of a page that shows one of them.</summary>
/// <param name="Path">The page.</param>
/// <param name="Stores">The stores.</param>
/// <param name="Chosen">The one that is shown.</param>
internal sealed record StoreChoice(string Path, IReadOnlyList<ListChoice> Stores, string Chosen);
