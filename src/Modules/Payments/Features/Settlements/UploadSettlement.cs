using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>POST /api/v1/settlements/imports</c>: takes in what providers paid out, from a file, which is tried before anything is changed.</summary>
internal sealed class UploadSettlement(ImportSettlement import, TimeProvider time)
{
    private static readonly QueryParameter[] _query = [TriedFile.DryRun];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadSettlement, TriedFile, FileImportResult>("/settlements/imports", TriedFile.MostBytes, (use, request) => use.TakeAsync(request), (use, file, request) => use.RunAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadSettlement)).WithTags("Settlements").WithSummary("Import what providers paid out")
            .WithDescription("The body is a CSV file in UTF-8 with the columns provider, paid_on, transaction and gross, and where there are any kind (`payment` or `refund`), fee, vat, at and courier. A courier hands over cash that was paid at the door with the provider `cod`, its name in courier, and the order's number (or the id of the payment) as transaction. What was settled before is left as it is; what is unknown to us or of another amount is taken in and listed as different.")
            .WithQuery(_query).WithExample(new FileImportResult(3, 2, 0, 1, 0, DryRun: false, [])).Requires(Permissions.SettlementImport);

    /// <summary>Tries a file, before the transaction.</summary>
    public async Task<Result<TriedFile>> TakeAsync(WriteRequest request)
    {
        var reader = QueryReader.Strict(request.Http.Request, _query);
        var dryRun = reader.Get(TriedFile.DryRun);
        return reader.Problems.Any ? reader.Problems.Errors.ToArray()
            : !request.Caller.MayForCompany(Permissions.SettlementImport) ? Access.Forbidden
            : await TriedFile.TakeAsync(request, dryRun, time, hash => new TriedFile(hash), (file, without) => RunAsync(file, without, request));
    }

    public Task<Result<FileImportResult>> RunAsync(TriedFile file, WriteRequest request) => file.RunAsync(request, (tried, without) => RunAsync(tried, without, request));

    /// <summary>Imports a file where the caller may; what cannot be read is a fault of all of it.</summary>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, WriteRequest request) =>
        request.Caller.MayForCompany(Permissions.SettlementImport) ? await TriedFile.ReadAsync(() => import.RunAsync(file, without, request.Stop)) : Access.Forbidden;
}
