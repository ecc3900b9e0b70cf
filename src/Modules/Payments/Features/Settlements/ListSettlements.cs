using System.ComponentModel;
using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>What a provider paid out on a day.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number.</param>
/// <param name="Provider">Who paid out; <c>cod</c> for cash at the door.</param>
/// <param name="Courier">Of cash at the door: the courier who handed it over; empty for riders of our own.</param>
/// <param name="PaidOn">On which day.</param>
/// <param name="Gross">Payments less refunds.</param>
/// <param name="Fee">What the provider kept.</param>
/// <param name="Vat">VAT on that.</param>
/// <param name="Net">What it sent to our bank.</param>
/// <param name="Lines">Rows of it.</param>
/// <param name="Different">Of them, unknown to us or of another amount.</param>
/// <param name="CreatedAt">When it was taken in.</param>
/// <param name="Arrived">What of it has reached our bank; absent while it is on its way, or nothing was sent.</param>
/// <param name="ArrivedOn">On which day, or absent.</param>
/// <param name="Reference">What the bank calls it, or absent.</param>
internal sealed record SettlementRecord(
    Guid Id, string Number, string Provider, string Courier, DateOnly PaidOn, Money Gross, Money Fee, Money Vat, Money Net, int Lines, int Different, DateTimeOffset CreatedAt, Money? Arrived = null, DateOnly? ArrivedOn = null, string? Reference = null);

/// <summary>Something that is not as it should be: unknown to us, of another amount, or missing with the provider.</summary>
/// <param name="Kind"><c>unknown</c>, <c>amount</c>, <c>courier</c>, <c>missing</c>, or <c>bank</c>: another amount arrived than was sent.</param>
/// <param name="Transaction">The provider's id.</param>
/// <param name="Of"><c>payment</c>, <c>refund</c> or <c>payout</c>.</param>
/// <param name="Theirs">What the provider says, or absent.</param>
/// <param name="Ours">What we have, or absent.</param>
/// <param name="PaymentId">Our payment, or absent.</param>
/// <param name="At">When, or absent.</param>
internal sealed record SettlementDifference(string Kind, string Transaction, string Of, Money? Theirs, Money? Ours, Guid? PaymentId, DateTimeOffset? At);

/// <summary>A settlement with what is not as it should be.</summary>
/// <param name="Settlement">The settlement.</param>
/// <param name="Differences">The first 500 of them.</param>
internal sealed record SettlementDetail(SettlementRecord Settlement, IReadOnlyList<SettlementDifference> Differences);

/// <summary>A settlement as a list reads it.</summary>
internal sealed record NamedSettlement(Guid Id, string Number, string Provider, string Courier, DateOnly PaidOn, string Currency, long Gross, long Fee, long Vat, long Net, int Lines, int Different, DateTimeOffset CreatedAt, long? Arrived, DateOnly? ArrivedOn, string? Reference)
{
    public SettlementRecord Record() => new(
        Id, Number, Provider, Courier, PaidOn, Money(Gross), Money(Fee), Money(Vat), Money(Net), Lines, Different, CreatedAt, Arrived is { } came ? Money(came) : null, ArrivedOn, Reference is { Length: > 0 } ? Reference : null);

    public Money Money(long minor) => new(minor, Kernel.Currency.Get(Currency));
}

/// <summary>Lists and reads settlements.</summary>
internal static class ListSettlements
{
    public static RowList List { get; } = new(
        "r.id, r.number, r.provider, r.courier, r.paid_on, r.currency, r.gross, r.fee, r.vat, r.net, r.lines, (select count(*) from payments.settlement_line line where line.settlement_id = r.id and line.expected is distinct from line.gross)::integer as different, r.created_at, arrival.amount as arrived, arrival.arrived_on, arrival.reference",
        "payments.settlement r left join payments.arrival on arrival.settlement_id = r.id", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal) { ["created"] = ("r.created_at", KeyKind.Moment), ["paid"] = ("r.paid_on", KeyKind.Day) });

    public static readonly string[] ProviderChoices = ["all", .. Methods.Settled];

    public static readonly string[] BankChoices = ["all", "waiting", "arrived", "different"];

    private static readonly QueryParameter<string> _bank = Query.Choice("bank", "Whether it has reached our bank: `waiting` for it, `arrived`, or `different` from what was sent.", "all", BankChoices);
    private static readonly QueryParameter<string> _provider = Query.Choice("provider", "Who paid out.", "all", ProviderChoices);
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter<string?> _words = Query.Text("q", "Part of a number or of a courier's name.", 100);
    private static readonly QueryParameter[] _query = [_words, _provider, _bank, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public static readonly CsvFile<NamedSettlement> File = new(
        "settlements.csv", ["number", "provider", "courier", "paid_on", "gross", "fee", "vat", "net", "currency", "lines", "different", "arrived", "arrived_on", "reference", "id"],
        row => [row.Number, row.Provider, row.Courier, row.PaidOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Money(row.Gross).ToAmountString(), row.Money(row.Fee).ToAmountString(), row.Money(row.Vat).ToAmountString(), row.Money(row.Net).ToAmountString(), row.Currency,
            row.Lines.ToString(CultureInfo.InvariantCulture), row.Different.ToString(CultureInfo.InvariantCulture),
            row.Arrived is { } arrived ? row.Money(arrived).ToAmountString() : "", row.ArrivedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", row.Reference ?? "", row.Id.ToString()]);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/settlements", async (HttpContext context, RowQuery query, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var (provider, bank, words) = (reader.Get(_provider), reader.Get(_bank), reader.Get(_words));
                var (sort, limit) = (reader.Get(_sort), reader.Get(_limit));
                return context.Caller().MayForCompany(Permissions.SettlementRead) ? await ListAnswers.OfAsync(reader, query, List, Filter(provider, bank, words), sort, limit, (NamedSettlement row) => row.Record(), File, cancellationToken) : new[] { Access.Forbidden }.ToProblem();
            })
            .WithName(nameof(ListSettlements)).WithTags("Settlements").WithSummary("List what providers paid out").WithDescription("The newest first. It is of the whole company.")
            .WithQuery(_query).Produces<Page<SettlementRecord>>().WithExample(new Page<SettlementRecord>([PaymentsExamples.Settlement], NextCursor: null)).Requires(Permissions.SettlementRead);
        api.MapGet("/settlements/{id}", async ([Description("Id of the settlement.")] string id, HttpContext context, PaymentRows rows, CancellationToken cancellationToken) =>
                await ListAnswers.OneAsync<SettlementId, SettlementDetail>(context, id, wanted => FindAsync(rows, wanted.Value, cancellationToken), _ => context.Caller().MayForCompany(Permissions.SettlementRead), ModelErrors.SettlementUnknown))
            .WithName("ReadSettlement").WithTags("Settlements").WithSummary("Read what a provider paid out").WithDescription("With what is unknown to us, what is of another amount, and what the provider should have paid out by then and has not.")
            .WithQuery([]).Produces<SettlementDetail>().WithProblems(404).WithExample(PaymentsExamples.SettlementDetail).Requires(Permissions.SettlementRead);
    }

    public static RowFilter Filter(string provider, string bank, string? words)
    {
        var filter = new RowFilter().And("r.provider = {0}", provider == "all" ? null : provider).Words(words, "(r.number || ' ' || r.courier)");
        if (bank != "all")
        {
            filter.Conditions.Add(bank switch { "waiting" => "arrival.amount is null and r.net > 0", "arrived" => "arrival.amount is not null", _ => "arrival.amount <> r.net" });
        }

        return filter;
    }

    /// <summary>A settlement; null where there is none.</summary>
    public static async Task<SettlementDetail?> FindAsync(PaymentRows rows, Guid id, CancellationToken cancellationToken)
    {
        if ((await rows.SelectAsync<NamedSettlement>($"select {List.Columns} from {List.From} where r.id = $1", cancellationToken, id)).FirstOrDefault() is not { } found)
        {
            return null;
        }

        var differences = await rows.SelectAsync<Difference>("""
            select case when expected is null then 'unknown' else 'amount' end as kind, transaction, kind as of_kind, gross as theirs, expected as ours, attempt_id as payment_id, at
            from payments.settlement_line where settlement_id = $1 and expected is distinct from gross
            union all
            select 'bank', coalesce(nullif(arrival.reference, ''), settlement.number), 'payout', arrival.amount, settlement.net, null, null
            from payments.settlement join payments.arrival on arrival.settlement_id = settlement.id where settlement.id = $1 and arrival.amount <> settlement.net
            union all
            select 'courier', line.transaction, 'payment', line.gross, line.expected, line.attempt_id, line.at from payments.settlement_line line join payments.attempt on attempt.id = line.attempt_id
            where line.settlement_id = $1 and lower(attempt.courier) <> lower($3)
            union all
            -- What was paid before the last payment of this settlement should stand in it, or in one before.
            select 'missing', attempt.transaction, 'payment', null, attempt.paid, attempt.id, attempt.ended_at from payments.attempt
            where attempt.method = $2 and attempt.state = 'paid' and lower(attempt.courier) = lower($3) and attempt.ended_at < (select max(theirs.ended_at) from payments.settlement_line line join payments.attempt theirs on theirs.id = line.attempt_id where line.settlement_id = $1)
                and not exists (select from payments.settlement_line line where line.attempt_id = attempt.id)
            order by 1, 2 limit 500
            """, cancellationToken, id, found.Provider, found.Courier);
        return new SettlementDetail(found.Record(), [.. differences.Select(one => new SettlementDifference(
            one.Kind, one.Transaction, one.OfKind, one.Theirs is { } theirs ? found.Money(theirs) : null, one.Ours is { } ours ? found.Money(ours) : null, one.PaymentId, one.At))]);
    }

    private sealed record Difference(string Kind, string Transaction, string OfKind, long? Theirs, long? Ours, Guid? PaymentId, DateTimeOffset? At);
}

/// <summary>Id of a settlement.</summary>
internal readonly record struct SettlementId(Guid Value) : ITypedId<SettlementId>
{
    public static SettlementId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
