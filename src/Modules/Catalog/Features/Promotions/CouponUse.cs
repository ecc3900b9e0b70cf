using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Coupons to be made: one with a code of its own, or many with codes made by chance.</summary>
/// <param name="Code">The code: 1 to 40 letters, digits, - and _; upper and lower case are the same. Left out for codes made by chance.</param>
/// <param name="Count">How many codes made by chance, 1 to 10,000.</param>
/// <param name="Prefix">What codes made by chance begin with, at most 20 characters.</param>
/// <param name="MaxUses">How many baskets may use each; any number where left out.</param>
internal sealed record CouponsBody(string? Code = null, int? Count = null, string? Prefix = null, long? MaxUses = null);

/// <summary>A coupon.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">The code.</param>
/// <param name="MaxUses">How many baskets may use it; left out for any number.</param>
/// <param name="Used">How many have.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DisabledAt">When it was taken out of use; left out while it holds.</param>
internal sealed record CouponEdit(CouponId Id, string Code, long? MaxUses, long Used, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt);

/// <summary>What was made.</summary>
/// <param name="Made">How many.</param>
/// <param name="First">The first codes, at most 100 in the order of the list.</param>
internal sealed record CouponsMade(int Made, IReadOnlyList<string> First);

/// <summary>Coupons of a promotion: make, list, take out of use.</summary>
internal sealed class CouponUse(UnitOfWork work, PromotionQuery promotions, TimeProvider time)
{
    public const int MostAtOnce = 10_000;
    private const int FilePage = 1_000;
    private const int LongestPrefix = 20;
    private const int ShownFirst = 100;
    private const long MostUses = 1_000_000_000;
    private const string CursorSort = "id";
    private static readonly QueryParameter<string?> _words = Query.Text("q", "The beginning of the code.", 40);
    private static readonly QueryParameter<string> _state = Query.Choice("state", "Which of them.", "all", "all", "usable", "used", "disabled");
    private static readonly QueryParameter<string> _format = Query.Choice("format", "A page as JSON, or all of it as a file.", "json", "json", "csv");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _state, _format, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<CouponUse, CouponsBody, CouponsMade>("/promotions/{id}/coupons", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddCoupons").WithTags("Promotions").WithSummary("Make coupons").WithDescription("One code of one's own, or up to 10,000 made by chance, in letters that nobody mixes up. The promotion must be one that needs a coupon.")
            .WithExample(new CouponsMade(1, [PromotionExamples.Coupon.Code])).WithProblems(404).Requires(Permissions.PromotionEdit);
        api.MapGet("/promotions/{id}/coupons", AnswerListAsync)
            .WithName("ListCoupons").WithTags("Promotions").WithSummary("List the coupons of a promotion").WithDescription("The oldest first, each with how often it was used.")
            .WithQuery(_query).Produces<Page<CouponEdit>>().WithProblems(404).WithExample(new Page<CouponEdit>([PromotionExamples.Coupon], NextCursor: null)).Requires(Permissions.PromotionRead);
        api.MapPost<CouponUse, CouponEdit>("/coupons/{id}/disable", (use, request) => use.DisableAsync(request))
            .WithName("DisableCoupon").WithTags("Promotions").WithSummary("Take a coupon out of use").WithDescription("Nobody can enter it from then on. What was used stays as it is.")
            .WithExample(PromotionExamples.Coupon).WithProblems(404).Requires(Permissions.PromotionEdit);
    }

    public static QueryParameter<string?> Words => _words;

    public static QueryParameter<string> State => _state;

    public async Task<Result<CouponsMade>> AddAsync(CouponsBody body, WriteRequest request)
    {
        var id = request.Id<PromotionId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<CouponsMade>(async stop =>
        {
            if (await promotions.LockAsync(id.Value, stop) is not { } found)
            {
                return PromotionQuery.Unknown;
            }

            if (!SavePromotion.MayEdit(request.Caller, found.Stores))
            {
                return Access.Forbidden;
            }

            var (problems, codes) = CodesOf(body);
            if (!problems.Any && found.Rule is { IsSuccess: true, Value.NeedsCoupon: false })
            {
                problems.Add(Error.Conflict("coupon.not_needed", "This promotion needs no coupon."));
            }

            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var now = time.GetUtcNow();
            await using var insert = (await work.CommandAsync("""
                insert into catalog.coupon (id, code, promotion_id, max_uses, created_at) select id, code, $3, $4, $5 from unnest($1, $2) given (id, code) on conflict (code) do nothing
                """, stop)).With(codes.Select(_ => Guid.CreateVersion7(now)).Order().ToArray(), codes.ToArray(), found.Id.Value, body.MaxUses, now);
            if (await insert.ExecuteNonQueryAsync(stop) is var made && made < codes.Count)
            {
                return Error.Conflict("coupon.taken", codes.Count == 1 ? "There is a coupon of this code." : "Some of these codes were there already; try again.") with { Field = "code" };
            }

            work.Audit(new AuditEntry("catalog.coupon.add", "catalog.promotion", found.Id.ToString(), found.Name.In("en"), Before: null, new { made, code = body.Code, prefix = body.Prefix, maxUses = body.MaxUses }));
            request.Location = $"/api/v1/promotions/{found.Id}/coupons";
            return new CouponsMade(made, [.. codes.Take(ShownFirst)]);
        }, request.Stop);
    }

    public async Task<Result<CouponEdit>> DisableAsync(WriteRequest request)
    {
        var id = request.Id<CouponId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<CouponEdit>(async stop =>
        {
            PromotionId of;
            await using (var find = (await work.CommandAsync("select promotion_id from catalog.coupon where id = $1", stop)).With(id.Value.Value))
            {
                if (await find.ExecuteScalarAsync(stop) is not Guid promotion)
                {
                    return Error.NotFound("coupon.unknown", "There is no such coupon.");
                }

                of = PromotionId.From(promotion);
            }

            var found = (await promotions.LockAsync(of, stop))!;
            if (!SavePromotion.MayEdit(request.Caller, found.Stores))
            {
                return Access.Forbidden;
            }

            await using (var disable = (await work.CommandAsync("update catalog.coupon set disabled_at = $1 where id = $2 and disabled_at is null", stop)).With(time.GetUtcNow(), id.Value.Value))
            {
                if (await disable.ExecuteNonQueryAsync(stop) == 0)
                {
                    return Error.Conflict("coupon.disabled", "This coupon is out of use already.");
                }
            }

            var coupon = (await ReadAsync("coupon.id = $1", 1, stop, id.Value.Value))[0];
            work.Audit(new AuditEntry("catalog.coupon.disable", "catalog.promotion", of.ToString(), found.Name.In("en"), Before: null, new { code = coupon.Code }));
            return coupon;
        }, request.Stop);
    }

    /// <summary>A page of the coupons of a promotion, the oldest first.</summary>
    public async Task<Page<CouponEdit>> ListAsync(PromotionId promotion, string words, string state, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var condition = state switch
        {
            "usable" => "and disabled_at is null and (max_uses is null or used < max_uses)",
            "used" => "and used >= max_uses",
            "disabled" => "and disabled_at is not null",
            _ => "",
        };
        var found = await ReadAsync(
            $"promotion_id = $1 and id > $2 and code like $3 {condition}", limit + 1, cancellationToken, promotion.Value, cursor?.Id ?? Guid.Empty, Sql.Literal(words.ToUpperInvariant()) + "%");
        return new Page<CouponEdit>([.. found.Take(limit)], found.Count > limit ? new Cursor(CursorSort, "", found[limit - 1].Id.Value).ToString() : null);
    }

    /// <summary>Where a page goes on; null where it begins.</summary>
    public static Cursor? ReadCursor(string? text, Problems problems) => Cursor.Read(text, CursorSort, problems);

    /// <summary>All of them as a file.</summary>
    public CsvAnswer Csv(PromotionId promotion, string words, string state, CancellationToken cancellationToken) =>
        new("coupons.csv", ["code", "max_uses", "used", "created_at", "disabled_at", "id"], RowsAsync(promotion, words, state, cancellationToken));

    private static (Problems Problems, IReadOnlyList<string> Codes) CodesOf(CouponsBody body)
    {
        var problems = new Problems();
        problems.Require(body.MaxUses is null or (> 0 and <= MostUses), "book.coupon.max_uses", "A coupon may be used at least once, and at most 1,000,000,000 times.", "maxUses");
        if (body.Code is { } own)
        {
            problems.Require(body.Count is null && string.IsNullOrEmpty(body.Prefix), "coupon.either", "A code of one's own is one; codes made by chance have none.", "count");
            var code = CouponCode.Read(own);
            problems.Require(code is not null, "book.coupon.code", "A code is 1 to 40 letters, digits, - and _.", "code");
            return (problems, [code ?? ""]);
        }

        problems.Require(body.Count is >= 1 and <= MostAtOnce, "coupon.count", $"Between 1 and {MostAtOnce} coupons are made at once.", "count");
        var prefix = string.IsNullOrEmpty(body.Prefix) ? "" : CouponCode.Read(body.Prefix);
        problems.Require(prefix is { Length: <= LongestPrefix }, "coupon.prefix", $"Codes begin with at most {LongestPrefix} letters, digits, - and _.", "prefix");
        if (problems.Any)
        {
            return (problems, []);
        }

        var codes = new HashSet<string>(StringComparer.Ordinal);
        while (codes.Count < body.Count)
        {
            codes.Add(CouponCode.Random(prefix!));
        }

        return (problems, [.. codes]);
    }

    private static async Task<IResult> AnswerListAsync([Description("Id of the promotion.")] string id, HttpContext context, CouponUse use, PromotionQuery promotions, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var wanted = reader.Problems.Take(TypedId.Parse<PromotionId>(id, "id"));
        var (words, state, format, limit) = (reader.Get(_words) ?? "", reader.Get(_state), reader.Get(_format), reader.Get(_limit));
        var cursor = ReadCursor(reader.Get(Cursor.Parameter), reader.Problems);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : await promotions.FindAsync(wanted, context.Caller(), cancellationToken) is null ? new[] { PromotionQuery.Unknown }.ToProblem()
            : format == "csv" ? use.Csv(wanted, words, state, cancellationToken)
            : TaggedAnswer.Of(await use.ListAsync(wanted, words, state, cursor, limit, cancellationToken));
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(PromotionId promotion, string words, string state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Cursor? cursor = null;
        do
        {
            var page = await ListAsync(promotion, words, state, cursor, FilePage, cancellationToken);
            foreach (var coupon in page.Items)
            {
                yield return
                [
                    coupon.Code, coupon.MaxUses?.ToString(CultureInfo.InvariantCulture), coupon.Used.ToString(CultureInfo.InvariantCulture), coupon.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
                    coupon.DisabledAt?.ToString("O", CultureInfo.InvariantCulture), coupon.Id.ToString(),
                ];
            }

            cursor = ReadCursor(page.NextCursor, new Problems());
        }
        while (cursor is not null);
    }

    /// <summary>What may be used any number of times is counted where it was used.</summary>
    private async Task<List<CouponEdit>> ReadAsync(string condition, int limit, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync($"""
            select id, code, max_uses, case when max_uses is null then (select count(*) from catalog.promotion_use where coupon_id = coupon.id and given_back_at is null) else used end, created_at, disabled_at
            from catalog.coupon where {condition} order by id limit {limit}
            """, cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new CouponEdit(CouponId.From(row.GetGuid(0)), row.GetString(1), row.WholeOrNull(2), row.GetInt64(3), row.GetFieldValue<DateTimeOffset>(4), row.MomentOrNull(5)), cancellationToken);
    }
}
