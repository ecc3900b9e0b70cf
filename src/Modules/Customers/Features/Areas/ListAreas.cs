using System.ComponentModel;
using Aisle.Contracts.Customers;
using Aisle.Kernel;
using Aisle.Modules.Customers.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Customers.Features;

/// <summary>Areas of a country.</summary>
/// <param name="Items">Areas.</param>
internal sealed record AreaList(IReadOnlyList<Area> Items);

/// <summary><c>GET /api/v1/areas/{country}</c>: the areas an address can lie in. They change with the program alone, so everybody may keep them.</summary>
internal static class ListAreas
{
    private static readonly QueryParameter<string?> _below = Query.Text("below", "Code of an area: those right below it. Without it the greatest ones.", 40, "BD-6-47");

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/areas/{country}", Handle)
        .WithName(nameof(ListAreas)).WithTags("Areas").WithSummary("List areas of a country")
        .WithDescription("Divisions, the districts of a division, or the upazilas and thanas of a district; none of a country whose areas are not known.")
        .WithQuery([_below]).Produces<AreaList>().WithProblems(404).WithExample(new AreaList([CustomersExamples.Division])).OpenToEveryone();

    private static IResult Handle([Description("ISO 3166-1 alpha-2.")] string country, HttpContext context)
    {
        var reader = QueryReader.Strict(context.Request, [_below]);
        var below = reader.Get(_below);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var tree = AreaBook.Of(country.ToUpperInvariant());
        if (below is not null && tree.Find(below) is null)
        {
            return new[] { Error.NotFound("area.unknown", "There is no such area in this country.") }.ToProblem();
        }

        return new Kept(TaggedAnswer.Of(new AreaList([.. below is null ? tree.Top : tree.Below(below)])));
    }

    private sealed class Kept(IResult answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.OnStarting(() =>
            {
                httpContext.Response.Headers.CacheControl = "public, max-age=86400";
                return Task.CompletedTask;
            });
            return answer.ExecuteAsync(httpContext);
        }
    }
}
