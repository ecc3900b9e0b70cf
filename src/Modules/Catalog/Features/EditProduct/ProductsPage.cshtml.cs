using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/products</c>: products of every status, searched, filtered, and changed many at once.</summary>
internal sealed class ProductsPageModel(AllProductsQuery products, CategoryQuery categories, BrandQuery brands, ChangeProducts change, Assets assets, IStores stores) : CatalogPage(stores)
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    /// <summary>Products that are to go into a category which is still to be chosen.</summary>
    public IReadOnlyList<string> Moving { get; private set; } = [];

    public IReadOnlyList<ListChoice> MoveChoices { get; private set; } = [];

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.ProductEdit.Name);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    /// <summary>The list as a file, filtered as it is on the screen.</summary>
    public IActionResult OnGetExport(CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        return new CsvAnswer("products.csv",
            ["id", "slug", "status", "name.en", "name.bn", "category", "brand", "sku", "variants", "price", "currency", "image", "updated_at"],
            RowsAsync(ListAllProducts.FilterOf(reader), reader.Get(ListAllProducts.Sort), cancellationToken));
    }

    public Task<IActionResult> OnPostPublishAsync(string[] ids, CancellationToken cancellationToken) =>
        ChangeAsync(new ChangeProductsBody(Ids(ids), ProductStatus.Active), "catalog.products.published", cancellationToken);

    public Task<IActionResult> OnPostArchiveAsync(string[] ids, CancellationToken cancellationToken) =>
        ChangeAsync(new ChangeProductsBody(Ids(ids), ProductStatus.Archived), "catalog.products.archived_now", cancellationToken);

    /// <summary>Asks for the category.</summary>
    public Task<IActionResult> OnPostMoveAsync(string[] ids, CancellationToken cancellationToken)
    {
        Moving = ids;
        return ShowAsync(cancellationToken);
    }

    public Task<IActionResult> OnPostMoveToAsync(string[] ids, string? category, CancellationToken cancellationToken) =>
        ChangeAsync(new ChangeProductsBody(Ids(ids), CategoryId: TypedId.TryParse<CategoryId>(category, out var chosen) ? chosen : null), "catalog.products.moved", cancellationToken);

    private static List<ProductId> Ids(string[] ids) => [.. ids.Select(id => TypedId.TryParse<ProductId>(id, out var product) ? product : (ProductId?)null).OfType<ProductId>()];

    private async Task<IActionResult> ChangeAsync(ChangeProductsBody body, string noticeKey, CancellationToken cancellationToken)
    {
        var done = await change.RunAsync(body, WriteRequest.ForPage(HttpContext));
        if (done.IsFailure)
        {
            await ShowAsync(cancellationToken);
            return Refuse(done.Errors);
        }

        return BackTo("/admin/products", T[noticeKey, T.Number(done.Value.Updated + done.Value.Unchanged)],
            done.Value.Results.Where(result => result.Errors is not null).Select(result => $"{result.Slug}: {string.Join(' ', result.Errors!.Select(error => InWords(Error.Conflict(error.Code, error.Message))))}"));
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Title = T["catalog.products.title"];
        var reader = QueryReader.Lenient(Request);
        var (filter, sort) = (ListAllProducts.FilterOf(reader), reader.Get(ListAllProducts.Sort));
        var cursor = AllProductsQuery.ReadCursor(reader.Get(Cursor.Parameter), sort, new Problems());
        var found = await products.ListAsync(filter, sort, cursor, PageSize, cancellationToken);
        MoveChoices = CategoryChoices.Of(await categories.ListAsync(counted: false, cancellationToken), T);
        var brandChoices = (await brands.NamesAsync(cancellationToken)).Select(brand => new ListChoice(brand.Id.ToString(), T.Of(brand.Name)));
        List = new ListView
        {
            Key = "products",
            Path = To("/admin/products"),
            Words = filter.Words ?? "",
            Sort = sort,
            Sorts = [.. AllProductsQuery.Sorts.Select(one => new ListChoice(one, T["catalog.products.by." + one.Replace("-", "back_", StringComparison.Ordinal)]))],
            Chosen = reader.GetAll(_columns),
            HasExport = true,
            Filters =
            [
                new ListFilter("status", T["catalog.products.status"], [new ListChoice("any", T["catalog.products.any_status"]), .. Statuses(T)], filter.Status ?? "any"),
                new ListFilter("category", T["catalog.products.category"], [new ListChoice("", T["catalog.products.all_categories"]), .. MoveChoices], filter.Category?.ToString() ?? ""),
                new ListFilter("brand", T["catalog.products.brand"], [new ListChoice("", T["catalog.products.all_brands"]), .. brandChoices], filter.Brand?.ToString() ?? ""),
                new ListFilter("without", T["catalog.products.without"],
                    [new ListChoice("nothing", T["catalog.products.without_nothing"]), new ListChoice("picture", T["catalog.products.without_picture"]), new ListChoice("price", T["catalog.products.without_price"])], filter.Without ?? "nothing"),
            ],
            Acts = !MayEdit ? [] :
            [
                new ListAct("Publish", T["catalog.products.publish"], T["catalog.products.publish_ask"]), new ListAct("Move", T["catalog.products.move"]),
                new ListAct("Archive", T["catalog.products.archive"], T["catalog.products.archive_ask"]),
            ],
            Columns =
            [
                new ListColumn("name", T["catalog.products.name"], Sort: "name"), new ListColumn("sku", T["catalog.products.sku"]), new ListColumn("status", T["catalog.products.status"]),
                new ListColumn("category", T["catalog.products.category"]), new ListColumn("brand", T["catalog.products.brand"]), new ListColumn("price", T["catalog.products.price"], IsNumber: true),
                new ListColumn("updated", T["catalog.products.updated"], Sort: "updated"), new ListColumn("variants", T["catalog.products.variants"], IsShown: false, IsNumber: true),
                new ListColumn("slug", T["catalog.products.slug"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(RowOf)],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["catalog.products.none"],
        };
        return Page();
    }

    /// <summary>The states of a product, to choose from.</summary>
    internal static IReadOnlyList<ListChoice> Statuses(AdminText text) =>
        [new("draft", text["catalog.products.draft"]), new("active", text["catalog.products.active"]), new("archived", text["catalog.products.archived"])];

    /// <summary>The state of a product as a word with a colour.</summary>
    internal static IHtmlContent Badge(ProductStatus status, AdminText text) => status switch
    {
        ProductStatus.Active => ListView.Badge(text["catalog.products.active"], "green"),
        ProductStatus.Draft => ListView.Badge(text["catalog.products.draft"], "yellow"),
        _ => ListView.Badge(text["catalog.products.archived"], "secondary"),
    };

    private ListRow RowOf(ProductLine product) => new(product.Id.ToString(), To($"/admin/products/{product.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["name"] = Named(product),
        ["sku"] = product.Sku,
        ["status"] = Badge(product.Status, T),
        ["category"] = T.Of(product.Category.Name),
        ["brand"] = product.Brand is { } brand ? T.Of(brand.Name) : "–",
        ["price"] = product.Price is { } price ? T.Money(price) : "–",
        ["updated"] = Moment(product.UpdatedAt),
        ["variants"] = T.Number(product.VariantCount),
        ["slug"] = product.Slug,
    });

    private IHtmlContent Named(ProductLine product)
    {
        var cell = new HtmlContentBuilder().AppendHtml("<span class=\"thing\">");
        cell = product.Image is { } image
            ? cell.AppendHtml("<img class=\"thumb\" alt=\"\" width=\"40\" height=\"40\" loading=\"lazy\" src=\"/files/").Append(image).AppendHtml("\">")
            : cell.AppendHtml($"<span class=\"thumb thumb-none\"><svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"{assets.PathOf("admin-icons.svg")}#photo\"></use></svg></span>");
        return cell.AppendHtml("<span>").Append(T.Of(product.Name)).AppendHtml("</span></span>");
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(AllProductsFilter filter, string sort, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in products.AllAsync(filter, sort, cancellationToken))
        {
            yield return
            [
                line.Id.ToString(), line.Slug, Data.Words.Of(line.Status), line.Name.All.GetValueOrDefault("en"), line.Name.All.GetValueOrDefault("bn"), line.Category.Slug, line.Brand?.Slug, line.Sku,
                line.VariantCount.ToString(CultureInfo.InvariantCulture), line.Price?.ToAmountString(), line.Price?.Currency.Code, line.Image, line.UpdatedAt.ToString("O", CultureInfo.InvariantCulture),
            ];
        }
    }
}
