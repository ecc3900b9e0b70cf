using Aisle.Contracts.Catalog;

namespace Aisle.Storefront.Features;

/// <summary>A product on a shelf.</summary>
/// <param name="Product">The product.</param>
/// <param name="IsFirst">Whether it is seen without scrolling, so that its picture is loaded at once.</param>
internal sealed record CardView(ProductCard Product, bool IsFirst = false);

/// <summary>A row of products with a heading.</summary>
/// <param name="Id">Id of the heading.</param>
/// <param name="Title">Heading.</param>
/// <param name="Address">Where all of them are, or null.</param>
/// <param name="Category">Its category, whose sign stands beside the heading; or null.</param>
/// <param name="Items">The products.</param>
internal sealed record ShelfView(string Id, string Title, string? Address, CategoryRecord? Category, IReadOnlyList<ProductCard> Items);
