using System.ComponentModel;
using Aisle.Modules.Stores.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>GET /api/v1/tax-classes/{code}</c>: one class with its version, for edits.</summary>
internal static class GetTaxClass
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tax-classes/{code}", HandleAsync)
        .WithName(nameof(GetTaxClass)).WithTags("Taxes").WithSummary("Read a tax class").WithDescription("A class with all its rates over time, oldest first. The ETag is the version for edits of the class and of its rates.")
        .WithQuery([]).Produces<ManagedTaxClass>().WithProblems(404).WithExample(StoresExamples.TaxClass).OpenToEveryone();

    private static async Task<IResult> HandleAsync([Description("Code of the class.")] string code, HttpContext context, StoresDb db, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await db.TaxClasses.Include(row => row.Rates).SingleOrDefaultAsync(row => row.Code == code, cancellationToken) is { } found
            ? TaggedAnswer.Of(ManagedTaxClass.Of(found), found.Version)
            : new[] { StoreErrors.TaxClassUnknown }.ToProblem();
    }
}
