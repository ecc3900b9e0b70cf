using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/import</c>: what a shop has before its books begin, from a file.</summary>
internal sealed class OpeningPageModel(UploadOpening import) : FileImportPage
{
    private const string Expired = "acceptExpired";

    public override IReadOnlyList<string> Columns => OpeningRow.Columns;

    public override string Hint => T["inventory.opening_page.hint"];

    public override IReadOnlyList<ListChoice> Switches => [new ListChoice(Expired, T["inventory.opening_page.accept_expired"])];

    public void OnGet() => Load();

    protected override void Load()
    {
        Title = T["inventory.opening_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
    }

    protected override Task<Result<FileImportResult>> ImportAsync(FileImport file, WriteRequest request) => import.RunAsync(file, IsOn(Expired), without: null, request);
}
