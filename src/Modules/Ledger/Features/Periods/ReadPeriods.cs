using Aisle.Contracts.Stores;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>GET /api/v1/ledger/periods</c>: the months of a fiscal year.</summary>
internal static class ReadPeriods
{
    private static readonly QueryParameter<int> _year = Query.Integer("year", "The fiscal year, by the calendar year in which it begins; 0 for the one under way.", 0, 9000, 0);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ledger/periods", HandleAsync)
        .WithName(nameof(ReadPeriods)).WithTags("Ledger").WithSummary("List the months of a fiscal year")
        .WithDescription("With their state, how many entries they have, and who wishes to have a closed one opened.")
        .WithQuery([_year]).Produces<FiscalYearRecord>().WithExample(LedgerExamples.Year).WithProblems(409).Requires(Permissions.Read);

    private static async Task<IResult> HandleAsync(HttpContext context, OpenBooks books, PeriodStore periods, IStores stores, TimeProvider time, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToProblem();
        }

        var reader = QueryReader.Strict(context.Request, [_year]);
        var year = reader.Get(_year);
        reader.Problems.Require(year is 0 or >= 1970, "query.integer", "'year' is 0 or from 1970 to 9000.", "year");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var book = chart.Value.Book!;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await periods.YearAsync(book, year == 0 ? book.YearOf(Today.Of(await stores.ShopAsync(cancellationToken), time)) : year, cancellationToken));
    }
}
