using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What is typed into the form of a brand.</summary>
internal sealed record BrandForm(IReadOnlyDictionary<string, string> Names, string Slug, string Country);

/// <summary><c>/admin/brands/{id}</c>: a brand; <c>new</c> makes one.</summary>
internal sealed class BrandPageModel(BrandQuery query, BrandUse brands, IStores stores) : CatalogPage(stores)
{
    public BrandEdit? Brand { get; private set; }

    public BrandForm Form { get; private set; } = new(new Dictionary<string, string>(StringComparer.Ordinal), "", "");

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.BrandEdit.Name);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        if (Brand is { } brand)
        {
            (Form, Version) = (FormOf(brand), brand.Version);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, string? slug, string? country, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = (new BrandForm(Typed.Texts(Request.Form, "name", T.Languages), slug ?? "", country ?? ""), version);
        var problems = new Problems();
        var body = new BrandBody(Typed.Text(Form.Names, "name", problems), Id: null, Form.Slug.Trim() is { Length: > 0 } given ? given : null, Form.Country.Trim().ToUpperInvariant());
        var request = WriteRequest.ForPage(HttpContext, version);
        var done = problems.Any ? problems.Errors.ToArray() : Brand is null ? await brands.AddAsync(body, request) : await brands.SaveAsync(body, request);
        if (done.IsSuccess)
        {
            return Done(T["catalog.brands.saved", T.Of(done.Value.Name)], "/admin/brands");
        }

        if (Brand is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            var theirs = FormOf(there);
            (Version, Conflict) = (there.Version,
            [
                .. T.Languages.Select(language => new ConflictRow($"{T["catalog.brands.name"]} ({T.In(language, "platform.language")})", theirs.Names.GetValueOrDefault(language, ""), Form.Names.GetValueOrDefault(language, ""))),
                new(T["catalog.product.slug"], theirs.Slug, Form.Slug), new(T["catalog.brands.country"], theirs.Country, Form.Country),
            ]);
        }

        return Refuse(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var done = await brands.RemoveAsync(WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Done(T["catalog.brands.removed"], "/admin/brands");
        }

        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = (FormOf(Brand!), Brand!.Version);
        return Refuse(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        Brand = TypedId.TryParse<BrandId>(id, out var wanted) ? await query.FindAsync(wanted, cancellationToken) : null;
        Title = Brand is null ? T["catalog.brands.new"] : T.Of(Brand.Name);
        Crumbs = [new AdminCrumb(T["catalog.brands.title"], "/admin/brands")];
        return Brand is not null || (MayEdit && string.Equals(id, "new", StringComparison.Ordinal));
    }

    private static BrandForm FormOf(BrandEdit brand) => new(brand.Name.All, brand.Slug, brand.Country);
}
