using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/brands</c>: brands, also those without products.</summary>
internal sealed class BrandsPageModel(BrandQuery brands, IStores stores) : CatalogPage(stores)
{
    private const int PageSize = 50;
    private const int FilePage = 500;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "name", [.. BrandQuery.Sorts]);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.BrandEdit.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["catalog.brands.title"];
        var reader = QueryReader.Lenient(Request);
        var (words, sort) = (reader.Get(_words) ?? "", reader.Get(_sort));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), sort, new Problems());
        var found = await brands.ListAsync(words, sort, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "brands",
            Path = To("/admin/brands"),
            Words = words,
            Sort = sort,
            Sorts = [new ListChoice("name", T["catalog.brands.by_name"]), new ListChoice("-name", T["catalog.brands.by_back_name"]), new ListChoice("slug", T["catalog.brands.by_slug"])],
            Chosen = reader.GetAll(_columns),
            HasExport = true,
            Columns =
            [
                new ListColumn("name", T["catalog.brands.name"], Sort: "name"), new ListColumn("country", T["catalog.brands.country"]),
                new ListColumn("products", T["catalog.brands.products"], IsNumber: true), new ListColumn("slug", T["catalog.product.slug"], Sort: "slug"),
            ],
            Rows = [.. found.Items.Select(brand => new ListRow(brand.Id.ToString(), To($"/admin/brands/{brand.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = T.Of(brand.Name),
                ["country"] = brand.Country.Length == 0 ? "–" : brand.Country,
                ["products"] = T.Number(brand.Products),
                ["slug"] = brand.Slug,
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["catalog.brands.none"],
        };
        return Page();
    }

    /// <summary>The list as a file, searched as it is on the screen.</summary>
    public IActionResult OnGetExport(CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        return new CsvAnswer("brands.csv", ["id", "slug", "name.en", "name.bn", "country", "products"], RowsAsync(reader.Get(_words), reader.Get(_sort), cancellationToken));
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(string? words, string sort, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Cursor? cursor = null;
        do
        {
            var page = await brands.ListAsync(words, sort, cursor, FilePage, cancellationToken);
            foreach (var brand in page.Items)
            {
                yield return [brand.Id.ToString(), brand.Slug, brand.Name.All.GetValueOrDefault("en"), brand.Name.All.GetValueOrDefault("bn"), brand.Country, brand.Products.ToString(CultureInfo.InvariantCulture)];
            }

            cursor = Cursor.Read(page.NextCursor, sort, new Problems());
        }
        while (cursor is not null);
    }
}
