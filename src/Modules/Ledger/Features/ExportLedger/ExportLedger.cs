using System.Globalization;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>GET /api/v1/ledger/export</c>: the whole ledger as one file.</summary>
internal static class ExportLedger
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ledger/export", Run)
        .WithName("ExportLedger").WithTags("Ledger").WithSummary("Export the whole ledger")
        .WithDescription("One file, gzip of lines of JSON: accounts, every entry in the order of the chain, checkpoints and public keys. `./aisle verify --file FILE` proves it with no database. It is streamed; a file without its last line is not whole.")
        .WithQuery([]).Produces<Stream>(StatusCodes.Status200OK, LedgerExport.ContentType).Requires(Permissions.Export);

    private static IResult Run(HttpContext context, LedgerExport export, TimeProvider time)
    {
        context.Response.Headers.CacheControl = "no-store";
        var query = QueryReader.Strict(context.Request, []);
        if (query.Problems.Any)
        {
            return query.Problems.Errors.ToProblem();
        }

        if (!context.Caller().Rights.HasEverywhere(Permissions.Export.Name))
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"ledger-{time.GetUtcNow():yyyyMMdd-HHmmss}.jsonl.gz");
        return TypedResults.Stream(output => export.WriteAsync(output, context.RequestAborted), LedgerExport.ContentType, name);
    }
}
