using Aisle.Contracts.Catalog;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// The condition "in this category or below", written so that PostgreSQL reads few rows. It plans a statement once for
/// all categories, so the text has to tell a shelf of ten products from half of the shop.
/// </summary>
internal static class CategoryCondition
{
    /// <summary>For whatever has to see every row of the category: counts, searches, other filters.</summary>
    public static string Of(CategoryTree tree, CategoryRecord category, string id) =>
        IsLeaf(tree, category) ? $"item.category_id = {id}" : $"item.category_path @> array[{id}]";

    /// <summary>For the first <paramref name="limit"/> rows in an order that has an index.</summary>
    public static string OfFirst(CategoryTree tree, CategoryRecord category, int limit, string id) =>
        !IsLeaf(tree, category) && IsLarge(tree, category, limit)
            // No index knows this form, so the rows come in the order of the list until there are enough of them.
            ? $"{id} = any (item.category_path)"
            : Of(tree, category, id);

    private static bool IsLeaf(CategoryTree tree, CategoryRecord category) => !tree.Below(category.Id).Any();

    /// <summary>Whether walking all products until enough belong to the category reads fewer rows than the category has.</summary>
    private static bool IsLarge(CategoryTree tree, CategoryRecord category, int limit) =>
        (long)limit * tree.Top.Sum(department => (long)department.ProductCount) < (long)category.ProductCount * category.ProductCount;
}
