using System.Globalization;
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

/// <summary>What is asked of <see cref="SetTaxRate"/>.</summary>
/// <param name="TaxClass">Code of the class.</param>
/// <param name="Percent">The new rate.</param>
/// <param name="From">Its first day.</param>
/// <param name="Version">The version of the class it was made on; null to overwrite whatever is there.</param>
/// <param name="IsNew">Whether no rate may begin that day yet (true) or one must (false).</param>
internal sealed record SetTaxRateRequest(string TaxClass, decimal Percent, DateOnly From, int? Version, bool IsNew);

/// <summary>What is asked of a new rate.</summary>
/// <param name="TaxClass">Code of the class.</param>
/// <param name="Percent">Percent, such as 7.5.</param>
/// <param name="From">Its first day.</param>
internal sealed record AddTaxRateBody(string TaxClass, decimal Percent, DateOnly From);

/// <summary>What is asked of a rate that has not begun.</summary>
/// <param name="Percent">Percent, such as 7.5.</param>
internal sealed record TaxRateBody(decimal Percent);

/// <summary>
/// Sets the rate of a class from a day on; the rate before ends on the day before. What has been taxed stays: no day that has
/// come gets another rate.
/// </summary>
internal sealed class SetTaxRate(UnitOfWork work, StoresDb db, ChangeNotes notes, BegunDay begun, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SetTaxRate, AddTaxRateBody, ManagedTaxClass>("/tax-rates", async (use, body, request) =>
            {
                request.Location = $"/api/v1/tax-classes/{body.TaxClass}";
                return await use.SaveAsync(new SetTaxRateRequest(body.TaxClass, body.Percent, body.From, Version: null, IsNew: true), request);
            }, StatusCodes.Status201Created)
            .WithName("AddTaxRate").WithTags("Taxes").WithSummary("Set a tax rate from a day on")
            .WithDescription("The rate that held ends on the day before, and the new one takes over the rest of its time. It begins tomorrow or later, unless nothing held on its first day.")
            .WithExample(StoresExamples.TaxClass).WithProblems(404).Requires(Permissions.TaxEdit);
        api.MapPut<SetTaxRate, TaxRateBody, ManagedTaxClass>("/tax-rates/{taxClass}/{from}", async (use, body, request) =>
            {
                var problems = new Problems();
                var from = problems.Take(FirstDay(request));
                var version = problems.Take(request.IfMatch());
                return problems.Any ? problems.Errors.ToArray() : await use.SaveAsync(new SetTaxRateRequest(request.Route("taxClass"), body.Percent, from, version, IsNew: false), request);
            })
            .WithName(nameof(SetTaxRate)).WithTags("Taxes").WithSummary("Change a tax rate")
            .WithDescription("One that has not begun; a rate whose first day has come stays as it is. `If-Match` is the version of the class.")
            .WithExample(StoresExamples.TaxClass).WithProblems(404).Requires(Permissions.TaxEdit);
    }

    /// <summary>The first day of a rate, as it stands in the address. What cannot be one is nobody's.</summary>
    public static Result<DateOnly> FirstDay(WriteRequest request) =>
        DateOnly.TryParseExact(request.Route("from"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : Error.NotFound("tax_rate.unknown", "No rate of this class begins on that day.");

    public Task<Result<ManagedTaxClass>> RunAsync(SetTaxRateRequest request, CancellationToken cancellationToken) => work.RunAsync<ManagedTaxClass>(async stop =>
    {
        await db.LockAsync(stop);
        var taxClass = await db.TaxClasses.AsTracking().Include(row => row.Rates).SingleOrDefaultAsync(row => row.Code == request.TaxClass, stop);
        if (taxClass is null)
        {
            return StoreErrors.TaxClassUnknown;
        }

        if (Versions.IsOutdated(request.Version, taxClass.Version, out var outdated))
        {
            return outdated;
        }

        var isThere = taxClass.Rates.Any(rate => rate.ValidFrom == request.From);
        if (isThere == request.IsNew)
        {
            return isThere
                ? Error.Conflict("tax_rate.exists", "A rate of this class begins on that day already; change it.")
                : Error.NotFound("tax_rate.unknown", "No rate of this class begins on that day.");
        }

        var before = ManagedTaxClass.Of(taxClass);
        var set = taxClass.SetRate(request.Percent, request.From, time.GetUtcNow(), await begun.GetAsync(stop));
        if (set.IsFailure)
        {
            return set.Errors.ToArray();
        }

        var after = ManagedTaxClass.Of(taxClass);
        notes.Tell(before, after);
        return after;
    }, cancellationToken);

    public async Task<Result<ManagedTaxClass>> SaveAsync(SetTaxRateRequest asked, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.TaxEdit.Name))
        {
            return Access.Forbidden;
        }

        var saved = await RunAsync(asked, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }
}
