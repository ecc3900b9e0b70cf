using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/journal</c>: all entries, searched and filtered, as a list and as a file.</summary>
internal sealed class JournalPageModel(EntryQuery entries, OpenBooks books, DocumentTypes documents, IPeople people, IStores stores) : BooksPage(stores)
{
    private const int PageSize = 50;

    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100, "");
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "");
    private static readonly QueryParameter<string?> _account = Query.Text("account", "", 20, "");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "");
    private static readonly QueryParameter<string?> _series = Query.Text("series", "", 8, "");
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "", "any", ["any", .. Enum.GetValues<EntryKind>().Select(Domain.Words.Of)]);
    private static readonly QueryParameter<string?> _type = Query.Text("type", "", 100, "");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "-date", EntryQuery.Sorts);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(403);
        }

        Title = T["ledger.journal.title"];
        var chart = await books.ChartAsync(cancellationToken);
        await ReadShopAsync(cancellationToken);
        var reader = QueryReader.Lenient(Request);
        var (filter, sort) = (chart.IsSuccess ? FilterOf(reader, chart.Value) : new EntryFilter(), reader.Get(_sort));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), sort, new Problems());
        cursor = cursor is not null && EntryQuery.Position(cursor.Key) is null ? null : cursor;
        var found = await entries.ListAsync(filter, sort, cursor, PageSize, cancellationToken);
        List = await ViewAsync(reader, chart.IsSuccess ? chart.Value : null, sort, found, isDeeper: cursor is not null, cancellationToken);
        return chart.IsSuccess ? Page() : Fail(chart.Errors);
    }

    /// <summary>The list as a file, filtered as it is on the screen: a row for each line.</summary>
    public async Task<IActionResult> OnGetExportAsync(string? format, CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        if (!MayRead || chart.IsFailure)
        {
            return StatusCode(403);
        }

        var reader = QueryReader.Lenient(Request);
        return (IActionResult)JournalFile.Of(entries, FilterOf(reader, chart.Value), reader.Get(_sort), string.Equals(format, "xlsx", StringComparison.Ordinal) ? "xlsx" : "csv", T.Language, cancellationToken);
    }

    /// <summary>The address of the list as a sheet, filtered as it is on the screen.</summary>
    public string SheetAddress => To("/admin/books/journal") + "?" + string.Join('&', Request.Query.Where(part => part.Key is not ("handler" or "format" or "cursor" or "cols"))
        .SelectMany(part => part.Value.Where(value => value is { Length: > 0 }).Select(value => $"{Uri.EscapeDataString(part.Key)}={Uri.EscapeDataString(value!)}")).Append("handler=Export").Append("format=xlsx"));

    private static EntryFilter FilterOf(QueryReader reader, Chart chart) => new(
        reader.Get(_from), reader.Get(_to), Accounts: reader.Get(_account) is { Length: > 0 } code && chart.Find(code) is not null ? ListEntries.Below(chart, code) : null, Store: reader.Get(_store),
        Series: Given(reader.Get(_series)), DocumentType: Given(reader.Get(_type)), Kind: reader.Get(_kind) is "any" ? null : reader.Get(_kind), Words: reader.Get(_words));

    private static string? Given(string? text) => text is { Length: > 0 } ? text : null;

    private async Task<ListView> ViewAsync(QueryReader reader, Chart? chart, string sort, Page<EntryRow> found, bool isDeeper, CancellationToken cancellationToken)
    {
        var chosen = reader.GetAll(_columns);
        var names = chosen.Contains("by", StringComparer.Ordinal) ? await NamesAsync(found.Items, cancellationToken) : _ => "";
        return new ListView
        {
            Key = "journal",
            Path = To("/admin/books/journal"),
            Words = reader.Get(_words) ?? "",
            Sort = sort,
            Sorts = [.. EntryQuery.Sorts.Select(one => new ListChoice(one, T["ledger.journal.by." + one.Replace("-", "back_", StringComparison.Ordinal)]))],
            Chosen = chosen,
            HasExport = true,
            Filters =
            [
                ListFilter.Day("from", T["ledger.statements.from"], reader.Get(_from)),
                ListFilter.Day("to", T["ledger.statements.to"], reader.Get(_to)),
                new ListFilter("account", T["ledger.statements.account"],
                    [new ListChoice("", T["ledger.journal.all_accounts"]), .. chart?.Accounts.Select(account => new ListChoice(account.Code, $"{T.Digits(account.Code)} {T.Of(account.Name)}")) ?? []], reader.Get(_account) ?? ""),
                new ListFilter("store", T["ledger.statements.store"], [new ListChoice("", T["ledger.statements.all_stores"]), .. Stores.Select(store => new ListChoice(store.Id.ToString(), NameOf(store.Id)))], reader.Get(_store)?.ToString() ?? ""),
                new ListFilter("series", T["ledger.journal.series"], [new ListChoice("", T["ledger.journal.all_series"]), .. (await entries.SeriesAsync(cancellationToken)).Select(one => new ListChoice(one, one))], reader.Get(_series) ?? ""),
                new ListFilter("kind", T["ledger.journal.kind"], [new ListChoice("any", T["ledger.journal.all_kinds"]), .. _kind.Choices!.Skip(1).Select(one => new ListChoice(one, T["ledger.journal.kind." + one]))], reader.Get(_kind)),
                new ListFilter("type", T["ledger.card.document"], [new ListChoice("", T["ledger.journal.all_types"]), .. documents.Known.Order(StringComparer.Ordinal).Select(one => new ListChoice(one, TypeOf(one)))], reader.Get(_type) ?? ""),
            ],
            Columns =
            [
                new ListColumn("number", T["ledger.card.number"]), new ListColumn("date", T["ledger.card.date"], Sort: "date"), new ListColumn("memo", T["ledger.card.memo"]), new ListColumn("document", T["ledger.card.document"]),
                new ListColumn("amount", T["ledger.journal.amount"], IsNumber: true), new ListColumn("by", T["ledger.journal.posted_by"], IsShown: false), new ListColumn("recorded", T["ledger.journal.recorded"], Sort: "recorded", IsShown: false),
            ],
            Rows = [.. found.Items.Select(entry => RowOf(entry, names))],
            Next = found.NextCursor,
            IsDeeper = isDeeper,
            Empty = T["ledger.journal.none"],
        };
    }

    private ListRow RowOf(EntryRow entry, Func<Guid?, string> names) => new(entry.Id.ToString(), To($"/admin/books/entries/{entry.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = NumberOf(entry.Series, entry.Year, entry.Number),
        ["date"] = T.Day(entry.Date),
        ["memo"] = entry.Kind == EntryKind.Normal ? entry.Memo : new Microsoft.AspNetCore.Html.HtmlContentBuilder().Append(entry.Memo + " ").AppendHtml(BadgeOf(entry.Kind)),
        // The ids of documents are not for people to read; the entry's page leads to the document.
        ["document"] = TypeOf(entry.Document.Type),
        ["amount"] = string.Join(" · ", entry.Totals.Select(T.Money)),
        ["by"] = names(entry.PostedBy),
        ["recorded"] = T.Moment(entry.RecordedAt, Zone),
    });

    private async Task<Func<Guid?, string>> NamesAsync(IEnumerable<EntryRow> rows, CancellationToken cancellationToken)
    {
        var found = await people.FindAsync([.. rows.Select(row => row.PostedBy).OfType<Guid>().Distinct().Select(UserId.From)], cancellationToken);
        return id => WriterOf(id, found);
    }
}
