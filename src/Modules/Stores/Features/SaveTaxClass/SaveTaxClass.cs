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

/// <summary>What is asked of <see cref="SaveTaxClass"/>.</summary>
/// <param name="Code">Code of the class; a new one makes a new class.</param>
/// <param name="Name">Name.</param>
/// <param name="Version">The version it was made on, 0 for a new class; null to overwrite whatever is there.</param>
internal sealed record SaveTaxClassRequest(string Code, LocalText Name, int? Version);

/// <summary>What is asked of a new class of tax.</summary>
/// <param name="Code">Code that products carry.</param>
/// <param name="Name">Name in at least one language.</param>
internal sealed record AddTaxClassBody(string Code, LocalText Name);

/// <summary>What is asked of a class of tax.</summary>
/// <param name="Name">Name in at least one language.</param>
internal sealed record TaxClassBody(LocalText Name);

/// <summary>Makes a class of tax, or names it anew.</summary>
internal sealed class SaveTaxClass(UnitOfWork work, StoresDb db, ChangeNotes notes, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SaveTaxClass, AddTaxClassBody, ManagedTaxClass>("/tax-classes", (use, body, request) => use.SaveAsync(new SaveTaxClassRequest(body.Code, body.Name, Version: 0), request), StatusCodes.Status201Created)
            .WithName("AddTaxClass").WithTags("Taxes").WithSummary("Make a tax class").WithDescription("A class without rates yet; `POST /api/v1/tax-rates` gives it one.")
            .WithExample(StoresExamples.TaxClass with { Rates = [], Version = 1 }).Requires(Permissions.TaxEdit);
        api.MapPut<SaveTaxClass, TaxClassBody, ManagedTaxClass>("/tax-classes/{code}", async (use, body, request) =>
            {
                var version = request.IfMatch();
                return version.IsFailure ? version.Errors.ToArray()
                    // Nothing has version 0: only a new class does, and that is made by POST.
                    : version.Value == 0 ? Versions.Outdated
                    : await use.SaveAsync(new SaveTaxClassRequest(request.Route("code"), body.Name, version.Value), request);
            })
            .WithName(nameof(SaveTaxClass)).WithTags("Taxes").WithSummary("Name a tax class anew").WithDescription("The code stays: products carry it.")
            .WithExample(StoresExamples.TaxClass).WithProblems(404).Requires(Permissions.TaxEdit);
    }

    public Task<Result<ManagedTaxClass>> RunAsync(SaveTaxClassRequest request, CancellationToken cancellationToken) => work.RunAsync<ManagedTaxClass>(async stop =>
    {
        await db.LockAsync(stop);
        var taxClass = await db.TaxClasses.AsTracking().Include(row => row.Rates).SingleOrDefaultAsync(row => row.Code == request.Code, stop);
        if (taxClass is null && request.Version > 0)
        {
            return StoreErrors.TaxClassUnknown;
        }

        if (taxClass is not null && request.Version == 0)
        {
            return Error.Conflict("tax_class.exists", "There is a tax class with this code already.");
        }

        if (Versions.IsOutdated(request.Version, taxClass?.Version ?? 0, out var outdated))
        {
            return outdated;
        }

        var before = taxClass is null ? null : ManagedTaxClass.Of(taxClass);
        var saved = taxClass is null
            ? TaxClass.Create(request.Code, request.Name, time.GetUtcNow())
            : taxClass.Rename(request.Name, time.GetUtcNow()).Map(() => taxClass);
        if (saved.IsFailure)
        {
            return saved.Errors.ToArray();
        }

        if (taxClass is null)
        {
            db.Add(saved.Value);
        }

        var after = ManagedTaxClass.Of(saved.Value);
        notes.Tell(before, after);
        return after;
    }, cancellationToken);

    public async Task<Result<ManagedTaxClass>> SaveAsync(SaveTaxClassRequest asked, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.TaxEdit.Name))
        {
            return Access.Forbidden;
        }

        var saved = await RunAsync(asked, request.Stop);
        request.Location = asked.Version == 0 ? $"/api/v1/tax-classes/{asked.Code}" : null;
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }
}
