using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/imports/{id}</c>: how far an import is, and the rows it refused.</summary>
internal sealed class ImportPageModel(ImportQuery imports, IStores stores) : CatalogPage(stores)
{
    private const int Shown = 100;
    private const int FilePage = 1000;

    public ImportLine Line { get; private set; } = null!;

    /// <summary>The first faults.</summary>
    public IReadOnlyList<ImportFault> Refused { get; private set; } = [];

    public bool IsOver => Line.FinishedAt is not null;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) =>
        !MaySee ? Forbidden() : await LoadAsync(id, cancellationToken) ? Page() : Missing();

    /// <summary>Every refused row as a file, also while it runs.</summary>
    public async Task<IActionResult> OnGetReportAsync([FromRoute] string id, CancellationToken cancellationToken) =>
        !MaySee ? Forbidden()
        : await FindAsync(id, cancellationToken) ? new CsvAnswer($"import-{Line.Id}.csv", ["line", "field", "code", "message"], RowsAsync(Line.Id, cancellationToken))
        : Missing();

    public async Task<IActionResult> OnPostCancelAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var done = await imports.CancelAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["catalog.imports.cancelled"], $"/admin/imports/{id}")
            : !MaySee ? Forbidden()
            : await LoadAsync(id, cancellationToken) ? Refuse(done.Errors) : Missing();
    }

    private bool MaySee => Caller.Rights.HasEverywhere(Permissions.ImportRun.Name);

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        Line = TypedId.TryParse<ImportId>(id, out var wanted) && await imports.FindAsync(wanted, cancellationToken) is { } line ? line : null!;
        return Line is not null;
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return false;
        }

        Title = Line.Name;
        Crumbs = [new AdminCrumb(T["catalog.imports.title"], "/admin/imports")];
        Refused = Line.Refused == 0 ? [] : await imports.FaultsAsync(Line.Id, last: null, Shown, cancellationToken);
        return true;
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(ImportId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ImportFault? last = null;
        do
        {
            var faults = await imports.FaultsAsync(id, last, FilePage, cancellationToken);
            foreach (var fault in faults)
            {
                yield return [fault.Line.ToString(CultureInfo.InvariantCulture), fault.Field, fault.Code, fault.Message];
            }

            last = faults.Count == FilePage ? faults[^1] : null;
        }
        while (last is not null);
    }
}
