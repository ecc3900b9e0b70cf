using System.ComponentModel;
using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>How a supplier stands with the company.</summary>
/// <param name="Supplier">The supplier.</param>
/// <param name="Owed">What is owed in all, in the supplier's currency: bills less payments and credit notes.</param>
/// <param name="Ageing">What is owed on bills, by how long they are due.</param>
/// <param name="Credits">What is left of credit notes and not set against bills.</param>
/// <param name="Bills">Bills that are owed, the oldest first.</param>
/// <param name="Lines">The last documents of the supplier's account in the books, the newest first.</param>
/// <param name="Booked">What is owed in the books, in their currency; absent where it is the same.</param>
internal sealed record SupplierStanding(SupplierRecord Supplier, Money Owed, Ageing Ageing, Money Credits, IReadOnlyList<BillRecord> Bills, IReadOnlyList<StandingLine> Lines, Money? Booked = null);

/// <summary>What is owed, by days since it was due.</summary>
/// <param name="NotDue">Not due yet.</param>
/// <param name="To30">1 to 30 days.</param>
/// <param name="To60">31 to 60 days.</param>
/// <param name="To90">61 to 90 days.</param>
/// <param name="Over90">Longer.</param>
internal sealed record Ageing(Money NotDue, Money To30, Money To60, Money To90, Money Over90);

/// <summary>A document of a supplier's account.</summary>
/// <param name="Date">Business date.</param>
/// <param name="Document">Which, and of what kind.</param>
/// <param name="Number">The number that people know it by; that of its entry in the books where it is no document of purchasing.</param>
/// <param name="Memo">What is said of it: the number on the supplier's paper, the memo of a payment, or the words of the entry.</param>
/// <param name="Amount">Above zero where more is owed, below where less.</param>
/// <param name="Balance">What is owed after it.</param>
/// <param name="Booked">The amount in the books; absent where it is the same.</param>
/// <param name="BookedBalance">What is owed after it in the books; absent where it is the same.</param>
internal sealed record StandingLine(DateOnly Date, DocumentRef Document, string Number, string Memo, Money Amount, Money Balance, Money? Booked = null, Money? BookedBalance = null)
{
    /// <summary>Its page in the admin; null where it has none here. Payments stand in their list.</summary>
    public string? Page() => Document.Type == PurchasingDocuments.Payment ? "/admin/purchasing/payments?q=" + Uri.EscapeDataString(Number)
        : PurchasingDocuments.All.FirstOrDefault(known => known.Type == Document.Type).Page is { } page ? string.Format(CultureInfo.InvariantCulture, page, Document.Id) : null;
}

/// <summary><c>GET /api/v1/suppliers/{id}/statement</c>: what is owed to a supplier, and since when.</summary>
internal sealed class SupplierStatement(RowStore rows, ILedger ledger, PurchasingClock clock)
{
    private const int MostLines = 100;
    private const int MostBills = 500;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/suppliers/{id}/statement", async ([Description("Id of the supplier.")] string id, HttpContext context, SupplierStatement use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                var wanted = reader.Problems.Take(TypedId.Parse<SupplierId>(id, "id"));
                // What is owed is the company's and not one store's.
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : !context.Caller().MayForCompany(Permissions.BillRead) ? new[] { Access.Forbidden }.ToProblem()
                    : await use.FindAsync(wanted, cancellationToken) is { } found ? TaggedAnswer.Of(found) : new[] { PurchasingErrors.SupplierUnknown }.ToProblem();
            })
            .WithName("ReadSupplierStatement").WithTags("Suppliers").WithSummary("Read a supplier's statement").WithDescription("What is owed, by how long it is due, and the last documents of their account. For who may read bills of all stores.")
            .WithQuery([]).Produces<SupplierStanding>().WithProblems(404).WithExample(PurchasingExamples.Standing).Requires(Permissions.BillRead);

    /// <summary>The standing of a supplier; null where there is none.</summary>
    public async Task<SupplierStanding?> FindAsync(SupplierId id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<SupplierRow>(id.Value, cancellationToken) is not { } supplier)
        {
            return null;
        }

        var (unit, today) = (Currency.Get(supplier.Currency), await clock.TodayAsync(cancellationToken));
        var sums = (await rows.SelectAsync<Sums>("""
            select coalesce(sum(owed) filter (where late <= 0), 0)::bigint as not_due, coalesce(sum(owed) filter (where late between 1 and 30), 0)::bigint as to30,
                coalesce(sum(owed) filter (where late between 31 and 60), 0)::bigint as to60, coalesce(sum(owed) filter (where late between 61 and 90), 0)::bigint as to90,
                coalesce(sum(owed) filter (where late > 90), 0)::bigint as over90, (select coalesce(sum(total - used), 0) from purchasing.credit where supplier_id = $1)::bigint as credits,
                (coalesce(sum(booked), 0) - (select coalesce(sum(booked_total - booked_used), 0) from purchasing.credit where supplier_id = $1))::bigint as booked
            from (select total - paid - credited as owed, booked_total - booked_settled as booked, $2::date - due_on as late from purchasing.bill where supplier_id = $1 and state = 'posted' and paid + credited < total) open
            """, cancellationToken, id.Value, today))[0];
        var bills = await rows.SelectAsync<NamedBill>(
            $"select {BillStore.List.Columns} from {BillStore.List.From} where r.supplier_id = $1 and r.state = 'posted' and r.paid + r.credited < r.total order by r.due_on, r.id limit $2", cancellationToken, id.Value, MostBills);
        var lines = await ledger.LinesAsync(new LineQuery(SubaccountId.From(id.Value), From: null, To: null, After: null, MostLines), cancellationToken);
        Money Of(long minor) => new(minor, unit);
        var (owed, books) = (Of(sums.NotDue + sums.To30 + sums.To60 + sums.To90 + sums.Over90 - sums.Credits), await clock.CurrencyAsync(cancellationToken) ?? unit);
        return new SupplierStanding(
            SupplierRecord.Of(supplier), owed, new Ageing(Of(sums.NotDue), Of(sums.To30), Of(sums.To60), Of(sums.To90), Of(sums.Over90)), Of(sums.Credits),
            [.. bills.Select(bill => bill.Record())],
            await DocumentsAsync(lines, owed, isForeign: unit != books, cancellationToken),
            unit == books ? null : new Money(sums.Booked, books));
    }

    /// <summary>
    /// The lines of each entry as one document. Where the supplier has another currency, amounts are in that, with what they are in the books beside
    /// them: a difference by the rate alone moves the books and nothing that the supplier knows of.
    /// </summary>
    private async Task<IReadOnlyList<StandingLine>> DocumentsAsync(IReadOnlyList<SubaccountLine> lines, Money owed, bool isForeign, CancellationToken cancellationToken)
    {
        List<List<SubaccountLine>> entries = [.. lines.GroupBy(line => line.Entry).Select(entry => entry.ToList())];
        if (lines.Count == MostLines && entries.Count > 1)
        {
            // The oldest one may go on behind the last line that was read.
            entries.RemoveAt(entries.Count - 1);
        }

        var ids = entries.Select(entry => Guid.TryParse(entry[0].Document.Id, out var id) ? id : Guid.Empty).Distinct().ToArray();
        var papers = (await rows.SelectAsync<Entered>("""
            select id, number, supplier_number as memo, total as amount from purchasing.bill where id = any ($1) union all select id, number, memo, -amount from purchasing.payment where id = any ($1)
            union all select id, number, supplier_number, -total from purchasing.credit where id = any ($1)
            """, cancellationToken, ids)).ToDictionary(paper => paper.Id.ToString(), StringComparer.Ordinal);
        List<StandingLine> made = [];
        foreach (var entry in entries)
        {
            var (last, booked) = (entry[0], entry.Select(line => line.Amount).Aggregate((left, right) => left + right));
            var paper = papers.GetValueOrDefault(last.Document.Id);
            var line = new StandingLine(last.Place.Date.Date, last.Document, paper?.Number ?? last.Number ?? "", paper?.Memo ?? last.Memo, booked, last.Balance);
            if (isForeign)
            {
                var amount = owed with { Minor = paper is { } own && own.Id == last.Entry.Value ? own.Amount : 0 };
                line = line with { Amount = amount, Balance = owed, Booked = booked, BookedBalance = last.Balance };
                owed -= amount;
            }

            made.Add(line);
        }

        return made;
    }

    private sealed record Sums(long NotDue, long To30, long To60, long To90, long Over90, long Credits, long Booked);

    private sealed record Entered(Guid Id, string Number, string Memo, long Amount);
}
