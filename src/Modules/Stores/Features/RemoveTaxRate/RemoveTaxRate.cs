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

/// <summary>Takes a rate away that has not begun.</summary>
internal sealed class RemoveTaxRate(UnitOfWork work, StoresDb db, ChangeNotes notes, BegunDay begun, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete<RemoveTaxRate, Nothing>("/tax-rates/{taxClass}/{from}", (use, request) => use.RunAsync(request), ifMatch: true)
        .WithName(nameof(RemoveTaxRate)).WithTags("Taxes").WithSummary("Remove a tax rate")
        .WithDescription("One that has not begun; the rate before it goes on. One whose first day has come stays: what was sold under it keeps its tax. `If-Match` is the version of the class.")
        .WithProblems(404).Requires(Permissions.TaxEdit);

    public async Task<Result<Nothing>> RunAsync(WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.TaxEdit.Name))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        var from = problems.Take(SetTaxRate.FirstDay(request));
        var version = problems.Take(request.IfMatch());
        return problems.Any ? problems.Errors.ToArray() : await work.RunAsync<Nothing>(async stop =>
        {
            await db.LockAsync(stop);
            var code = request.Route("taxClass");
            if (await db.TaxClasses.AsTracking().Include(row => row.Rates).SingleOrDefaultAsync(row => row.Code == code, stop) is not { } taxClass)
            {
                return StoreErrors.TaxClassUnknown;
            }

            if (Versions.IsOutdated(version, taxClass.Version, out var outdated))
            {
                return outdated;
            }

            var before = ManagedTaxClass.Of(taxClass);
            var removed = taxClass.RemoveRate(from, await begun.GetAsync(stop), time.GetUtcNow());
            if (removed.IsFailure)
            {
                return removed.Errors.ToArray();
            }

            notes.Tell(before, ManagedTaxClass.Of(taxClass));
            return Nothing.Value;
        }, request.Stop);
    }
}
