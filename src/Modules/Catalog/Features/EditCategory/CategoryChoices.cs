using Aisle.Contracts.Catalog;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Categories as a tree is read: each before those below it.</summary>
internal static class CategoryChoices
{
    /// <summary>Each with how deep it lies, the top being 0.</summary>
    public static IEnumerable<(CategoryEdit Category, int Depth)> InOrder(IReadOnlyList<CategoryEdit> all)
    {
        var below = all.ToLookup(category => category.ParentId);
        return Below(parent: null, 0);

        IEnumerable<(CategoryEdit, int)> Below(CategoryId? parent, int depth) => below[parent].SelectMany(category => Below(category.Id, depth + 1).Prepend((category, depth)));
    }

    /// <summary>To choose from, with blanks before the names of the deeper ones.</summary>
    public static IReadOnlyList<ListChoice> Of(IReadOnlyList<CategoryEdit> all, AdminText text) =>
        [.. InOrder(all).Select(row => new ListChoice(row.Category.Id.ToString(), new string('\u2003', row.Depth) + text.Of(row.Category.Name)))];
}
