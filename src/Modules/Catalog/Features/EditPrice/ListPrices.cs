using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>GET /api/v1/prices</c>: the time line of a pack's prices.</summary>
internal static class ListPrices
{
    private const string Sort = "from";
    private static readonly QueryParameter<PackId?> _pack = Query.Id<PackId>("pack", "The pack; needed.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Only prices of this store.");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_pack, _store, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/prices", HandleAsync)
        .WithName(nameof(ListPrices)).WithTags("Catalogue management").WithSummary("List the prices of a pack")
        .WithDescription("Past, present and to come, of all channels, the latest first: those of all stores, and of the stores in which the caller holds the permission.")
        .WithQuery(_query).Produces<Page<PriceEdit>>().WithExample(new Page<PriceEdit>([EditExamples.Price], NextCursor: null)).Requires(Permissions.ProductRead);

    private static async Task<IResult> HandleAsync(HttpContext context, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (pack, store, limit) = (reader.Get(_pack), reader.Get(_store), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        var after = DateTimeOffset.MaxValue;
        reader.Problems.Require(
            cursor is null || DateTimeOffset.TryParseExact(cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out after),
            "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        reader.Problems.Require(pack is not null || reader.Problems.Any, "query.required", "Say of which pack.", "pack");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var scope = context.Caller().Rights.ScopeOf(Permissions.ProductRead.Name);
        await using var command = database.CreateCommand($"""
            select id, store_id, channel, amount_minor, currency, valid_from, valid_to, version from catalog.price
            where pack_id = $1 and (valid_from, id) < ($2, $3) {(store is null ? "" : "and store_id = $5")}
              {(scope.IsEverywhere ? "" : $"and (store_id is null or store_id = any (${(store is null ? 5 : 6)}))")}
            order by valid_from desc, id desc limit $4
            """).With(pack!.Value.Value, cursor is null ? new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) : after.ToUniversalTime(), cursor?.Id ?? Guid.AllBitsSet, limit + 1);
        if (store is { } only)
        {
            command.With(only.Value);
        }

        if (scope.Stores is { } stores)
        {
            command.With(stores.ToArray());
        }

        var now = time.GetUtcNow();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var prices = new List<PriceEdit>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var (from, to) = (rows.GetFieldValue<DateTimeOffset>(5), rows.MomentOrNull(6));
            prices.Add(new PriceEdit(
                PriceId.From(rows.GetGuid(0)), pack.Value, rows.IdOrNull(1) is { } place ? StoreId.From(place) : null, Enum.Parse<PriceChannel>(rows.GetString(2), ignoreCase: true),
                new Money(rows.GetInt64(3), Currency.Get(rows.GetString(4))), from, to, PriceEdit.StateOf(from, to, now), rows.GetInt32(7)));
        }

        var next = prices.Count > limit ? new Cursor(Sort, prices[limit - 1].From.ToString("O", CultureInfo.InvariantCulture), prices[limit - 1].Id.Value).ToString() : null;
        return TaggedAnswer.Of(new Page<PriceEdit>([.. prices.Take(limit)], next));
    }
}
