using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="SaveCompany"/>.</summary>
/// <param name="Details">All details.</param>
/// <param name="Version">The version they were made on; null to overwrite whatever is there.</param>
internal sealed record SaveCompanyRequest(CompanyDetails Details, int? Version);

/// <summary>Sets up the company, or changes it. Answers its version.</summary>
internal sealed class SaveCompany(UnitOfWork work, StoresDb db, TimeProvider time)
{
    public Task<Result<int>> RunAsync(SaveCompanyRequest request, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        await db.LockAsync(stop);
        var company = await db.Companies.AsTracking().SingleOrDefaultAsync(stop);
        if (Versions.IsOutdated(request.Version, company?.Version ?? 0, out var outdated))
        {
            return outdated;
        }

        if (company is null)
        {
            var created = Company.Create(request.Details, time.GetUtcNow());
            if (created.IsFailure)
            {
                return created.Map(_ => 0);
            }

            db.Add(company = created.Value);
        }
        else if (company.Change(request.Details, time.GetUtcNow()) is { IsFailure: true } refused)
        {
            return refused.Map(() => 0);
        }

        work.Changed(StoresModule.Tag);
        return company.Version;
    }, cancellationToken);
}
