using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What a list of promotions is asked for.</summary>
internal sealed record PromotionFilter(string Words, string? State, string? Kind, StoreId? Store);

/// <summary><c>GET /api/v1/promotions</c> and one of them: those of the company, and those of the stores that the caller sees.</summary>
internal sealed class PromotionQuery(UnitOfWork work)
{
    /// <summary>The orders; a <c>-</c> turns one round.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["-updated", "updated", "name", "-name"];

    public static readonly QueryParameter<string?> Words = Query.Text("q", "Words of the name, in any script.", 100);
    public static readonly QueryParameter<string> State = Query.Choice("state", "Where they are in their life.", "all", "all", "draft", "active", "ended");
    public static readonly QueryParameter<string> Kind = Query.Choice("kind", "What they give.", "all", ["all", .. Enum.GetNames<PromotionKind>().Select(name => char.ToLowerInvariant(name[0]) + name[1..])]);
    public static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "Those that hold in this store.");
    public static readonly QueryParameter<string> Sort = Query.Choice("sort", "Order; a `-` turns it round.", Sorts[0], [.. Sorts]);
    private const int FilePage = 500;
    private static readonly QueryParameter<string> _format = Query.Choice("format", "A page as JSON, or all of it as a file.", "json", "json", "csv");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Words, State, Kind, Store, Sort, _format, _limit, Cursor.Parameter];

    public static Error Unknown { get; } = Error.NotFound("promotion.unknown", "There is no such promotion.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/promotions", AnswerListAsync)
            .WithName("ListPromotions").WithTags("Promotions").WithSummary("List promotions").WithDescription("Those of the company, and those of the stores in which the caller holds the permission.")
            .WithQuery(_query).Produces<Page<PromotionEdit>>().WithExample(new Page<PromotionEdit>([PromotionExamples.Promotion], NextCursor: null)).Requires(Permissions.PromotionRead);
        api.MapGet("/promotions/{id}", GetAsync)
            .WithName("GetPromotion").WithTags("Promotions").WithSummary("Read a promotion").WithDescription("The ETag is the version for edits.")
            .WithQuery([]).Produces<PromotionEdit>().WithProblems(404).WithExample(PromotionExamples.Promotion).Requires(Permissions.PromotionRead);
    }

    /// <summary>A page of promotions.</summary>
    public async Task<Page<StoredPromotion>> ListAsync(PromotionFilter filter, string sort, StoreScope scope, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var byName = sort.EndsWith("name", StringComparison.Ordinal);
        var (key, order) = (byName ? "promotion.search_text" : "promotion.updated_at", sort.StartsWith('-') ? "desc" : "asc");
        await using var command = (await work.CommandAsync("", cancellationToken)).With(WordPattern.Of(filter.Words), limit + 1);
        var conditions = new List<string> { "promotion.search_text like $1" };
        void Add(object? value, Func<int, string> condition)
        {
            if (value is not null)
            {
                command.With(SqlValue.Of(value));
                conditions.Add(condition(command.Parameters.Count));
            }
        }

        Add(filter.State, n => $"promotion.state = ${n}");
        Add(filter.Kind, n => $"lower(promotion.kind) = lower(${n})");
        Add(filter.Store?.Value, n => $"(promotion.store_ids = '{{}}' or ${n} = any (promotion.store_ids))");
        Add(scope.Stores?.ToArray(), n => $"(promotion.store_ids = '{{}}' or promotion.store_ids && ${n})");
        if (cursor is not null)
        {
            command.With(byName ? cursor.Key : Moment(cursor), cursor.Id);
            conditions.Add($"({key}, promotion.id) {(order is "desc" ? "<" : ">")} (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        command.CommandText = $"select {StoredPromotion.Columns}, promotion.search_text from catalog.promotion where {string.Join(" and ", conditions)} order by {key} {order}, promotion.id {order} limit $2";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(row => (Promotion: StoredPromotion.Read(row), Name: row.GetString(StoredPromotion.ColumnCount)), cancellationToken);
        var next = rows.Count <= limit ? null : new Cursor(sort, byName ? rows[limit - 1].Name : rows[limit - 1].Promotion.UpdatedAt.ToString("O", CultureInfo.InvariantCulture), rows[limit - 1].Promotion.Id.Value).ToString();
        return new Page<StoredPromotion>([.. rows.Take(limit).Select(row => row.Promotion)], next);
    }

    /// <summary>One that the caller may see; null where there is none.</summary>
    public async Task<StoredPromotion?> FindAsync(PromotionId id, Caller caller, CancellationToken cancellationToken) =>
        await ReadAsync(id, "", cancellationToken) is { } found && IsSeen(caller, found.Stores) ? found : null;

    /// <summary>One of them, held until the commit; null where there is none.</summary>
    public Task<StoredPromotion?> LockAsync(PromotionId id, CancellationToken cancellationToken) => ReadAsync(id, "for no key update", cancellationToken);

    /// <summary>The list as a file.</summary>
    public CsvAnswer Csv(PromotionFilter filter, string sort, StoreScope scope, CancellationToken cancellationToken) =>
        new("promotions.csv", ["id", "name.en", "name.bn", "kind", "state", "from", "to", "channel", "stores", "needs_coupon", "per_customer", "in_total", "updated_at"], RowsAsync(filter, sort, scope, cancellationToken));

    /// <summary>Where a page of this order goes on; null where it begins.</summary>
    public static Cursor? ReadCursor(string? text, string sort, Problems problems)
    {
        var cursor = Cursor.Read(text, sort, problems);
        problems.Require(
            cursor is null || sort.EndsWith("name", StringComparison.Ordinal) || Moment(cursor) is not null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        return cursor;
    }

    /// <summary>The company's promotions are everybody's to see.</summary>
    private static bool IsSeen(Caller caller, IReadOnlyList<StoreId> stores)
    {
        var scope = caller.Rights.ScopeOf(Permissions.PromotionRead.Name);
        return stores.Count == 0 || stores.Any(store => scope.Covers(store.Value));
    }

    private static async Task<IResult> AnswerListAsync(HttpContext context, PromotionQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (filter, sort, limit, format) = (FilterOf(reader), reader.Get(Sort), reader.Get(_limit), reader.Get(_format));
        var cursor = ReadCursor(reader.Get(Cursor.Parameter), sort, reader.Problems);
        var scope = context.Caller().Rights.ScopeOf(Permissions.PromotionRead.Name);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (format == "csv")
        {
            return query.Csv(filter, sort, scope, cancellationToken);
        }

        var page = await query.ListAsync(filter, sort, scope, cursor, limit, cancellationToken);
        return TaggedAnswer.Of(new Page<PromotionEdit>([.. page.Items.Select(PromotionEdit.Of)], page.NextCursor));
    }

    public static PromotionFilter FilterOf(QueryReader reader) =>
        new(reader.Get(Words) ?? "", reader.Get(State) is "all" ? null : reader.Get(State), reader.Get(Kind) is "all" ? null : reader.Get(Kind), reader.Get(Store));

    private static async Task<IResult> GetAsync([Description("Id of the promotion.")] string id, HttpContext context, PromotionQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<PromotionId>(id, "id"));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : await query.FindAsync(wanted, context.Caller(), cancellationToken) is { } found ? VersionTags.Answer(context, PromotionEdit.Of(found), found.Version)
            : new[] { Unknown }.ToProblem();
    }

    private static DateTimeOffset? Moment(Cursor cursor) =>
        DateTimeOffset.TryParseExact(cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment.ToUniversalTime() : null;

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(PromotionFilter filter, string sort, StoreScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Cursor? cursor = null;
        do
        {
            var page = await ListAsync(filter, sort, scope, cursor, FilePage, cancellationToken);
            foreach (var one in page.Items)
            {
                var rule = one.Rule.IsSuccess ? one.Rule.Value : null;
                yield return
                [
                    one.Id.ToString(), one.Name.All.GetValueOrDefault("en"), one.Name.All.GetValueOrDefault("bn"), rule?.Benefit.Kind.ToString(), one.State.ToString(), Day(rule?.Terms?.From), Day(rule?.Terms?.To),
                    (rule?.Terms?.Channel ?? Aisle.Pricing.PriceChannel.Any).ToString(), string.Join(' ', one.Stores), rule?.NeedsCoupon.ToString(), rule?.Limits?.PerCustomer?.ToString(CultureInfo.InvariantCulture),
                    rule?.Limits?.InTotal?.ToString(CultureInfo.InvariantCulture), one.UpdatedAt.ToString("O", CultureInfo.InvariantCulture),
                ];
            }

            cursor = ReadCursor(page.NextCursor, sort, new Problems());
        }
        while (cursor is not null);

        static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private async Task<StoredPromotion?> ReadAsync(PromotionId id, string locking, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {StoredPromotion.Columns} from catalog.promotion where id = $1 {locking}", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? StoredPromotion.Read(reader) : null;
    }
}
