using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>POST /api/v1/suppliers/imports</c>: takes suppliers in from a file, which is tried before anything is changed.</summary>
internal sealed class UploadSuppliers(ImportSuppliers import, TimeProvider time)
{
    private static readonly QueryParameter[] _query = [TriedFile.DryRun];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadSuppliers, TriedFile, FileImportResult>("/suppliers/imports", TriedFile.MostBytes, (use, request) => use.TakeAsync(request), (use, file, request) => use.RunAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadSuppliers)).WithTags("Suppliers").WithSummary("Import suppliers")
            .WithDescription("The body is a CSV file in UTF-8 with the columns code, name, contact, phone, email, address, tax_number, payment_days, lead_days and minimum_order; and, of what they sell, sku, supplier_code, pack_units, minimum_packs, price and from. What is fine is taken in, and the answer names each row that is not. A cell left empty leaves what is there.")
            .WithQuery(_query).WithExample(new FileImportResult(3, 1, 1, 0, 1, DryRun: false, [new Refusal(4, "email", "email.format", "An address is needed such as a@example.com.")])).Requires(Permissions.SupplierEdit);

    /// <summary>Tries a file, before the transaction.</summary>
    public async Task<Result<TriedFile>> TakeAsync(WriteRequest request)
    {
        var reader = QueryReader.Strict(request.Http.Request, _query);
        var dryRun = reader.Get(TriedFile.DryRun);
        return reader.Problems.Any ? reader.Problems.Errors.ToArray()
            : !request.Caller.MayForCompany(Permissions.SupplierEdit) ? Access.Forbidden
            : await TriedFile.TakeAsync(request, dryRun, time, hash => new TriedFile(hash), (file, without) => RunAsync(file, without, request));
    }

    public Task<Result<FileImportResult>> RunAsync(TriedFile file, WriteRequest request) => file.RunAsync(request, (tried, without) => RunAsync(tried, without, request));

    /// <summary>Imports a file where the caller may; what cannot be read is a fault of all of it.</summary>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, WriteRequest request) =>
        request.Caller.MayForCompany(Permissions.SupplierEdit) ? await TriedFile.ReadAsync(() => import.RunAsync(file, without, request.Stop)) : Access.Forbidden;
}
