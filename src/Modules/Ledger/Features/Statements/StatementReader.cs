using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Reads what is asked of a statement, from the API and from the admin alike.</summary>
internal static class StatementReader
{
    /// <summary>Most columns of a statement.</summary>
    public const int MostColumns = 36;

    public static readonly QueryParameter<DateOnly?> From = Query.Day("from", "First day; the first of the fiscal year where left out. A balance sheet has none.");
    public static readonly QueryParameter<DateOnly?> To = Query.Day("to", "Last day; today where left out.");
    public static readonly QueryParameter<StoreId?> Store = Query.Id<StoreId>("store", "Only what belongs to this store. Who may read the books of some stores only must name one.");
    public static readonly QueryParameter<string> By = Query.Choice("by", "A column for each month, quarter or store.", "none", "none", "month", "quarter", "store");
    public static readonly QueryParameter<string> Compare = Query.Choice("compare", "A second column: the same stretch before (`previous`) or a year before (`year`).", "none", "none", "previous", "year");
    public static readonly QueryParameter<DateTimeOffset?> RecordedUntil = Query.Moment("recordedUntil", "As it was known then: only what was recorded until this instant.");
    public static readonly QueryParameter<string?> Unit = Query.Text("currency", "ISO 4217 code of the accounts' currency, or `PTS` for points; the company's where left out.", 3, "BDT");
    public static readonly QueryParameter<bool> Empty = Query.Flag("empty", "Also accounts on which nothing moved.");
    public static readonly QueryParameter<string> Format = Query.Choice("format", "`csv` or `xlsx` for a file.", "json", "json", "csv", "xlsx");

    public static readonly QueryParameter[] All = [From, To, Store, By, Compare, RecordedUntil, Unit, Empty, Format];

    public static Result<StatementQuery> Read(QueryReader reader, Book book, Shop? shop, StoreScope scope, DateOnly today)
    {
        var (from, to, store) = (reader.Get(From), reader.Get(To) ?? today, reader.Get(Store));
        var first = from ?? book.StartOf(book.YearOf(to));
        var (by, compare, unit) = (reader.Get(By), reader.Get(Compare), book.Currency);
        if (reader.Get(Unit) is { } code)
        {
            reader.Problems.Require(Currency.TryGetUnit(code, out unit), "query.currency", "'currency' is an ISO 4217 code or PTS.", "currency");
        }

        reader.Problems.Require(first <= to && to.Year < 9000, "query.span", "The first day must not be after the last one.", "from");
        if (store is { } place ? !scope.Covers(place.Value) : !scope.IsEverywhere && by is not "store")
        {
            return Access.Forbidden;
        }

        var columns = reader.Problems.Any ? [] : by switch
        {
            "month" => Split(first, to, months: 1, store),
            "quarter" => Split(first, to, months: 3, store),
            "store" => ByStore(first, to, shop, scope),
            _ => [new StatementColumn(first, to, store), .. Compared(first, to, store, compare)],
        };
        reader.Problems.Require(columns.Count <= MostColumns, "query.columns", $"A statement has at most {MostColumns} columns.", "by");
        var asked = new StatementQuery(columns, unit, reader.Get(RecordedUntil), reader.Get(Empty));
        _ = reader.Get(Format);
        return reader.Problems.ToResult(() => asked);
    }

    private static List<StatementColumn> Split(DateOnly from, DateOnly to, int months, StoreId? store)
    {
        var columns = new List<StatementColumn>();
        for (var start = from; start <= to && columns.Count <= MostColumns;)
        {
            var next = new DateOnly(start.Year, start.Month, 1).AddMonths(months - ((start.Month - 1) % months));
            columns.Add(new StatementColumn(start, next.AddDays(-1) < to ? next.AddDays(-1) : to, store));
            start = next;
        }

        return columns;
    }

    private static List<StatementColumn> ByStore(DateOnly from, DateOnly to, Shop? shop, StoreScope scope)
    {
        var columns = (shop?.Stores ?? []).Where(one => scope.Covers(one.Id.Value)).Select(one => new StatementColumn(from, to, one.Id)).ToList();
        if (scope.IsEverywhere)
        {
            columns.Add(new StatementColumn(from, to, Store: null));
        }

        return columns;
    }

    /// <summary>Whole months are compared with as many whole months, anything else with as many days.</summary>
    private static StatementColumn[] Compared(DateOnly from, DateOnly to, StoreId? store, string compare)
    {
        var isWholeMonths = from.Day == 1 && to.AddDays(1).Day == 1;
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month + 1;
        return compare switch
        {
            "year" => [new StatementColumn(from.AddYears(-1), isWholeMonths ? to.AddDays(1).AddYears(-1).AddDays(-1) : to.AddYears(-1), store)],
            "previous" when isWholeMonths => [new StatementColumn(from.AddMonths(-months), from.AddDays(-1), store)],
            "previous" => [new StatementColumn(from.AddDays(from.DayNumber - to.DayNumber - 1), from.AddDays(-1), store)],
            _ => [],
        };
    }
}
