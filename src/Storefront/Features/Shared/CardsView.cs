using Aisle.Contracts.Catalog;

namespace Aisle.Storefront.Features;

/// <summary>Products on a shelf, as items of a list.</summary>
/// <param name="Products">The products.</param>
/// <param name="First">How many of them are seen without scrolling, so that their pictures are loaded at once.</param>
internal sealed record CardsView(IReadOnlyList<ProductCard> Products, int First = 0);

/// <summary>A row of products with a heading.</summary>
/// <param name="Id">Id of the heading.</param>
/// <param name="Title">Heading.</param>
/// <param name="Address">Where all of them are, or null.</param>
/// <param name="Category">Its category, whose sign stands beside the heading; or null.</param>
/// <param name="Items">The products.</param>
internal sealed record ShelfView(string Id, string Title, string? Address, CategoryRecord? Category, IReadOnlyList<ProductCard> Items);
