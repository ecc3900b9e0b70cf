using Aisle.Contracts.Inventory;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/reservations</c>: what is promised, to whom, until when.</summary>
internal sealed class ReservationsModel(ReservationQuery query) : StockPageModel
{
    private const int PageSize = 50;
    private const int ExportSize = 200;
    private const int ShownLines = 3;
    private static readonly QueryParameter<string> _state = ReservationRoutes.State with { Default = "open" };
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostReleaseAsync(string[] ids, CancellationToken cancellationToken)
    {
        var (done, faults) = (0, new List<Error>());
        foreach (var id in ids.Take(PageSize))
        {
            RouteData.Values["id"] = id;
            var released = await HttpContext.RequestServices.GetRequiredService<ReservationRoutes>().ReleaseAsync(WriteRequest.ForPage(HttpContext));
            done += released.IsSuccess ? 1 : 0;
            faults.AddRange(released.Errors);
        }

        if (DoneWithAll(done, faults, T["inventory.reservations_page.released", T.Number(done)], "/admin/stock/reservations") is { } over)
        {
            return over;
        }

        await LoadAsync(cancellationToken);
        return Fail(faults);
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        var filter = FilterOf(QueryReader.Lenient(Request));
        return new CsvAnswer(
            "reservations.csv", ["reservation_id", "store_id", "owner_type", "owner_id", "state", "created_at", "expires_at", "ended_at", "lines"],
            RowsAsync(
                cursor => query.ListAsync(filter, ReservationQuery.ReadCursor(cursor, new Problems()), ExportSize, cancellationToken),
                one => (string?[])[
                    one.Id.ToString(), one.Store.ToString(), one.Owner.Type, one.Owner.Id, ChoiceWords.Of(one.State), Text(one.CreatedAt), Text(one.ExpiresAt), one.EndedAt is { } ended ? Text(ended) : null,
                    string.Join("; ", one.Lines.Select(line => $"{line.Item.Sku} {line.Quantity}"))]));
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.reservations_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        var reader = QueryReader.Lenient(Request);
        var cursor = ReservationQuery.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var found = await query.ListAsync(FilterOf(reader), cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "reservations",
            Path = To("/admin/stock/reservations"),
            Words = null,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                // The first choice is the one that needs no word in the address.
                new ListFilter("state", T["inventory.lots_page.state"], [.. ((string[])["open", "committed", "released", "expired", "all"]).Select(state => new ListChoice(state, T["inventory.reservation_state." + state]))], reader.Get(_state)),
                .. StoreFilters(reader.Get(ListStock.Store)),
            ],
            Acts = May(Permissions.ReservationEdit.Name) ? [new ListAct("Release", T["inventory.reservations_page.release"], T["inventory.reservations_page.ask_release"])] : [],
            Columns =
            [
                new ListColumn("owner", T["inventory.reservations_page.owner"]), new ListColumn("lines", T["inventory.reservations_page.lines"]), new ListColumn("store", T["inventory.page.store"], IsShown: Stores.Count > 1),
                new ListColumn("state", T["inventory.lots_page.state"]), new ListColumn("until", T["inventory.reservations_page.until"]), new ListColumn("created", T["inventory.reservations_page.created"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(one => new ListRow(one.Id.ToString(), Path: null, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["owner"] = Name(one.Owner),
                ["lines"] = string.Join(", ", one.Lines.Take(ShownLines).Select(line => $"{Amount(line.Quantity)} × {T.Of(line.Item.Name)}")) + (one.Lines.Count > ShownLines ? " " + T["inventory.reservations_page.more", T.Number(one.Lines.Count - ShownLines)] : ""),
                ["store"] = Store(one.Store),
                ["state"] = Badge(one.State),
                ["until"] = T.Moment(one.ExpiresAt, Zone),
                ["created"] = T.Moment(one.CreatedAt, Zone),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["inventory.reservations_page.none"],
        };
    }

    private ReservationFilter FilterOf(QueryReader reader) =>
        new(ScopeOf(reader.Get(ListStock.Store)), ListMovements.DocumentOf(reader.Get(ReservationRoutes.Owner)), ListStock.Word<ReservationState>(reader.Get(_state)), reader.Get(ListMovements.Item));

    private IHtmlContent Badge(ReservationState state) => ListView.Badge(T["inventory.reservation_state." + ChoiceWords.Of(state)], state == ReservationState.Open ? "blue" : state == ReservationState.Committed ? "green" : "secondary");
}
