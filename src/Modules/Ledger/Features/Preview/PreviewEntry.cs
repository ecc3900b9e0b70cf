using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// Shows an entry before it is written, and why. It goes the way that posting goes (the same reading, rule and check) up to
/// the write itself; what only the database would refuse is looked up. It writes nothing and locks nothing.
/// </summary>
internal sealed class PreviewEntry(UnitOfWork work, EntryReading reading, EntryChecks checks, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<PreviewEntry, EntryBody, PreviewAnswer>("/ledger/preview", (use, body, request) => use.RunAsync(body, request))
            .WithName("PreviewEntry").WithTags("Ledger").WithSummary("See an entry before it is written")
            .WithDescription("Takes what `POST /ledger/entries` takes; the document may be left out. Answers the lines with accounts and reasons, what they come to, what bounded sub-accounts would hold, and every fault. Nothing is written.")
            .WithExample(LedgerExamples.Preview).Requires(Permissions.Read);

    public async Task<Result<PreviewAnswer>> RunAsync(EntryBody body, WriteRequest request) =>
        request.Caller.Lacks(Permissions.Read) is { } missing ? missing : await ShowAsync(body, request.Stop);

    /// <summary>The preview, for pages too.</summary>
    public async Task<Result<PreviewAnswer>> ShowAsync(EntryBody body, CancellationToken cancellationToken)
    {
        var check = await checks.MakeAsync(cancellationToken);
        if (check.IsFailure)
        {
            return check.Errors.ToArray();
        }

        var document = body.Document is null ? new DocumentRef(DocumentTypes.Manual, "preview") : null;
        var read = await reading.ReadAsync(body, cancellationToken, document: document);
        if (read.IsFailure)
        {
            return new PreviewAnswer(body.Series, body.Memo, Rule: null, [], [], Legs(body.Legs ?? []), [], Faults(read.Errors));
        }

        var chart = check.Value.Chart;
        var checkedEntry = check.Value.Entries([read.Value.Entry]);
        var faults = new List<Error>(EntryReading.Place(checkedEntry.Errors, [read.Value], areMany: false));
        // With facts it shows what a document of the shop would post.
        faults.AddRange(read.Value.Ruled is null ? EntryReading.Place(ControlAccounts.Faults(chart, [read.Value.Entry]), [read.Value], areMany: false) : []);
        if (checkedEntry.IsSuccess && body.Id is { } id && await HashAsync(id, cancellationToken) is { } known && !known.AsSpan().SequenceEqual(checkedEntry.Value[0].Hash))
        {
            faults.Add(LedgerErrors.Contradiction("id"));
        }

        var entry = read.Value.Entry;
        var forecast = await SubaccountForecast.OfAsync(work, chart, entry.Lines, time.GetUtcNow(), cancellationToken);
        faults.AddRange(forecast.Faults);
        return new PreviewAnswer(
            entry.Series, entry.Memo, entry.Rule, [.. entry.Lines.Select((line, index) => Line(line, index, chart, read.Value))], Accounts(entry, chart), Totals(entry.Lines.Select(line => (line.Amount, line.Amount))),
            [.. forecast.Subaccounts.Select(sub => new PreviewSubaccount(sub.Id, sub.Account, sub.Owner, sub.Before, sub.After, sub.Held, sub.Available))], Faults(faults));
    }

    private async Task<byte[]?> HashAsync(EntryId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select hash from ledger.entry where id = $1", cancellationToken)).With(id.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    private static PreviewLine Line(NewLine line, int index, Chart chart, ReadEntry read) => new(
        index + 1, Name(line.Debit, line.Store, chart), Name(line.Credit, line.Store, chart), line.Amount, line.Store, line.Memo, read.Ruled?[index].Why);

    private static LineAccount Name(AccountRef reference, StoreId? store, Chart chart) =>
        chart.Find(reference, store) is { } account ? new LineAccount(account.Code, account.Name, reference.Sub) : new LineAccount(reference.ToString(), LocalText.Empty, reference.Sub);

    private static IReadOnlyList<PreviewAccount> Accounts(NewEntry entry, Chart chart) =>
    [
        .. entry.Lines.SelectMany(line => ((LineAccount Account, Money Debit, Money Credit)[])
                [(Name(line.Debit, line.Store, chart), line.Amount, Money.Zero(line.Amount.Currency)), (Name(line.Credit, line.Store, chart), Money.Zero(line.Amount.Currency), line.Amount)])
            .GroupBy(side => (side.Account.Code, side.Debit.Currency))
            .OrderBy(group => group.Key.Code, StringComparer.Ordinal).ThenBy(group => group.Key.Currency.Code, StringComparer.Ordinal)
            .Select(group => new PreviewAccount(group.Key.Code, group.First().Account.Name, Sum(group.Select(side => side.Debit), group.Key.Currency), Sum(group.Select(side => side.Credit), group.Key.Currency))),
    ];

    private static IReadOnlyList<PreviewTotal> Legs(IReadOnlyList<LegBody> legs) =>
        Totals(legs.Where(leg => (leg.Debit ?? leg.Credit) is not null).Take(LegMatching.MostLegs).Select(leg => leg.Debit is { } debit ? (debit, Money.Zero(debit.Currency)) : (Money.Zero(leg.Credit!.Value.Currency), leg.Credit.Value)));

    private static IReadOnlyList<PreviewTotal> Totals(IEnumerable<(Money Debit, Money Credit)> sides) =>
    [
        .. sides.GroupBy(side => side.Debit.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal)
            .Select(group => new PreviewTotal(Sum(group.Select(side => side.Debit), group.Key), Sum(group.Select(side => side.Credit), group.Key))),
    ];

    /// <summary>Amounts that are at fault are shown too, and may be as large as a number can be: a sum stays within that.</summary>
    private static Money Sum(IEnumerable<Money> amounts, Currency unit) =>
        new((long)Int128.Clamp(amounts.Aggregate((Int128)0, (sum, amount) => sum + amount.Minor), long.MinValue, long.MaxValue), unit);

    private static IReadOnlyList<PreviewFault> Faults(IEnumerable<Error> errors) => [.. errors.Select(error => new PreviewFault(error.Code, error.Message, error.Field))];
}
