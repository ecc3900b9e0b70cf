using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="SaveTaxClass"/>.</summary>
/// <param name="Code">Code of the class; a new one makes a new class.</param>
/// <param name="Name">Name.</param>
/// <param name="Version">The version it was made on, 0 for a new class; null to overwrite whatever is there.</param>
internal sealed record SaveTaxClassRequest(string Code, LocalText Name, int? Version);

/// <summary>Makes a class of tax, or names it anew. Answers its version.</summary>
internal sealed class SaveTaxClass(UnitOfWork work, StoresDb db, TimeProvider time)
{
    public Task<Result<int>> RunAsync(SaveTaxClassRequest request, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        await db.LockAsync(stop);
        var taxClass = await db.TaxClasses.AsTracking().SingleOrDefaultAsync(row => row.Code == request.Code, stop);
        if (Versions.IsOutdated(request.Version, taxClass?.Version ?? 0, out var outdated))
        {
            return outdated;
        }

        var saved = taxClass is null
            ? TaxClass.Create(request.Code, request.Name, time.GetUtcNow())
            : taxClass.Rename(request.Name, time.GetUtcNow()).Map(() => taxClass);
        if (saved.IsSuccess)
        {
            if (taxClass is null)
            {
                db.Add(saved.Value);
            }

            work.Changed(StoresModule.Tag);
        }

        return saved.Map(row => row.Version);
    }, cancellationToken);
}
