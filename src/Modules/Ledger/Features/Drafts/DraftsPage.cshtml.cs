using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/drafts</c>: what people have written, wait for, or have posted.</summary>
internal sealed class DraftsPageModel(DraftDesk drafts, IStores stores) : BooksPage(stores)
{
    private const int PageSize = 50;
    private const string Order = "-updated";
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "any", ["any", .. Enum.GetValues<DraftState>().Select(Domain.Words.Of)]);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    /// <summary>Where a draft is in its life, as a word with a colour.</summary>
    public static IHtmlContent BadgeOf(DraftState state, AdminText text) => ListView.Badge(text["ledger.drafts.state." + Domain.Words.Of(state)], state switch
    {
        DraftState.Submitted => "blue",
        DraftState.Returned => "yellow",
        DraftState.Posted => "green",
        _ => "secondary",
    });

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(403);
        }

        Title = T["ledger.drafts.title"];
        await ReadShopAsync(cancellationToken);
        var reader = QueryReader.Lenient(Request);
        var state = reader.Get(_state);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Order, new Problems());
        cursor = cursor is not null && DraftDesk.Moment(cursor.Key) is null ? null : cursor;
        var found = await drafts.ListAsync(state is "any" ? null : state, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "drafts",
            Path = To("/admin/books/drafts"),
            Words = null,
            Chosen = reader.GetAll(_columns),
            Filters = [new ListFilter("state", T["ledger.drafts.state"], [new ListChoice("any", T["ledger.drafts.any_state"]), .. _state.Choices!.Skip(1).Select(one => new ListChoice(one, T["ledger.drafts.state." + one]))], state)],
            Columns =
            [
                new ListColumn("memo", T["ledger.card.memo"]), new ListColumn("date", T["ledger.card.date"]), new ListColumn("state", T["ledger.drafts.state"]), new ListColumn("author", T["ledger.drafts.author"]),
                new ListColumn("files", T["ledger.drafts.files"], IsNumber: true), new ListColumn("updated", T["ledger.drafts.updated"]), new ListColumn("decided", T["ledger.drafts.decided_by"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(RowOf)],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["ledger.drafts.none"],
        };
        return Page();
    }

    private ListRow RowOf(DraftAnswer draft) => new(draft.Id.ToString(), To($"/admin/books/drafts/{draft.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["memo"] = draft.Content.Memo,
        ["date"] = T.Day(draft.Content.Date),
        ["state"] = BadgeOf(draft.State, T),
        ["author"] = draft.AuthorName,
        ["files"] = draft.Files.Count == 0 ? "" : T.Number(draft.Files.Count),
        ["updated"] = T.Moment(draft.UpdatedAt, Zone),
        ["decided"] = draft.DecidedName ?? "",
    });
}
