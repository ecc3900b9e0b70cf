using System.ComponentModel;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>GET /api/v1/stores/{id}</c>: one store.</summary>
internal static class GetStore
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/stores/{id}", HandleAsync)
        .WithName(nameof(GetStore))
        .WithTags("Stores")
        .WithSummary("Read a store")
        .WithDescription("A store or warehouse that is not closed. The ETag begins with the version, for edits.")
        .WithQuery([])
        .Produces<StoreRecord>()
        .WithProblems(404)
        .WithExample(StoresExamples.Store)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync([Description("Id of the store.")] string id, HttpContext context, StoresFacade stores, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var store = reader.Problems.Take(TypedId.Parse<StoreId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return (await stores.SnapshotAsync(cancellationToken)).Stores.FirstOrDefault(row => row.Id == store) is { } found
            ? TaggedAnswer.Of(found, found.Version)
            : new[] { StoreErrors.Unknown }.ToProblem();
    }
}
