using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What is typed into the form of a category.</summary>
internal sealed record CategoryForm(IReadOnlyDictionary<string, string> Names, string Parent, string Slug, string Color, string Icon);

/// <summary><c>/admin/categories/{id}</c>: a category; <c>new</c> makes one, below <c>?parent=</c> where that is given.</summary>
internal sealed class CategoryPageModel(CategoryQuery query, CategoryUse categories, IStores stores) : CatalogPage(stores)
{
    private IReadOnlyList<CategoryEdit> _all = [];

    public CategoryEdit? Category { get; private set; }

    public CategoryForm Form { get; private set; } = new(new Dictionary<string, string>(StringComparer.Ordinal), "", "", "", "");

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.CategoryEdit.Name);

    public IReadOnlyList<ListChoice> ParentChoices => [new("", T["catalog.categories.top"]), .. CategoryChoices.Of(_all, T).Where(choice => !string.Equals(choice.Value, Category?.Id.ToString(), StringComparison.Ordinal))];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, string? parent, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = Category is { } category ? (FormOf(category), category.Version) : (Form with { Parent = parent ?? "" }, 0);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, string? parentId, string? slug, string? color, string? icon, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = (new CategoryForm(Typed.Texts(Request.Form, "name", T.Languages), parentId ?? "", slug ?? "", color ?? "", icon ?? ""), version);
        var problems = new Problems();
        var body = new CategoryBody(
            Typed.Text(Form.Names, "name", problems), Id: null, Typed.Id<CategoryId>(Form.Parent, "parentId", problems), Form.Slug.Trim() is { Length: > 0 } given ? given : null, Position: null, Form.Color.Trim(), Form.Icon.Trim());
        var request = WriteRequest.ForPage(HttpContext, version);
        var done = problems.Any ? problems.Errors.ToArray() : Category is null ? await categories.AddAsync(body, request) : await categories.SaveAsync(body, request);
        if (done.IsSuccess)
        {
            return Done(T["catalog.categories.saved", T.Of(done.Value.Name)], "/admin/categories");
        }

        if (Category is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            var theirs = FormOf(there);
            (Version, Conflict) = (there.Version,
            [
                .. T.Languages.Select(language => new ConflictRow($"{T["catalog.categories.name"]} ({T.In(language, "platform.language")})", theirs.Names.GetValueOrDefault(language, ""), Form.Names.GetValueOrDefault(language, ""))),
                new(T["catalog.categories.parent"], NameOf(theirs.Parent), NameOf(Form.Parent)), new(T["catalog.product.slug"], theirs.Slug, Form.Slug),
                new(T["catalog.categories.color"], theirs.Color, Form.Color), new(T["catalog.categories.icon"], theirs.Icon, Form.Icon),
            ]);
        }

        return Refuse(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var done = await categories.RemoveAsync(WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Done(T["catalog.categories.removed"], "/admin/categories");
        }

        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = (FormOf(Category!), Category!.Version);
        return Refuse(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        _all = await query.ListAsync(counted: true, cancellationToken);
        Category = _all.FirstOrDefault(category => string.Equals(category.Id.ToString(), id, StringComparison.OrdinalIgnoreCase));
        Title = Category is null ? T["catalog.categories.new"] : T.Of(Category.Name);
        Crumbs = [new AdminCrumb(T["catalog.categories.title"], "/admin/categories")];
        return Category is not null || (MayEdit && string.Equals(id, "new", StringComparison.Ordinal));
    }

    private static CategoryForm FormOf(CategoryEdit category) => new(category.Name.All, category.ParentId?.ToString() ?? "", category.Slug, category.Color, category.Icon);

    private string NameOf(string parent) => ParentChoices.FirstOrDefault(choice => string.Equals(choice.Value, parent, StringComparison.Ordinal))?.Label.Trim() ?? parent;
}
