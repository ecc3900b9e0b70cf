using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>Removes a class of tax that never had a rate in force. A product that carries it is taxed after as before: not at all.</summary>
internal sealed class RemoveTaxClass(UnitOfWork work, StoresDb db, ChangeNotes notes)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete<RemoveTaxClass, Nothing>("/tax-classes/{code}", (use, request) => use.RunAsync(request), ifMatch: true)
        .WithName(nameof(RemoveTaxClass)).WithTags("Taxes").WithSummary("Remove a tax class").WithDescription("Only one without rates: take those away first that have not begun. One whose rates have begun stays.")
        .WithProblems(404).Requires(Permissions.TaxEdit);

    public async Task<Result<Nothing>> RunAsync(WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.TaxEdit.Name))
        {
            return Access.Forbidden;
        }

        var version = request.IfMatch();
        return version.IsFailure ? version.Errors.ToArray() : await work.RunAsync<Nothing>(async stop =>
        {
            await db.LockAsync(stop);
            var code = request.Route("code");
            if (await db.TaxClasses.AsTracking().Include(row => row.Rates).SingleOrDefaultAsync(row => row.Code == code, stop) is not { } taxClass)
            {
                return StoreErrors.TaxClassUnknown;
            }

            if (Versions.IsOutdated(version.Value, taxClass.Version, out var outdated))
            {
                return outdated;
            }

            if (taxClass.Rates.Count > 0)
            {
                return Error.Conflict("tax_class.has_rates", "A tax class that has rates stays.");
            }

            db.Remove(taxClass);
            notes.Tell(ManagedTaxClass.Of(taxClass), after: null);
            return Nothing.Value;
        }, request.Stop);
    }
}
