using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>POST /api/v1/suppliers/imports</c>: takes suppliers in from a file, which is tried before anything is changed.</summary>
internal sealed class UploadSuppliers(ImportSuppliers import, TimeProvider time) : CompanyUpload(Permissions.SupplierEdit, time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadSuppliers, TriedFile, FileImportResult>("/suppliers/imports", TriedFile.MostBytes, (use, request) => use.TakeAsync(request), (use, file, request) => use.RunAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadSuppliers)).WithTags("Suppliers").WithSummary("Import suppliers")
            .WithDescription("The body is a CSV file in UTF-8 with the columns code, name, contact, phone, email, address, tax_number, payment_days, lead_days, minimum_order and currency; and, of what they sell, sku, supplier_code, pack_units, minimum_packs, price and from. What is fine is taken in, and the answer names each row that is not. A cell left empty leaves what is there. Amounts are in the supplier's currency.")
            .WithQuery(Query).WithExample(new FileImportResult(3, 1, 1, 0, 1, DryRun: false, [new Refusal(4, "email", "email.format", "An address is needed such as a@example.com.")])).Requires(Permissions.SupplierEdit);

    protected override Task<Result<FileImportResult>> ImportAsync(FileImport file, IReadOnlyList<Refusal>? without, CancellationToken cancellationToken) => import.RunAsync(file, without, cancellationToken);
}
