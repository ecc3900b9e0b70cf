using System.Text.RegularExpressions;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/products/{id}</c>: a product with its variants, packs and barcodes; <c>new</c> makes one.</summary>
// 100 variants with 20 packs of five fields are more than a form has otherwise.
[RequestFormLimits(ValueCountLimit = 16_384)]
internal sealed partial class ProductPageModel(ProductEditing products, AddProduct add, SaveProduct save, RemoveProduct remove, CategoryQuery categories, BrandQuery brands, IStores stores)
    : ProductPart(products, stores)
{
    public ProductForm Form { get; private set; } = new();

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public IReadOnlyList<ListChoice> CategoryList { get; private set; } = [];

    public IReadOnlyList<ListChoice> BrandList { get; private set; } = [];

    public IReadOnlyList<ListChoice> TaxList => [.. (Shop?.TaxClasses ?? []).Select(tax => new ListChoice(tax.Code, T.Of(tax.Name)))];

    public IReadOnlyList<ListChoice> SellByList => [new("piece", T["catalog.product.by_piece"]), new("weight", T["catalog.product.by_weight"])];

    public IReadOnlyList<ListChoice> StatusList => [.. ProductsPageModel.Statuses(T).Where(status => status.Value is not "draft" || Product is null or { Status: Contracts.Catalog.ProductStatus.Draft })];

    public IReadOnlyList<ListChoice> UnitList => [.. Unit.All.Select(unit => new ListChoice(unit.Code, T["catalog.unit." + unit.Code]))];

    public IReadOnlyList<ListChoice> PackList => [new("", T["catalog.product.single"]), .. UnitList];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        if (Product is { } product)
        {
            (Form, Version) = (ProductForm.Of(product), product.Version);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = (ProductForm.Read(Request.Form, T.Languages), version);
        var problems = new Problems();
        var body = Form.ToBody(problems);
        if (problems.Any)
        {
            // What cannot be read is told together with what the product itself would be refused for.
            body.ToDetails(problems, known: null);
            return Refuse(problems.Errors);
        }

        var request = WriteRequest.ForPage(HttpContext, version);
        var done = Product is null ? await add.RunAsync(body, request) : await save.RunAsync(body, request);
        if (done.IsSuccess)
        {
            return Done(T[Product is null ? "catalog.product.made" : "catalog.product.saved", T.Of(done.Value.Name)], $"/admin/products/{done.Value.Id}");
        }

        if (Product is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            // Saving again is on what is there now: they have seen it.
            (Version, Conflict) = (there.Version, Compare(ProductForm.Of(there), Form));
        }

        return Refuse(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var done = await remove.RunAsync(WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Done(T[done.Value.Version is null ? "catalog.product.deleted" : "catalog.product.archived"], done.Value.Version is null ? "/admin/products" : $"/admin/products/{id}");
        }

        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = (ProductForm.Of(Product!), Product!.Version);
        return Refuse(done.Errors);
    }

    /// <inheritdoc/>
    protected override string? FieldOf(string? field) => field is null ? null
        : PartOfPack().Match(field) is { Success: true } pack ? pack.Groups["pack"].Value + (pack.Groups["code"].Success ? ".barcodes" : ".units")
        : base.FieldOf(field)!.Replace(".netContent", ".net", StringComparison.Ordinal);

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var isNew = string.Equals(id, "new", StringComparison.Ordinal);
        if (!await FindAsync(id, cancellationToken) && !(isNew && MayEdit))
        {
            return false;
        }

        CategoryList = [new ListChoice("", "–"), .. CategoryChoices.Of(await categories.ListAsync(counted: false, cancellationToken), T)];
        BrandList = [new ListChoice("", "–"), .. (await brands.NamesAsync(cancellationToken)).Select(brand => new ListChoice(brand.Id.ToString(), T.Of(brand.Name)))];
        return true;
    }

    private IReadOnlyList<ConflictRow> Compare(ProductForm theirs, ProductForm mine) =>
    [
        .. T.Languages.Select(language => new ConflictRow(
            $"{T["catalog.product.name"]} ({T.In(language, "platform.language")})", theirs.Names.GetValueOrDefault(language, ""), mine.Names.GetValueOrDefault(language, ""))),
        .. T.Languages.Select(language => new ConflictRow(
            $"{T["catalog.product.description"]} ({T.In(language, "platform.language")})", theirs.Descriptions.GetValueOrDefault(language, ""), mine.Descriptions.GetValueOrDefault(language, ""))),
        new(T["catalog.product.slug"], theirs.Slug, mine.Slug),
        new(T["catalog.product.status"], Label(StatusList, theirs.Status), Label(StatusList, mine.Status)),
        new(T["catalog.product.category"], Label(CategoryList, theirs.Category), Label(CategoryList, mine.Category)),
        new(T["catalog.product.brand"], Label(BrandList, theirs.Brand), Label(BrandList, mine.Brand)),
        new(T["catalog.product.tax_class"], Label(TaxList, theirs.TaxClass), Label(TaxList, mine.TaxClass)),
        new(T["catalog.product.sell_by"], Label(SellByList, theirs.SellBy), Label(SellByList, mine.SellBy)),
        new(T["catalog.product.minimum_age"], theirs.MinimumAge, mine.MinimumAge),
        new(T["catalog.product.keywords"], theirs.Keywords, mine.Keywords),
        new(T["catalog.product.popularity"], theirs.Popularity, mine.Popularity),
        new(T["catalog.product.attributes"], InWords(theirs.Attributes), InWords(mine.Attributes)),
        new(T["catalog.product.variants"], InWords(theirs.Variants), InWords(mine.Variants)),
    ];

    private static string InWords(IEnumerable<(string Key, string Value)> attributes) => string.Join(", ", attributes.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));

    private string InWords(IEnumerable<VariantForm> variants) => string.Join("; ", variants.Select(variant =>
        $"{variant.Sku} {string.Join(" / ", variant.Names.Values.Where(name => name.Length > 0))} {(variant.Net.Length > 0 ? $"{variant.Net} {variant.NetUnit}" : "")} {(variant.Archived ? $"({T["catalog.product.variant_archived"]})" : "")} [{string.Join(", ", variant.Packs.Select(pack => $"{pack.Units} {pack.Unit} {pack.Barcodes.ReplaceLineEndings(" ")}".Trim()))}]"));

    private static string Label(IReadOnlyList<ListChoice> choices, string value) => choices.FirstOrDefault(choice => string.Equals(choice.Value, value, StringComparison.Ordinal))?.Label.Trim() ?? value;

    [GeneratedRegex(@"^(?<pack>variants\[\d+\]\.packs\[\d+\])(?<code>\.barcodes.*)?(\.id)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartOfPack();
}
