using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// Takes in what providers paid out: each row is held against the payment or refund it names, and what the provider kept is posted with
/// what it sent. All of a provider and a day is one settlement and one commit. A row that was settled before stays, whatever file it comes in.
/// </summary>
internal sealed class ImportSettlement(UnitOfWork work, PaymentRows rows, ILedger ledger, DocumentNumbers numbers, PaymentsClock clock, CallerContext caller)
{
    private static readonly Error _rehearsed = Error.Conflict("settlement.rehearsed", "All of it would have been done.");

    /// <exception cref="FaultException">When the file is none that can be read.</exception>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, CancellationToken cancellationToken)
    {
        var currency = await clock.ShopAsync(cancellationToken) is { } shop ? Currency.Get(shop.Currency) : throw new FaultException("There is no shop yet: run './aisle up' once.");
        var tally = new FileImportTally();
        var groups = Read(file, currency, (without ?? []).ToLookup(refusal => refusal.Line), tally).GroupBy(row => (row.Provider, row.PaidOn)).OrderBy(group => group.Key.PaidOn).ThenBy(group => group.Key.Provider, StringComparer.Ordinal).ToList();
        foreach (var (index, group) in groups.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (added, same) = (0, 0);
            var done = await work.RunAsync<int>(async stop =>
            {
                var written = await TakeAsync(file.Name, [.. group], currency, stop);
                (added, same) = written.IsSuccess ? (written.Value, group.Count() - written.Value) : (0, 0);
                return written.IsSuccess && file.DryRun ? _rehearsed : written;
            }, cancellationToken);
            if (done.IsFailure && !(file.DryRun && done.FirstError == _rehearsed))
            {
                if (work.Transaction is not null)
                {
                    return done.Errors.ToArray();
                }

                foreach (var row in group)
                {
                    tally.Refuse(row.Line, done.Errors.Select(fault => fault with { Field = "provider" }));
                }
            }

            (tally.Added, tally.Same) = (tally.Added + added, tally.Same + same);
            file.Progress(tally.Result(file.DryRun), (index + 1.0) / groups.Count);
        }

        return tally.Result(file.DryRun);
    }

    private static List<SettlementFileRow> Read(FileImport file, Currency currency, ILookup<long, Refusal> without, FileImportTally tally)
    {
        using var csv = file.Open(SettlementFileRow.Needed, SettlementFileRow.Columns);
        var (read, seen) = (new List<SettlementFileRow>(), new HashSet<(string, string, string)>());
        while (csv.Next() is { } line)
        {
            tally.Rows++;
            var row = without[line.Line].ToList() is { Count: > 0 } known ? known.Select(refusal => Error.Validation(refusal.Code, refusal.Message, refusal.Field)).ToArray()
                : line.FaultCode is { } code ? Error.Validation(code, line.FaultMessage!) : SettlementFileRow.Read(line, csv.Header, currency);
            if (row.IsSuccess && !seen.Add((row.Value.Provider, row.Value.Kind, row.Value.Transaction)))
            {
                row = Error.Validation("row.repeated", "The file has this transaction already.", "transaction");
            }

            if (row.IsFailure)
            {
                tally.Refuse(line.Line, row.Errors);
                continue;
            }

            read.Add(row.Value);
        }

        return read;
    }

    /// <summary>Writes what is new of a provider's day; answers how many rows that are.</summary>
    private async Task<Result<int>> TakeAsync(string file, List<SettlementFileRow> group, Currency currency, CancellationToken cancellationToken)
    {
        var (provider, paidOn, now, id) = (group[0].Provider, group[0].PaidOn, clock.Now, clock.New());
        // Whoever takes in the same file at this moment waits here.
        await rows.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('payments/settlement/' || $1, 0))", cancellationToken, provider);
        var names = group.Select(row => row.Transaction).ToArray();
        var known = (await rows.SelectAsync<Known>("select kind, transaction from payments.settlement_line where provider = $1 and transaction = any ($2)", cancellationToken, provider, names)).ToHashSet();
        var fresh = group.Where(row => !known.Contains(new Known(row.Kind, row.Transaction))).ToList();
        if (fresh.Count == 0)
        {
            return 0;
        }

        var paid = (await rows.SelectAsync<Ours>("select id, transaction as name, paid as amount from payments.attempt where method = $1 and state = 'paid' and transaction = any ($2)", cancellationToken, provider, names)).ToDictionary(one => one.Name, StringComparer.Ordinal);
        var refunded = (await rows.SelectAsync<Ours>("select id, reference as name, amount from payments.refund where method = $1 and state = 'done' and reference = any ($2)", cancellationToken, provider, names)).ToLookup(one => one.Name, StringComparer.Ordinal);
        var lines = fresh.Select((row, index) =>
        {
            var ours = row.Kind == "payment" ? paid.GetValueOrDefault(row.Transaction) : refunded[row.Transaction].FirstOrDefault();
            return new SettlementLineRow(id, index + 1, provider, row.Kind, row.Transaction, row.Gross.Minor, row.Fee.Minor, row.Vat.Minor, row.At, row.Kind == "payment" ? ours?.Id : null, row.Kind == "refund" ? ours?.Id : null, ours?.Amount);
        }).ToList();
        var (gross, fee, vat) = (lines.Sum(line => line.Kind == "payment" ? line.Gross : -line.Gross), lines.Sum(line => line.Fee), lines.Sum(line => line.Vat));
        var net = gross - fee - vat;
        if (net < 0)
        {
            return Error.Conflict("settlement.negative", "More went back than was paid: take it in together with the day on which the provider sets it off.");
        }

        var number = await numbers.TakeAsync(new DocumentSeries("PS", Guid.Empty, provider.ToUpperInvariant(), paidOn.Year), cancellationToken);
        var row = new SettlementRow(id, number, provider, file, paidOn, currency.Code, gross, fee, vat, net, lines.Count, caller.Caller.Kind is CallerKind.User or CallerKind.Key ? caller.Caller.Id : null, now);
        await rows.InsertOneAsync(row, cancellationToken);
        await rows.InsertAsync(lines, cancellationToken);
        if (net != 0 || fee != 0 || vat != 0)
        {
            var facts = new Facts().Set("number", number).Set("provider", provider).Set("paid", row.Money(net)).Set("fee", row.Money(fee)).Set("vat", row.Money(vat));
            var posted = await ledger.PostDocumentAsync(new NewDocument(EntryId.From(id), new DocumentRef(PaymentsDocuments.Settlement, id.ToString()), new BusinessDate(paidOn), facts) { Rule = "provider_fee" }, cancellationToken);
            if (posted.IsFailure)
            {
                return posted.Errors.ToArray();
            }
        }

        work.Audit(new AuditEntry("payments.settlement.import", "payments.settlement", id.ToString(), number, After: new { provider, paidOn, gross = row.Money(gross), fee = row.Money(fee), vat = row.Money(vat), lines = lines.Count, different = lines.Count(line => line.Expected != line.Gross) }));
        return lines.Count;
    }

    private sealed record Known(string Kind, string Transaction);

    private sealed record Ours(Guid Id, string Name, long Amount);
}
