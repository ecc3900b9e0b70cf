using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>GET /api/v1/audit</c>: who did what to which thing, a page at a time or all of it as CSV.</summary>
internal static class ReadAudit
{
    private const string Sort = "audit";
    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in actor, action, thing or address.", 100, "rahima");
    private static readonly QueryParameter<UserId?> _actor = Query.Id<UserId>("actor", "Id of the user or API key that did it.");
    private static readonly QueryParameter<string?> _action = Query.Text("action", "What was done: all of it, or its beginning with a dot at the end.", 100, "stores.store.update");
    private static readonly QueryParameter<string?> _type = Query.Text("type", "The kind of thing.", 100, "stores.store");
    private static readonly QueryParameter<string?> _thing = Query.Text("thing", "Id of the thing.", 200);
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "The store it belongs to.");
    private static readonly QueryParameter<DateTimeOffset?> _from = Query.Moment("from", "First instant.");
    private static readonly QueryParameter<DateTimeOffset?> _to = Query.Moment("to", "Instant before which it was.");
    private static readonly QueryParameter<string> _format = Query.Choice("format", "`csv` for all lines that fit, without pages.", "json", "json", "csv");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Lines on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _actor, _action, _type, _thing, _store, _from, _to, _format, Cursor.Parameter, _limit];

    private static readonly AuditLine _example = new(
        1042, new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), "user", Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0021"), "Rahima Khatun", "stores.store.update", "stores.store",
        "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011", "S1 Aisle Bazar Dhanmondi", Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011"), JsonElement.Parse("""{"phone":"","version":3}"""),
        JsonElement.Parse("""{"phone":"+8801700000001","version":4}"""), "203.0.113.7", "4bf92f3577b34da6a3ce929d0e0e4736");

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", HandleAsync)
        .WithName(nameof(ReadAudit)).WithTags("Operations").WithSummary("Read the audit")
        .WithDescription("Who did what to which thing, newest first, with what it was before and after; secrets are masked. Who holds the permission only in some stores sees only lines of these. With `format=csv` the answer is `text/csv` and holds all lines that fit.")
        .WithQuery(_query).Produces<Page<AuditLine>>().WithExample(new Page<AuditLine>([_example], NextCursor: null)).Requires(Permissions.AuditRead);

    private static async Task<IResult> HandleAsync(HttpContext context, AuditTrail trail, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (store, limit, asCsv) = (reader.Get(_store), reader.Get(_limit), reader.Get(_format) is "csv");
        var filter = new AuditFilter(reader.Get(_words), reader.Get(_actor)?.Value, reader.Get(_action), reader.Get(_type), reader.Get(_thing), reader.Get(_from), reader.Get(_to));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        var before = 0L;
        reader.Problems.Require(cursor is null || long.TryParse(cursor.Key, NumberStyles.None, CultureInfo.InvariantCulture, out before), "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var scope = context.Caller().Rights.ScopeOf(Permissions.AuditRead.Name);
        if (store is { } place && !scope.Covers(place.Value))
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        filter = filter with { Stores = store is { } only ? [only.Value] : scope.Stores };
        if (asCsv)
        {
            return AuditCsv.Of(trail, filter);
        }

        var lines = await trail.FindAsync(filter, cursor is null ? null : before, limit + 1, cancellationToken);
        var next = lines.Count > limit ? new Cursor(Sort, lines[limit - 1].Id.ToString(CultureInfo.InvariantCulture), Guid.Empty).ToString() : null;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Page<AuditLine>([.. lines.Take(limit)], next));
    }
}
