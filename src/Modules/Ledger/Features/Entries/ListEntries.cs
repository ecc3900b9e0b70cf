using System.ComponentModel;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>GET /api/v1/ledger/entries</c> and <c>…/{id}</c>: the journal.</summary>
internal static class ListEntries
{
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "First business date.");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "Last business date.");
    private static readonly QueryParameter<DateTimeOffset?> _since = Query.Moment("since", "Recorded at or after this instant.");
    private static readonly QueryParameter<string?> _account = Query.Text("account", "Code of an account with a line; of a heading: any account below it.", 20, "1110");
    private static readonly QueryParameter<SubaccountId?> _sub = Query.Id<SubaccountId>("sub", "A sub-account with a line.");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "A store with a line.");
    private static readonly QueryParameter<string?> _series = Query.Text("series", "Series.", 8, "SA");
    private static readonly QueryParameter<int> _year = Query.Integer("year", "Fiscal year, by the calendar year in which it begins; 0 for all.", 0, 9999, 0);
    private static readonly QueryParameter<int> _number = Query.Integer("number", "Number in series and year; 0 for all.", 0, int.MaxValue, 0);
    private static readonly QueryParameter<string?> _documentType = Query.Text("documentType", "Type of document.", 100, "sale");
    private static readonly QueryParameter<string?> _documentId = Query.Text("documentId", "Id of a document.", 100, "1");
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "Kind of entry.", "all", "all", "normal", "opening", "reversal", "correction", "closing");
    private static readonly QueryParameter<decimal?> _least = Query.Amount("minimum", "With a line of at least this amount.");
    private static readonly QueryParameter<decimal?> _most = Query.Amount("maximum", "With a line of at most this amount.");
    private static readonly QueryParameter<string?> _words = Query.Text("q", "Text in the memo.", 100, "rent");
    private static readonly QueryParameter<EntryId?> _by = Query.Id<EntryId>("postedBy", "Id of the user or API key who posted it.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order: by business date or by writing, a `-` turns it round.", "-date", EntryQuery.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query =
    [
        _from, _to, _since, _account, _sub, _store, _series, _year, _number, _documentType, _documentId, _kind, _least, _most, _words, _by, _sort, StatementReader.Format, Cursor.Parameter, _limit,
    ];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/entries", HandleAsync)
            .WithName(nameof(ListEntries)).WithTags("Ledger").WithSummary("List journal entries").WithDescription("Entries that fit all that is asked, newest first. Amounts are in the currency of the books. An entry has no number for the moment until it is sealed. With `format` the answer is a file of all that fits, a row for each line.")
            .WithQuery(_query).Produces<Page<EntryRow>>().WithExample(new Page<EntryRow>([LedgerExamples.Row], NextCursor: null)).Requires(Permissions.Read);
        api.MapGet("/ledger/entries/{id}", GetAsync)
            .WithName("GetEntry").WithTags("Ledger").WithSummary("Read a journal entry").WithDescription("With its lines, its place in the chain, and the entries that belong to it: what it takes back or mends, what takes it back or mends it, and what was written with it.")
            .WithQuery([]).Produces<EntryAnswer>().WithProblems(404).WithExample(LedgerExamples.Entry).Requires(Permissions.Read);
    }

    private static async Task<IResult> HandleAsync(HttpContext context, EntryQuery entries, OpenBooks books, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (sort, limit) = (reader.Get(_sort), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), sort, reader.Problems);
        reader.Problems.Require(cursor is null || EntryQuery.Position(cursor.Key) is not null, "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        var (least, most) = (reader.Get(_least), reader.Get(_most));
        var filter = new EntryFilter(
            reader.Get(_from), reader.Get(_to), reader.Get(_since), Accounts: null, reader.Get(_sub), reader.Get(_store), reader.Get(_series),
            reader.Get(_year) is > 0 and var year ? year : null, reader.Get(_number) is > 0 and var number ? number : null, reader.Get(_documentType), reader.Get(_documentId),
            reader.Get(_kind) is "all" ? null : reader.Get(_kind), Least: null, Most: null, reader.Get(_words), reader.Get(_by)?.Value);
        var (code, format) = (reader.Get(_account), reader.Get(StatementReader.Format));
        if (LedgerRights.Refusal(context, reader, Permissions.Read) is { } refusal)
        {
            return refusal;
        }

        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToProblem();
        }

        var problems = new Problems();
        var unit = chart.Value.Book!.Currency;
        filter = filter with { Least = Minor(least, unit, "minimum", problems), Most = Minor(most, unit, "maximum", problems) };
        if (code is { Length: > 0 })
        {
            problems.Require(chart.Value.Find(code) is not null, "ledger.account_unknown", $"There is no account {code}.", "account");
            filter = filter with { Accounts = Below(chart.Value, code) };
        }

        return problems.Any ? problems.Errors.ToProblem()
            : string.Equals(format, "json", StringComparison.Ordinal) ? TaggedAnswer.Of(await entries.ListAsync(filter, sort, cursor, limit, cancellationToken))
            : JournalFile.Of(entries, filter, sort, format, "en", cancellationToken);
    }

    private static async Task<IResult> GetAsync([Description("Id of the entry.")] string id, HttpContext context, EntryQuery entries, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<EntryId>(id, "id"));
        return LedgerRights.Refusal(context, reader, Permissions.Read) is { } refusal ? refusal
            : await entries.OneAsync(wanted, cancellationToken) is { } found ? TaggedAnswer.Of(found)
            : new[] { LedgerErrors.EntryUnknown }.ToProblem();
    }

    /// <summary>An account and all that stand below it.</summary>
    public static IReadOnlyList<AccountId> Below(Chart chart, string code)
    {
        var found = new List<AccountId>();
        var next = new Queue<Account>(chart.Find(code) is { } account ? [account] : []);
        while (next.TryDequeue(out var one))
        {
            found.Add(one.Id);
            foreach (var child in chart.Accounts.Where(child => child.ParentId == one.Id))
            {
                next.Enqueue(child);
            }
        }

        return found;
    }

    private static long? Minor(decimal? amount, Currency unit, string field, Problems problems) =>
        amount is { } given && problems.Take(Money.FromDecimal(given, unit), field) is var money ? money.Minor : null;
}
