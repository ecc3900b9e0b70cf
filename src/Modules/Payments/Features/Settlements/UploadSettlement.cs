using System.Text.Json.Serialization;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>A file of what providers paid out that was sent.</summary>
/// <param name="Hash">SHA-256 of it.</param>
internal sealed record SettlementFile(string Hash)
{
    /// <summary>Where it lies until the answer is out, and what came of it when it was tried; no part of what was asked.</summary>
    [JsonIgnore]
    public (FileImport File, FileImportResult Tried) Tried { get; init; }
}

/// <summary><c>POST /api/v1/settlements/imports</c>: takes in what providers paid out, from a file, which is tried before anything is changed.</summary>
internal sealed class UploadSettlement(ImportSettlement import, TimeProvider time)
{
    /// <summary>Most bytes of a file that is sent; larger ones are for the command.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly QueryParameter<bool> _dryRun = Query.Flag("dryRun", "Do everything, report, and change nothing.");
    private static readonly QueryParameter[] _query = [_dryRun];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadSettlement, SettlementFile, FileImportResult>("/settlements/imports", MostBytes, (use, request) => use.TakeAsync(request), (use, file, request) => use.RunAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadSettlement)).WithTags("Settlements").WithSummary("Import what providers paid out")
            .WithDescription("The body is a CSV file in UTF-8 with the columns provider, paid_on, transaction and gross, and where there are any kind (`payment` or `refund`), fee, vat and at. What was settled before is left as it is; what is unknown to us or of another amount is taken in and listed as different.")
            .WithQuery(_query).WithExample(new FileImportResult(3, 2, 0, 1, 0, DryRun: false, [])).Requires(Permissions.SettlementImport);

    /// <summary>Tries a file, before the transaction.</summary>
    public async Task<Result<SettlementFile>> TakeAsync(WriteRequest request)
    {
        var reader = QueryReader.Strict(request.Http.Request, _query);
        var dryRun = reader.Get(_dryRun);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToArray();
        }

        if (!request.Caller.MayForCompany(Permissions.SettlementImport))
        {
            return Access.Forbidden;
        }

        var saved = await SavedUpload.TakeAsync(request.Http.Request.Body, request, time);
        var tried = await RunAsync(new FileImport(saved.Path, "The file", DryRun: true), without: null, request);
        return tried.Map(result => new SettlementFile(saved.Hash) { Tried = (new FileImport(saved.Path, "The file", dryRun), result) });
    }

    public async Task<Result<FileImportResult>> RunAsync(SettlementFile file, WriteRequest request)
    {
        var done = file.Tried.File.DryRun ? file.Tried.Tried : await RunAsync(file.Tried.File, file.Tried.Tried.Refusals, request);
        request.Status = StatusCodes.Status201Created;
        return done.Map(result => result.Shortened());
    }

    /// <summary>Imports a file where the caller may; what cannot be read is a fault of all of it.</summary>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, WriteRequest request)
    {
        if (!request.Caller.MayForCompany(Permissions.SettlementImport))
        {
            return Access.Forbidden;
        }

        try
        {
            return await import.RunAsync(file, without, request.Stop);
        }
        catch (FaultException fault)
        {
            return Error.Validation("import.file", fault.Message);
        }
    }
}
