using Aisle.Contracts.Stores;
using Aisle.Modules.Notifications.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Mail;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Aisle.Modules.Notifications.Features;

/// <summary><c>/admin/letters/sent</c>: letters that were sent, with how far each has come.</summary>
internal sealed class SentPageModel(RowQuery query, MailStates states, IStores stores) : RowListPage<SentLetterRow>(query, _list)
{
    private static readonly RowListing<SentLetterRow> _list = new("letters", "/admin/letters/sent", ListSent.List, ListSent.File, "-at");
    private IReadOnlyDictionary<Guid, MailStatus> _states = new Dictionary<Guid, MailStatus>();
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        base.OnPageHandlerExecuting(context);
        if (!LetterUse.May(Caller, Permissions.LetterRead))
        {
            context.Result = Missing();
        }
    }

    protected override (string Title, string None) Said => (T["notifications.sent_page.title"], T["notifications.sent_page.none"]);

    protected override RowFilter Filter => ListSent.Filter(Sought);

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("at", T["notifications.sent_page.at"], Sort: "at"), new ListColumn("kind", T["notifications.letters_page.kind"]), new ListColumn("recipient", T["notifications.sent_page.recipient"]),
        new ListColumn("order", T["notifications.sent_page.order"]), new ListColumn("language", T["notifications.sent_page.language"], IsShown: false), new ListColumn("state", T["notifications.sent_page.state"]),
    ];

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _zone = (await stores.ShopAsync(cancellationToken)).Zone();

    protected override async Task LoadAsync(IReadOnlyList<SentLetterRow> rows, CancellationToken cancellationToken) => _states = await states.OfAsync([.. rows.Select(row => row.Id)], cancellationToken);

    protected override ListRow Row(SentLetterRow row)
    {
        var status = _states[row.Id];
        return new ListRow(row.Id.ToString(), row.OrderId is { } order && May("orders.order.read") ? To($"/admin/orders/{order}") : null, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["at"] = T.Moment(row.At, _zone), ["kind"] = T["notifications.kind." + row.Kind], ["recipient"] = row.Recipient, ["order"] = row.IsTest ? T["notifications.sent_page.test"] : row.Number,
            ["language"] = T.In(row.Language, "platform.language"),
            ["state"] = ListView.Badge(
                status is { State: MailState.Retrying } ? T["notifications.state.retrying", T.Number(status.Attempts)] : T["notifications.state." + ChoiceWords.Of(status.State)],
                status.State switch { MailState.Sent => "green", MailState.Failed => "red", MailState.Retrying => "yellow", MailState.Discarded => "secondary", _ => "blue" }),
        });
    }
}
