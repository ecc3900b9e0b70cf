using System.Text.Json.Serialization;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A file of suppliers that was sent.</summary>
/// <param name="Hash">SHA-256 of it.</param>
internal sealed record SupplierFile(string Hash)
{
    /// <summary>Where it lies until the answer is out, and what came of it when it was tried; no part of what was asked.</summary>
    [JsonIgnore]
    public (FileImport File, FileImportResult Tried) Tried { get; init; }
}

/// <summary><c>POST /api/v1/suppliers/imports</c>: takes suppliers in from a file, which is tried before anything is changed.</summary>
internal sealed class UploadSuppliers(ImportSuppliers import, TimeProvider time)
{
    /// <summary>Most bytes of a file that is sent; larger ones are for the command.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly QueryParameter<bool> _dryRun = Query.Flag("dryRun", "Do everything, report, and change nothing.");
    private static readonly QueryParameter[] _query = [_dryRun];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadSuppliers, SupplierFile, FileImportResult>("/suppliers/imports", MostBytes, (use, request) => use.TakeAsync(request), (use, file, request) => use.RunAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadSuppliers)).WithTags("Suppliers").WithSummary("Import suppliers")
            .WithDescription("The body is a CSV file in UTF-8 with the columns code, name, contact, phone, email, address, tax_number, payment_days, lead_days and minimum_order; and, of what they sell, sku, supplier_code, pack_units, minimum_packs, price and from. What is fine is taken in, and the answer names each row that is not. A cell left empty leaves what is there.")
            .WithQuery(_query).WithExample(new FileImportResult(3, 1, 1, 0, 1, DryRun: false, [new Refusal(4, "email", "email.format", "An address is needed such as a@example.com.")])).Requires(Permissions.SupplierEdit);

    /// <summary>Tries a file, before the transaction.</summary>
    public async Task<Result<SupplierFile>> TakeAsync(WriteRequest request)
    {
        var reader = QueryReader.Strict(request.Http.Request, _query);
        var dryRun = reader.Get(_dryRun);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToArray();
        }

        if (!request.Caller.MayForCompany(Permissions.SupplierEdit))
        {
            return Access.Forbidden;
        }

        var saved = await SavedUpload.TakeAsync(request.Http.Request.Body, request, time);
        var tried = await RunAsync(new FileImport(saved.Path, "The file", DryRun: true), without: null, request);
        return tried.Map(result => new SupplierFile(saved.Hash) { Tried = (new FileImport(saved.Path, "The file", dryRun), result) });
    }

    public async Task<Result<FileImportResult>> RunAsync(SupplierFile file, WriteRequest request)
    {
        var done = file.Tried.File.DryRun ? file.Tried.Tried : await RunAsync(file.Tried.File, file.Tried.Tried.Refusals, request);
        request.Status = StatusCodes.Status201Created;
        return done.Map(result => result.Shortened());
    }

    /// <summary>Imports a file where the caller may; what cannot be read is a fault of all of it.</summary>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, WriteRequest request)
    {
        if (!request.Caller.MayForCompany(Permissions.SupplierEdit))
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
