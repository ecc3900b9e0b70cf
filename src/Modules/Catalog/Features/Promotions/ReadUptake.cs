using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What was used of a promotion on a day.</summary>
/// <param name="Day">The business day; left out for all of them.</param>
/// <param name="Documents">Sales and orders that used it.</param>
/// <param name="Uses">Uses, as its limits count them.</param>
/// <param name="TakenOff">What it took off.</param>
internal sealed record UptakeDay(DateOnly? Day, long Documents, long Uses, Money TakenOff);

/// <summary>What was used of a promotion.</summary>
/// <param name="Days">By day, the latest first; days without uses are left out.</param>
/// <param name="Total">All days together.</param>
internal sealed record UptakeAnswer(IReadOnlyList<UptakeDay> Days, UptakeDay Total);

/// <summary><c>GET /api/v1/promotions/{id}/uptake</c>: how often a promotion was used, and what it took off. What was given back does not count.</summary>
internal sealed class ReadUptake(UnitOfWork work, IStores stores)
{
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "The first day.");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "The last day.");
    private static readonly QueryParameter<string> _format = Query.Choice("format", "As JSON or as a file.", "json", "json", "csv");
    private static readonly QueryParameter[] _query = [_from, _to, _format];

    /// <summary>A year and a day: what is older is asked for by its dates.</summary>
    private const int MostDays = 366;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/promotions/{id}/uptake", HandleAsync)
        .WithName(nameof(ReadUptake)).WithTags("Promotions").WithSummary("Read the uptake of a promotion").WithDescription("By business day, at most 366 of them, in the stores in which the caller holds the permission.")
        .WithQuery(_query).Produces<UptakeAnswer>().WithProblems(404).WithExample(PromotionExamples.Uptake).Requires(Permissions.PromotionRead);

    public async Task<UptakeAnswer> ReadAsync(PromotionId promotion, DateOnly? from, DateOnly? to, StoreScope scope, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"""
            select business_date, count(*), sum(uses)::bigint, sum(amount_minor)::bigint from catalog.promotion_use
            where promotion_id = $1 and given_back_at is null and business_date between $2 and $3 {(scope.IsEverywhere ? "" : "and store_id = any ($4)")}
            group by business_date order by business_date desc limit {MostDays}
            """, cancellationToken)).With(promotion.Value, from ?? DateOnly.MinValue, to ?? DateOnly.MaxValue);
        if (scope.Stores is { } some)
        {
            command.With(some.ToArray());
        }

        var currency = Currency.Get((await stores.ShopAsync(cancellationToken))!.Currency);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = await reader.ListAsync(row => new UptakeDay(row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt64(2), new Money(row.GetInt64(3), currency)), cancellationToken);
        return new UptakeAnswer(days, new UptakeDay(Day: null, days.Sum(day => day.Documents), days.Sum(day => day.Uses), new Money(days.Sum(day => day.TakenOff.Minor), currency)));
    }

    /// <summary>The days as a file.</summary>
    public CsvAnswer Csv(PromotionId promotion, DateOnly? from, DateOnly? to, StoreScope scope, CancellationToken cancellationToken) =>
        new("uptake.csv", ["day", "documents", "uses", "taken_off", "currency"], RowsAsync(promotion, from, to, scope, cancellationToken));

    private static async Task<IResult> HandleAsync([Description("Id of the promotion.")] string id, HttpContext context, ReadUptake uptake, PromotionQuery promotions, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var wanted = reader.Problems.Take(TypedId.Parse<PromotionId>(id, "id"));
        var (from, to, format, scope) = (reader.Get(_from), reader.Get(_to), reader.Get(_format), context.Caller().Rights.ScopeOf(Permissions.PromotionRead.Name));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : await promotions.FindAsync(wanted, context.Caller(), cancellationToken) is null ? new[] { PromotionQuery.Unknown }.ToProblem()
            : format == "csv" ? uptake.Csv(wanted, from, to, scope, cancellationToken)
            : TaggedAnswer.Of(await uptake.ReadAsync(wanted, from, to, scope, cancellationToken));
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(PromotionId promotion, DateOnly? from, DateOnly? to, StoreScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var day in (await ReadAsync(promotion, from, to, scope, cancellationToken)).Days)
        {
            yield return
            [
                day.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Documents.ToString(CultureInfo.InvariantCulture), day.Uses.ToString(CultureInfo.InvariantCulture), day.TakenOff.ToAmountString(),
                day.TakenOff.Currency.Code,
            ];
        }
    }
}
