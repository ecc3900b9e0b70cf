using System.Globalization;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>A change of the company.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who did it.</param>
/// <param name="Before">What was changed, before; left out for the first one.</param>
/// <param name="After">The same, after.</param>
internal sealed record CompanyChange(DateTimeOffset At, string By, JsonElement? Before, JsonElement? After);

/// <summary><c>GET /api/v1/company</c> and <c>/company/history</c>.</summary>
internal static class GetCompany
{
    private const string Sort = "company_history";
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Changes on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/company", GetAsync)
            .WithName(nameof(GetCompany)).WithTags("Stores").WithSummary("Read the company")
            .WithDescription("Who trades: name, tax number, currency, languages. The ETag is the version for edits.")
            .WithQuery([]).Produces<ManagedCompany>().WithProblems(404).WithExample(StoresExamples.Company).Requires(Permissions.StoreRead);
        api.MapGet("/company/history", HistoryAsync)
            .WithName("GetCompanyHistory").WithTags("Stores").WithSummary("List the changes of the company")
            .WithDescription("Who changed what and when, newest first.")
            .WithQuery(_query).Produces<Page<CompanyChange>>().Requires(Permissions.StoreRead)
            .WithExample(new Page<CompanyChange>([new CompanyChange(new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), "Nasreen Akter", JsonElement.Parse("""{"taxNumber":""}"""), JsonElement.Parse("""{"taxNumber":"000000000-0000"}"""))], NextCursor: null));
    }

    private static async Task<IResult> GetAsync(HttpContext context, StoresDb db, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await db.Companies.SingleOrDefaultAsync(cancellationToken) is { } company
            ? TaggedAnswer.Of(ManagedCompany.Of(company), company.Version)
            : new[] { Error.NotFound("company.unknown", "No company is set up yet.") }.ToProblem();
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, AuditTrail trail, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var limit = reader.Get(_limit);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        var before = 0L;
        reader.Problems.Require(cursor is null || long.TryParse(cursor.Key, NumberStyles.None, CultureInfo.InvariantCulture, out before), "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        // The audit is its history: it holds every change and nobody can change it.
        var lines = await trail.FindAsync(new AuditFilter(SubjectType: "stores.company"), cursor is null ? null : before, limit + 1, cancellationToken);
        var next = lines.Count > limit ? new Cursor(Sort, lines[limit - 1].Id.ToString(CultureInfo.InvariantCulture), Guid.Empty).ToString() : null;
        return TaggedAnswer.Of(new Page<CompanyChange>([.. lines.Take(limit).Select(line => new CompanyChange(line.At, line.ActorName, line.Before, line.After))], next));
    }
}
