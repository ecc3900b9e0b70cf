using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A file of opening stock that was sent.</summary>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="AcceptExpired">Whether goods are taken in that have expired.</param>
internal sealed record OpeningFile(string Hash, bool AcceptExpired) : TriedFile(Hash);

/// <summary><c>POST /api/v1/inventory/imports</c>: takes opening stock in from a file, which is tried before anything is changed.</summary>
internal sealed class UploadOpening(ImportOpening import, TimeProvider time)
{
    private static readonly QueryParameter<bool> _acceptExpired = Query.Flag("acceptExpired", "Take goods in that have expired.");
    private static readonly QueryParameter[] _query = [TriedFile.DryRun, _acceptExpired];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadOpening, OpeningFile, FileImportResult>("/inventory/imports", TriedFile.MostBytes, (use, request) => use.TakeAsync(request), (use, file, request) => use.RunAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadOpening)).WithTags("Stock").WithSummary("Import opening stock")
            .WithDescription("The body is a CSV file in UTF-8 with the columns store, sku or barcode, quantity, unit, unit_cost or value, lot, expires_on and place. What is fine is taken in, and the answer names each row that is not. What is in already is known again: the same file, or a corrected one, doubles nothing.")
            .WithQuery(_query).WithExample(new FileImportResult(3, 2, 0, 0, 1, DryRun: false, [new Refusal(4, "sku", "inventory.item_unknown", "There is no such product.")])).Requires(Permissions.StockOpen);

    /// <summary>Tries a file, before the transaction.</summary>
    public async Task<Result<OpeningFile>> TakeAsync(WriteRequest request)
    {
        var reader = QueryReader.Strict(request.Http.Request, _query);
        var (dryRun, acceptExpired) = (reader.Get(TriedFile.DryRun), reader.Get(_acceptExpired));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToArray();
        }

        var taken = await TriedFile.TakeAsync(request, dryRun, time, hash => new OpeningFile(hash, acceptExpired), (file, without) => RunAsync(file, acceptExpired, without, request));
        return taken.IsSuccess && taken.Value.Tried.Tried is { Rows: > 0 } only && only.Refusals.Where(refusal => refusal.Code == OpeningRow.Elsewhere).Select(refusal => refusal.Line).Distinct().LongCount() == only.Rows ? Access.Forbidden : taken;
    }

    public Task<Result<FileImportResult>> RunAsync(OpeningFile file, WriteRequest request) => file.RunAsync(request, (tried, without) => RunAsync(tried, file.AcceptExpired, without, request));

    /// <summary>Imports a file as the caller may; what cannot be read is a fault of all of it.</summary>
    public Task<Result<FileImportResult>> RunAsync(FileImport file, bool acceptExpired, IReadOnlyList<Refusal>? without, WriteRequest request) =>
        TriedFile.ReadAsync(() => import.RunAsync(file, acceptExpired, store => request.Caller.MayIn(Permissions.StockOpen, store), without, request.Stop));
}
