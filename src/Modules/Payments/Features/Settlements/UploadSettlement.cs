using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>POST /api/v1/settlements/imports</c>: takes in what providers paid out, from a file, which is tried before anything is changed.</summary>
internal sealed class UploadSettlement(ImportSettlement import, TimeProvider time) : CompanyUpload(Permissions.SettlementImport, time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadSettlement, TriedFile, FileImportResult>("/settlements/imports", TriedFile.MostBytes, (use, request) => use.TakeAsync(request), (use, file, request) => use.RunAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadSettlement)).WithTags("Settlements").WithSummary("Import what providers paid out")
            .WithDescription("The body is a CSV file in UTF-8 with the columns provider, paid_on, transaction and gross, and where there are any kind (`payment` or `refund`), fee, vat, at and courier. A courier hands over cash that was paid at the door with the provider `cod`, its name in courier, and the order's number (or the id of the payment) as transaction. What was settled before is left as it is; what is unknown to us or of another amount is taken in and listed as different.")
            .WithQuery(Query).WithExample(new FileImportResult(3, 2, 0, 1, 0, DryRun: false, [])).Requires(Permissions.SettlementImport);

    protected override Task<Result<FileImportResult>> ImportAsync(FileImport file, IReadOnlyList<Refusal>? without, CancellationToken cancellationToken) => import.RunAsync(file, without, cancellationToken);
}
