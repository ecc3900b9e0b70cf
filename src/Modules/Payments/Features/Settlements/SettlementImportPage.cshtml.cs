using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments/settlements/import</c>: what providers paid out, from a file.</summary>
internal sealed class SettlementImportPageModel(UploadSettlement import) : FileImportPage
{
    public override IReadOnlyList<string> Columns => SettlementFileRow.Columns;

    public override string Hint => T["payments.settlement_import_page.hint"];

    public void OnGet() => Load();

    protected override void Load()
    {
        Title = T["payments.settlement_import_page.title"];
        Crumbs = [new AdminCrumb(T["payments.settlements_page.title"], "/admin/payments/settlements")];
    }

    protected override Task<Result<FileImportResult>> ImportAsync(FileImport file, WriteRequest request) => import.RunAsync(file, without: null, request);
}
