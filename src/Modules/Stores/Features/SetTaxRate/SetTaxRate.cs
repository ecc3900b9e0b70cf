using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="SetTaxRate"/>.</summary>
/// <param name="TaxClass">Code of the class.</param>
/// <param name="Percent">The new rate.</param>
/// <param name="From">Its first day.</param>
/// <param name="Version">The version of the class it was made on; null to overwrite whatever is there.</param>
internal sealed record SetTaxRateRequest(string TaxClass, decimal Percent, DateOnly From, int? Version);

/// <summary>Sets the rate of a class from a day on; the rate before ends on the day before. Answers the class's version.</summary>
internal sealed class SetTaxRate(UnitOfWork work, StoresDb db, TimeProvider time)
{
    public Task<Result<int>> RunAsync(SetTaxRateRequest request, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        await db.LockAsync(stop);
        var taxClass = await db.TaxClasses.AsTracking().Include(row => row.Rates).SingleOrDefaultAsync(row => row.Code == request.TaxClass, stop);
        if (taxClass is null)
        {
            return Error.NotFound("tax_class.unknown", "There is no such tax class.");
        }

        if (Versions.IsOutdated(request.Version, taxClass.Version, out var outdated))
        {
            return outdated;
        }

        var set = taxClass.SetRate(request.Percent, request.From, time.GetUtcNow());
        if (set.IsSuccess)
        {
            work.Changed(StoresModule.Tag);
        }

        return set.Map(() => taxClass.Version);
    }, cancellationToken);
}
