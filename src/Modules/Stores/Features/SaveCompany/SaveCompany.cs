using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="SaveCompany"/>.</summary>
/// <param name="Details">All details.</param>
/// <param name="Version">The version they were made on; null to overwrite whatever is there.</param>
internal sealed record SaveCompanyRequest(CompanyDetails Details, int? Version);

/// <summary>What is asked of the company over HTTP.</summary>
/// <param name="Name">Name that shoppers know.</param>
/// <param name="LegalName">Name on invoices.</param>
/// <param name="Currency">ISO 4217 code of the one currency of its books.</param>
/// <param name="Languages">Languages of its screens; the first is the fallback.</param>
/// <param name="PricesIncludeTax">Whether shelf prices include tax.</param>
/// <param name="TaxNumber">Tax registration number.</param>
internal sealed record CompanyBody(LocalText Name, string LegalName, string Currency, IReadOnlyList<string> Languages, bool PricesIncludeTax, string? TaxNumber = null);

/// <summary>Sets up the company, or changes it.</summary>
internal sealed class SaveCompany(UnitOfWork work, StoresDb db, ChangeNotes notes, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut<SaveCompany, CompanyBody, ManagedCompany>("/company", (use, body, request) => use.EditAsync(body, request))
        .WithName(nameof(SaveCompany)).WithTags("Stores").WithSummary("Change the company")
        .WithDescription("All details. Where nothing is set up yet, `If-Match` is `\"0\"`. The permission is needed everywhere.")
        .WithExample(StoresExamples.Company).Requires(Permissions.StoreEdit);

    public Task<Result<ManagedCompany>> RunAsync(SaveCompanyRequest request, CancellationToken cancellationToken) => work.RunAsync<ManagedCompany>(async stop =>
    {
        await db.LockAsync(stop);
        var company = await db.Companies.AsTracking().SingleOrDefaultAsync(stop);
        if (Versions.IsOutdated(request.Version, company?.Version ?? 0, out var outdated))
        {
            return outdated;
        }

        var before = company is null ? null : ManagedCompany.Of(company);
        if (company is null)
        {
            var created = Company.Create(request.Details, time.GetUtcNow());
            if (created.IsFailure)
            {
                return created.Errors.ToArray();
            }

            db.Add(company = created.Value);
        }
        else if (company.Change(request.Details, time.GetUtcNow()) is { IsFailure: true } refused)
        {
            return refused.Errors.ToArray();
        }

        var after = ManagedCompany.Of(company);
        notes.Tell(before, after);
        return after;
    }, cancellationToken);

    public async Task<Result<ManagedCompany>> EditAsync(CompanyBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.StoreEdit.Name))
        {
            return Access.Forbidden;
        }

        var version = request.IfMatch();
        if (version.IsFailure)
        {
            return version.Errors.ToArray();
        }

        var details = new CompanyDetails(body.Name, body.LegalName, body.TaxNumber ?? "", body.Currency, body.Languages, body.PricesIncludeTax);
        var saved = await RunAsync(new SaveCompanyRequest(details, version.Value), request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }
}
