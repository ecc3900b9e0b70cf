using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
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
/// Takes in what providers paid out and couriers handed over: each row is held against the payment or refund it names, and what the provider kept is posted with
/// what it sent. All of a provider (or courier) and a day is one settlement and one commit. A row that was settled before stays, whatever file it comes in.
/// </summary>
internal sealed class ImportSettlement(UnitOfWork work, PaymentRows rows, ILedger ledger, DocumentNumbers numbers, PaymentsClock clock, CallerContext caller)
{
    private static readonly Error _rehearsed = Error.Conflict("settlement.rehearsed", "All of it would have been done.");

    /// <exception cref="FaultException">When the file is none that can be read.</exception>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, CancellationToken cancellationToken)
    {
        var currency = await clock.ShopAsync(cancellationToken) is { } shop ? Currency.Get(shop.Currency) : throw new FaultException("There is no shop yet: run './aisle up' once.");
        var tally = new FileImportTally();
        var groups = Read(file, currency, (without ?? []).ToLookup(refusal => refusal.Line), tally).GroupBy(row => (row.Provider, Courier: row.Courier.ToUpperInvariant(), row.PaidOn))
            .OrderBy(group => group.Key.PaidOn).ThenBy(group => group.Key.Provider, StringComparer.Ordinal).ThenBy(group => group.Key.Courier, StringComparer.Ordinal).ToList();
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

        var lines = provider == PaymentMethods.CashOnDelivery ? await AtDoorAsync(id, fresh, names, cancellationToken) : await OfProviderAsync(id, provider, fresh, names, cancellationToken);
        var (gross, fee, vat) = (lines.Sum(line => line.Kind == "payment" ? line.Gross : -line.Gross), lines.Sum(line => line.Fee), lines.Sum(line => line.Vat));
        var net = gross - fee - vat;
        if (net < 0)
        {
            return Error.Conflict("settlement.negative", "More went back than was paid: take it in together with the day on which the provider sets it off.");
        }

        var number = await numbers.TakeAsync(new DocumentSeries("PS", Guid.Empty, provider.ToUpperInvariant(), paidOn.Year), cancellationToken);
        var row = new SettlementRow(id, number, provider, file, paidOn, currency.Code, gross, fee, vat, net, lines.Count, caller.Caller.Kind is CallerKind.User or CallerKind.Key ? caller.Caller.Id : null, now, group[0].Courier);
        await rows.InsertOneAsync(row, cancellationToken);
        await rows.InsertAsync(lines, cancellationToken);
        if (net != 0 || fee != 0 || vat != 0)
        {
            var facts = new Facts().Set("number", number).Set("paid", row.Money(net)).Set("fee", row.Money(fee)).Set("vat", row.Money(vat));
            var rule = provider == PaymentMethods.CashOnDelivery ? "courier_settlement" : "provider_fee";
            facts = provider == PaymentMethods.CashOnDelivery ? facts : facts.Set("provider", provider);
            var posted = await ledger.PostDocumentAsync(new NewDocument(EntryId.From(id), new DocumentRef(PaymentsDocuments.Settlement, id.ToString()), new BusinessDate(paidOn), facts) { Rule = rule }, cancellationToken);
            if (posted.IsFailure)
            {
                return posted.Errors.ToArray();
            }
        }

        work.Audit(new AuditEntry("payments.settlement.import", "payments.settlement", id.ToString(), number, After: new { provider, courier = group[0].Courier, paidOn, gross = row.Money(gross), fee = row.Money(fee), vat = row.Money(vat), lines = lines.Count, different = lines.Count(line => line.Expected != line.Gross) }));
        return fresh.Count;
    }

    private async Task<List<SettlementLineRow>> OfProviderAsync(Guid id, string provider, List<SettlementFileRow> fresh, string[] names, CancellationToken cancellationToken)
    {
        var paid = (await rows.SelectAsync<Ours>("select id, transaction as name, paid as amount from payments.attempt where method = $1 and state = 'paid' and transaction = any ($2)", cancellationToken, provider, names)).ToDictionary(one => one.Name, StringComparer.Ordinal);
        var refunded = (await rows.SelectAsync<Ours>("select id, reference as name, amount from payments.refund where method = $1 and state = 'done' and reference = any ($2)", cancellationToken, provider, names)).ToLookup(one => one.Name, StringComparer.Ordinal);
        return [.. fresh.Select((row, index) =>
        {
            var ours = row.Kind == "payment" ? paid.GetValueOrDefault(row.Transaction) : refunded[row.Transaction].FirstOrDefault();
            return new SettlementLineRow(id, index + 1, provider, row.Kind, row.Transaction, row.Gross.Minor, row.Fee.Minor, row.Vat.Minor, row.At, row.Kind == "payment" ? ours?.Id : null, row.Kind == "refund" ? ours?.Id : null, ours?.Amount);
        })];
    }

    /// <summary>
    /// Cash at the door goes by the number of its order, or by the id of the payment. An order that was paid for in parts has several payments of its number:
    /// the first ones are taken whole and the last one takes what is left, so that a difference stands at one of them.
    /// </summary>
    private async Task<List<SettlementLineRow>> AtDoorAsync(Guid id, List<SettlementFileRow> fresh, string[] names, CancellationToken cancellationToken)
    {
        var ids = names.Select(name => Guid.TryParseExact(name, "D", out var one) ? one : Guid.Empty).Where(one => one != Guid.Empty).ToArray();
        var waiting = await rows.SelectAsync<Ours>("""
            select attempt.id, intent.number as name, attempt.paid as amount from payments.attempt join payments.intent on intent.id = attempt.intent_id
            where attempt.method = 'cod' and attempt.state = 'paid' and (intent.number = any ($1) or attempt.id = any ($2))
                and not exists (select from payments.settlement_line line where line.attempt_id = attempt.id) order by attempt.ended_at, attempt.id
            """, cancellationToken, names, ids);
        var (lines, taken) = (new List<SettlementLineRow>(), new HashSet<Guid>());
        // What is named by its id is taken by that row and by no other.
        foreach (var row in fresh.OrderBy(row => !Guid.TryParseExact(row.Transaction, "D", out _)))
        {
            var ours = waiting.FindAll(one => (one.Name == row.Transaction || one.Id.ToString() == row.Transaction) && !taken.Contains(one.Id));
            var left = row.Gross.Minor;
            for (var index = 0; index == 0 || (index < ours.Count && left > 0); index++)
            {
                var one = ours.ElementAtOrDefault(index);
                var gross = one is null || index == ours.Count - 1 ? left : Math.Min(left, one.Amount);
                lines.Add(new SettlementLineRow(
                    id, lines.Count + 1, row.Provider, row.Kind, index == 0 ? row.Transaction : one!.Id.ToString(), gross, index == 0 ? row.Fee.Minor : 0, index == 0 ? row.Vat.Minor : 0, row.At, one?.Id, RefundId: null, one?.Amount));
                left -= gross;
                taken.UnionWith(one is null ? [] : [one.Id]);
            }
        }

        return lines;
    }

    private sealed record Known(string Kind, string Transaction);

    private sealed record Ours(Guid Id, string Name, long Amount);
}
