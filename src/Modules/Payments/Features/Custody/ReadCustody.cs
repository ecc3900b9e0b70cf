using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>Money of ours that a provider has.</summary>
/// <param name="Provider">Who has it.</param>
/// <param name="Total">What was paid there, less what went back and what was paid out.</param>
/// <param name="Ages">The payments that were not paid out yet, by how long ago they came.</param>
/// <param name="Other">What is in the total beside those: refunds of what was paid out already, and differences of settlements.</param>
/// <param name="Booked">What its account in the books has: the total and what others posted there. <c>verify</c> proves that the total is in it.</param>
/// <param name="Others">What of that did not come by payments: top-ups at the desk, payments to suppliers, entries by hand.</param>
internal sealed record CustodyRecord(string Provider, Money Total, IReadOnlyList<CustodyAge> Ages, Money Other, Money? Booked, Money? Others);

/// <summary>Money of an age.</summary>
/// <param name="Days">Up to so many days; absent for all that is older.</param>
/// <param name="Count">Payments.</param>
/// <param name="Amount">How much.</param>
internal sealed record CustodyAge(int? Days, long Count, Money Amount);

/// <summary>Who has how much of our money.</summary>
/// <param name="Items">By provider; <c>cod</c> is all cash that was taken at doors.</param>
/// <param name="Couriers">That cash, by the courier who has it.</param>
internal sealed record CustodyList(IReadOnlyList<CustodyRecord> Items, IReadOnlyList<CourierCustody> Couriers);

/// <summary>Cash that a courier took at doors and has not handed over.</summary>
/// <param name="Courier">Who; empty for riders of our own.</param>
/// <param name="Total">How much.</param>
/// <param name="Ages">By how long ago it was taken.</param>
internal sealed record CourierCustody(string Courier, Money Total, IReadOnlyList<CustodyAge> Ages);

/// <summary><c>GET /api/v1/payments/custody</c>: how much money sits with each provider, by age, and what the books say.</summary>
internal sealed class ReadCustody(PaymentRows rows, ILedger ledger, PaymentsClock clock)
{
    /// <summary>Days up to which money is of an age; what is older is the last one.</summary>
    public static readonly int[] Days = [1, 3, 7, 30];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/payments/custody", async (HttpContext context, ReadCustody use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : context.Caller().MayForCompany(Permissions.SettlementRead) ? TaggedAnswer.Of(await use.RunAsync(cancellationToken)) : new[] { Access.Forbidden }.ToProblem();
            })
            .WithName(nameof(ReadCustody)).WithTags("Settlements").WithSummary("See who has our money").WithDescription("What was paid at each provider, or to couriers at the door, and has not come to our bank, by age, beside what the books say.")
            .WithQuery([]).Produces<CustodyList>().WithExample(PaymentsExamples.Custody).Requires(Permissions.SettlementRead);

    public async Task<CustodyList> RunAsync(CancellationToken cancellationToken)
    {
        var currency = Currency.Get((await clock.ShopAsync(cancellationToken))!.Currency);
        var found = await rows.SelectAsync<Sum>("""
            with waiting as (
                select attempt.method, (select count(*) from unnest($2::integer[]) day where attempt.ended_at < $1 - make_interval(days => day)) as age, count(*) as count,
                    sum(attempt.paid - coalesce((select sum(amount) from payments.refund where refund.attempt_id = attempt.id and refund.state = 'done' and refund.method = attempt.method), 0))::bigint as amount
                from payments.attempt where attempt.state = 'paid' and attempt.method = any ($3) and not exists (select from payments.settlement_line line where line.attempt_id = attempt.id) group by 1, 2)
            select provider, age, count, amount, 0::bigint as total from unnest($3::text[]) provider join waiting on waiting.method = provider
            union all
            select provider, null, 0, 0, ((select coalesce(sum(paid), 0) from payments.attempt where method = provider and state = 'paid') - (select coalesce(sum(amount), 0) from payments.refund where method = provider and state = 'done')
                - (select coalesce(sum(gross), 0) from payments.settlement where settlement.provider = of.provider))::bigint
            from unnest($3::text[]) of (provider)
            """, cancellationToken, clock.Now, Days, Methods.Settled.ToArray());
        var items = new List<CustodyRecord>();
        foreach (var provider in Methods.Settled)
        {
            var own = found.Where(sum => sum.Provider == provider).ToList();
            var ages = Ages(own, currency);
            var total = own.Find(sum => sum.Age is null)!.Total;
            var booked = await ledger.AccountBalanceAsync(Methods.CustodyAccount(provider), cancellationToken);
            items.Add(new CustodyRecord(provider, new Money(total, currency), ages, new Money(total - ages.Sum(age => age.Amount.Minor), currency), booked, booked - new Money(total, currency)));
        }

        return new CustodyList(items, await CouriersAsync(currency, cancellationToken));
    }

    private async Task<List<CourierCustody>> CouriersAsync(Currency currency, CancellationToken cancellationToken)
    {
        var found = await rows.SelectAsync<Sum>("""
            select min(courier) as provider, (select count(*) from unnest($2::integer[]) day where attempt.ended_at < $1 - make_interval(days => day)) as age, count(*) as count, sum(attempt.paid)::bigint as amount, 0::bigint as total
            from payments.attempt where method = 'cod' and state = 'paid' and not exists (select from payments.settlement_line line where line.attempt_id = attempt.id) group by lower(courier), 2
            """, cancellationToken, clock.Now, Days);
        return
        [
            .. found.GroupBy(sum => sum.Provider, StringComparer.OrdinalIgnoreCase).Select(own => new CourierCustody(own.Key, new Money(own.Sum(sum => sum.Amount), currency), Ages([.. own], currency)))
                .OrderByDescending(courier => courier.Total.Minor).ThenBy(courier => courier.Courier, StringComparer.Ordinal),
        ];
    }

    private static List<CustodyAge> Ages(List<Sum> own, Currency currency) =>
        [.. Enumerable.Range(0, Days.Length + 1).Select(age => (Sum: own.Find(sum => sum.Age == age), Days: age < Days.Length ? Days[age] : (int?)null)).Select(one => new CustodyAge(one.Days, one.Sum?.Count ?? 0, new Money(one.Sum?.Amount ?? 0, currency)))];

    private sealed record Sum(string Provider, int? Age, long Count, long Amount, long Total);
}
