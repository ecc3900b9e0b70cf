using Aisle.Contracts.Stores;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>GET /api/v1/tax-classes</c>: all classes of tax with their rates; a country has a handful.</summary>
internal static class ListTaxClasses
{
    private static readonly QueryParameter<DateOnly?> _on = Query.Day("on", "Only the rate that holds on this day; without it, all rates over time.");
    private static readonly QueryParameter[] _query = [_on];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/tax-classes", HandleAsync)
        .WithName(nameof(ListTaxClasses))
        .WithTags("Stores")
        .WithSummary("List tax classes")
        .WithDescription("The classes of tax a product can have, by code, each with its rates over time, oldest first. With `on`, a class has the one rate of that day, or none.")
        .WithQuery(_query)
        .Produces<TaxClassListAnswer>()
        .WithExample(StoresExamples.TaxClasses)
        .OpenToEveryone();

    private static async Task<IResult> HandleAsync(HttpContext context, StoresFacade stores, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var on = reader.Get(_on);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var classes = (await stores.SnapshotAsync(cancellationToken)).TaxClasses;
        return TaggedAnswer.Of(new TaxClassListAnswer(on is { } day
            ? [.. classes.Select(taxClass => taxClass with { Rates = [.. taxClass.Rates.Where(rate => StoresFacade.Holds(rate, day))] })]
            : classes));
    }
}

/// <summary>The tax classes.</summary>
/// <param name="Items">By code.</param>
internal sealed record TaxClassListAnswer(IReadOnlyList<TaxClassRecord> Items);
