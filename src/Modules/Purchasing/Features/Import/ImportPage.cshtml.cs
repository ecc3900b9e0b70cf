using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/import</c>: suppliers, and what they sell, from a file.</summary>
internal sealed class SupplierImportPageModel(UploadSuppliers import) : FileImportPage
{
    public override IReadOnlyList<string> Columns => SupplierFileRow.Columns;

    public override string Hint => T["purchasing.import_page.hint"];

    public void OnGet() => Load();

    protected override void Load()
    {
        Title = T["purchasing.import_page.title"];
        Crumbs = [new AdminCrumb(T["purchasing.suppliers_page.title"], "/admin/purchasing/suppliers")];
    }

    protected override Task<Result<FileImportResult>> ImportAsync(FileImport file, WriteRequest request) => import.RunAsync(file, without: null, request);
}
