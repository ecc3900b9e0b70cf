using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/counts/{id}</c>: the screen on which is counted, made for a phone: a scanner types a code and ends it with Enter.</summary>
[Camera]
internal sealed class CountPageModel(CountStore counts, ScanCount scan, EndCount end, StockLines lines, IStores stores, TimeProvider time) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<bool> _off = Query.Flag("off", "");

    public CountRecord Count { get; private set; } = null!;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public string StoreName { get; private set; } = "";

    public Page<CountLine> Lines { get; private set; } = new([], NextCursor: null);

    public Page<UncountedLine> Missed { get; private set; } = new([], NextCursor: null);

    public IReadOnlyList<ListChoice> Places { get; private set; } = [];

    public bool IsOff { get; private set; }

    /// <summary>Id of the next scan: a form that is sent twice counts once.</summary>
    public string Key { get; private set; } = "";

    public string Code { get; private set; } = "";

    public string Number { get; private set; } = "";

    /// <summary>What was scanned and of which nobody has said yet how much there is.</summary>
    public string? Asked { get; private set; }

    public string Place { get; private set; } = "";

    public string Lot { get; private set; } = "";

    public bool HasMore => Place.Length > 0 || Lot.Length > 0 || ScanFault("lot").Length > 0;

    public bool IsHidden => Count is { IsBlind: true, State: CountState.Open };

    public bool MayScan => Count.State == CountState.Open && Caller.MayIn(Permissions.StockCount, Count.StoreId);

    public bool MayClose => MayScan;

    public bool MayCancel => Count.State is CountState.Open or CountState.Waiting && Caller.MayIn(Permissions.StockCount, Count.StoreId);

    public bool MayApprove => Caller.MayIn(Permissions.StockApprove, Count.StoreId) && (Caller.Id is null || Count.ClosedById != Caller.Id);

    public string OffPath => To($"/admin/stock/counts/{Count.Id}{(IsOff ? "" : "?off=true")}");

    public string NextPath => To($"/admin/stock/counts/{Count.Id}?{(IsOff ? "off=true&" : "")}cursor={Lines.NextCursor}");

    /// <summary>What is wrong with a field of the scan.</summary>
    public string ScanFault(string field) => FaultOf($"scans[0].{field}") ?? (field switch
    {
        "code" => FaultOf("scans[0].item") ?? FaultOf("scans[0]") ?? FaultOf("scans[0].at"),
        "lot" => FaultOf("scans[0].lotCode"),
        _ => null,
    }) ?? "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, string? place, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        // Who counts a shelf stays at its place.
        Place = Places.Any(choice => choice.Value == place) ? place! : "";
        return Page();
    }

    public async Task<IActionResult> OnPostScanAsync([FromRoute] string id, string? code, string? quantity, string? location, string? lotCode, string? mode, string? key, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Code, Number, Place, Lot) = (code?.Trim() ?? "", quantity?.Trim() ?? "", location ?? "", lotCode?.Trim() ?? "");
        var problems = new Problems();
        var (scanned, place, how) = (Typed.Id<ScanId>(key ?? "", "key", problems), Typed.Id<LocationId>(Place, "location", problems), Typed.Choice<ScanMode>(mode ?? nameof(ScanMode.Set), "mode", problems));
        // A scanner ends a code with Enter, which sends the form: then the page asks how many there are.
        var isAsked = Number.Length == 0;
        var read = await lines.TypedAsync(Count.StoreId, [(Code, isAsked ? "1" : Number)], problems, cancellationToken, "scans");
        Key = scanned?.ToString() ?? Key;
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        if (isAsked)
        {
            var named = await lines.NameAsync(read[0].Item!.Value, cancellationToken);
            Asked = $"{T.Of(named)} ({read[0].Quantity.Unit.Code})";
            ModelState.Clear();
            return Page();
        }

        var line = read[0];
        var taken = await scan.RunAsync(
            new ScansBody([new ScanBody(scanned ?? TypedId.New<ScanId>(time), line.Quantity, await counts.NowAsync(cancellationToken), line.Item, Pack: line.Pack, Location: place, LotCode: Lot.Length > 0 ? Lot : null, Mode: how ?? ScanMode.Set)]),
            WriteRequest.ForPage(HttpContext));
        return taken.IsFailure ? Fail(taken.Errors) : Done(T["inventory.counts_page.taken", Code, Number], $"/admin/stock/counts/{id}{(place is { } stay ? "?place=" + stay : "")}");
    }

    public Task<IActionResult> OnPostCloseAsync([FromRoute] string id, string? zeroUncounted, string? withoutRecount, CancellationToken cancellationToken) =>
        ActAsync(id, request => end.CloseAsync(new CloseCountBody(zeroUncounted is "true", withoutRecount is "true"), request), cancellationToken);

    public Task<IActionResult> OnPostApproveAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, end.ApproveAsync, cancellationToken);

    public Task<IActionResult> OnPostCancelAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, end.CancelAsync, cancellationToken);

    private async Task<IActionResult> ActAsync(string id, Func<WriteRequest, Task<Result<CountRecord>>> act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var done = await act(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T[done.Value.State == CountState.Waiting ? "inventory.counts_page.waits" : "inventory.acts.done"], $"/admin/stock/counts/{id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<CountId>(id, out var wanted) || await counts.FindAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.StockRead, found.StoreId))
        {
            return false;
        }

        var (reader, shop) = (QueryReader.Lenient(Request), await stores.ShopAsync(cancellationToken));
        (Count, Zone, StoreName, Title, IsOff, Key) = (found, shop.Zone(), ActWords.Store(T, shop, found.StoreId), found.Number, reader.Get(_off), TypedId.New<ScanId>(time).ToString());
        Crumbs = [new AdminCrumb(T["inventory.counts_page.title"], "/admin/stock/counts")];
        Lines = await counts.LinesAsync(found, IsOff, Cursor.Read(reader.Get(Cursor.Parameter), "sku", new Problems()), PageSize, cancellationToken);
        Missed = found.State == CountState.Open ? await counts.UncountedAsync(found, cursor: null, PageSize, cancellationToken) : Missed;
        Places = [new ListChoice("", "–"), .. (await counts.PlacesAsync(cancellationToken)).Where(place => place.Store == found.StoreId).Select(place => new ListChoice(place.Place.Id.ToString(), place.Place.Code))];
        return true;
    }
}
