using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/counts/{id}</c>: the screen on which is counted, made for a phone: a scanner types a code and ends it with Enter.</summary>
[Camera]
internal sealed class CountPageModel(CountStore counts, ScanCount scan, EndCount end, StockLines lines, LotQuery lots, ShopFacts facts, IStores stores, TimeProvider time) : AdminPage
{
    private const int PageSize = 50;
    private const int MostAgain = 500;
    private static readonly QueryParameter<bool> _off = Query.Flag("off", "");
    private static readonly QueryParameter<bool> _again = Query.Flag("again", "");
    private static readonly List<CountSerialState?> _order = [CountSerialState.Elsewhere, CountSerialState.Missing, CountSerialState.Found, CountSerialState.Moved, CountSerialState.Left, CountSerialState.Seen];

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

    public string Serial { get; private set; } = "";

    /// <summary>What was scanned and of which nobody has said yet how much there is, or which piece.</summary>
    public string? Asked { get; private set; }

    /// <summary>Whether it is told apart by serial numbers.</summary>
    public bool IsNumbered { get; private set; }

    public string Place { get; private set; } = "";

    public string Lot { get; private set; } = "";

    public string Expires { get; private set; } = "";

    public bool HasMore => Place.Length > 0 || Lot.Length > 0 || ScanFault("lot").Length > 0 || ScanFault("expiresOn").Length > 0;

    /// <summary>The last days of the lots that have the code that was said, where it is that of several.</summary>
    public IReadOnlyList<string> LastDays { get; private set; } = [];

    /// <summary>Whether only the lines are shown that should be counted again: who closes the count and is told that there are some sees which.</summary>
    public bool IsAgainOnly { get; private set; }

    /// <summary>Those lines alone; who counts one of them comes back to them.</summary>
    public string AgainPath => To($"/admin/stock/counts/{Count.Id}?again=true");

    public string AllPath => To($"/admin/stock/counts/{Count.Id}");

    /// <summary>Whether a line is marked to be counted again. Who counts blindly is told it when they are done, and never by how much it differs.</summary>
    public bool IsAgain(CountLine line) => line.Recount && (!IsHidden || IsAgainOnly);

    public bool IsHidden => Count is { IsBlind: true, State: CountState.Open };

    /// <summary>Whether the lines say what their differences are worth: once it is closed.</summary>
    public bool HasValues => Count.State is CountState.Waiting or CountState.Posted;

    public bool MayScan => Count.State == CountState.Open && Caller.MayIn(Permissions.StockCount, Count.StoreId);

    public bool MayClose => MayScan;

    public bool MayCancel => Count.State is CountState.Open or CountState.Waiting && Caller.MayIn(Permissions.StockCount, Count.StoreId);

    public bool MayApprove => Caller.MayIn(Permissions.StockApprove, Count.StoreId) && (Caller.Id is null || Count.ClosedById != Caller.Id);

    public string OffPath => To($"/admin/stock/counts/{Count.Id}{(IsOff ? "" : "?off=true")}");

    public string NextPath => To($"/admin/stock/counts/{Count.Id}?{(IsOff ? "off=true&" : "")}cursor={Lines.NextCursor}");

    /// <summary>The serial numbers of a line by what is said of them, what is to be looked at first.</summary>
    public IEnumerable<(string Label, CountSerialState? State, IReadOnlyList<string> Codes)> PiecesOf(CountLine line) => (line.Serials ?? [])
        .GroupBy(piece => piece.State).OrderBy(group => _order.IndexOf(group.Key))
        .Select(group => (T["inventory.count_serial." + (group.Key is { } state ? ChoiceWords.Of(state) : "scanned")], group.Key, (IReadOnlyList<string>)[.. group.Select(piece => piece.Other is { } other ? $"{piece.Code} ({ActWords.Place(T, other.Code)})" : piece.Code)]));

    /// <summary>What is wrong with a field of the scan.</summary>
    public string ScanFault(string field) => FaultOf($"scans[0].{field}") ?? (field switch
    {
        "code" => FaultOf("scans[0].item") ?? FaultOf("scans[0]") ?? FaultOf("scans[0].at"),
        "lot" => FaultOf("scans[0].lotCode"),
        _ => null,
    }) ?? "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, string? place, string? code, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        // Who counts a shelf stays at its place, and with what stands there piece by piece.
        Place = Places.Any(choice => choice.Value == place) ? place! : "";
        if (MayScan && code is { Length: > 0 } && await FindAsync(code, cancellationToken) is ({ Tracking: Tracking.Serial } item, _))
        {
            Code = code;
            Ask(item, pack: null);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostScanAsync(
        [FromRoute] string id, string? code, string? quantity, string? serial, string? location, string? lotCode, string? expiresOn, string? mode, string? key, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Code, Number, Serial, Place, Lot, Expires) = (code?.Trim() ?? "", quantity?.Trim() ?? "", serial?.Trim() ?? "", location ?? "", lotCode?.Trim() ?? "", expiresOn?.Trim() ?? "");
        // Into the field of the serial number goes whatever is scanned next: that of a piece, or the code of something else.
        if (Serial.Length > 0 && (Gs1.IsElements(Serial) || await FindAsync(Serial, cancellationToken) is not (null, _)))
        {
            (Code, Serial) = (Serial, "");
        }

        var problems = new Problems();
        var (scanned, place, how) = (Typed.Id<ScanId>(key ?? "", "key", problems), Typed.Id<LocationId>(Place, "location", problems), Typed.Choice<ScanMode>(mode ?? nameof(ScanMode.Set), "mode", problems));
        var lastDay = Typed.Day(Expires, "scans[0].expiresOn", problems);
        var goods = problems.Take(GoodsCode.Read(Code, await facts.TodayAsync(cancellationToken)), "scans[0].code") ?? new GoodsCode("");
        var (item, pack) = problems.Any ? default : await FindAsync(goods.Code, cancellationToken);
        if (item?.Tracking == Tracking.Serial)
        {
            (Number, Serial) = ("1", Serial.Length > 0 ? Serial : goods.Serial ?? "");
        }

        // A scanner ends a code with Enter, which sends the form: then the page asks how many there are, or for the serial number.
        var isAsked = item?.Tracking == Tracking.Serial ? Serial.Length == 0 : Number.Length == 0;
        var read = problems.Any ? [] : await lines.TypedAsync(Count.StoreId, [(goods.Code, isAsked ? "1" : Number)], problems, cancellationToken, "scans");
        Key = scanned?.ToString() ?? Key;
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        if (isAsked)
        {
            Code = goods.Code;
            if (Lot.Length == 0 && item!.Tracking == Tracking.Lot)
            {
                (Lot, Expires) = (goods.LotCode ?? "", Expires.Length > 0 ? Expires : goods.ExpiresOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "");
            }

            Ask(item!, pack);
            ModelState.Clear();
            return Page();
        }

        var line = read[0];
        var isNumbered = item!.Tracking == Tracking.Serial;
        var taken = await scan.RunAsync(
            new ScansBody([new ScanBody(
                scanned ?? TypedId.New<ScanId>(time), isNumbered ? new Quantity(1_000, item.Unit) : line.Quantity, await counts.NowAsync(cancellationToken), line.Item, Pack: isNumbered ? null : line.Pack, Location: place,
                LotCode: Lot.Length > 0 ? Lot : item.Tracking == Tracking.Lot ? goods.LotCode : null, Mode: how ?? ScanMode.Set, Serial: isNumbered ? Serial : null, ExpiresOn: lastDay ?? (Lot.Length > 0 ? null : goods.ExpiresOn))]),
            WriteRequest.ForPage(HttpContext));
        if (taken.IsFailure)
        {
            if (isNumbered)
            {
                Code = goods.Code;
                Ask(item, pack: null);
            }

            return await FailAsync(taken.Errors, item.Id, Lot.Length > 0 ? Lot : goods.LotCode ?? "", cancellationToken);
        }

        string[] stay = [.. IsAgainOnly ? ["again=true"] : Array.Empty<string>(), .. place is { } there ? [$"place={there}"] : Array.Empty<string>(), .. isNumbered ? ["code=" + Uri.EscapeDataString(goods.Code)] : Array.Empty<string>()];
        return Done(
            isNumbered ? T[taken.Value.Again > 0 ? "inventory.counts_page.again_seen" : "inventory.counts_page.taken", Serial, T.Of(item.Name)] : T["inventory.counts_page.taken", Code, StockLines.IsCountedIn(pack) ? $"{Number} × {ActWords.Quantity(T, new Quantity(pack!.Thousandths, item.Unit))}" : Number],
            $"/admin/stock/counts/{id}{(stay.Length > 0 ? "?" + string.Join('&', stay) : "")}");
    }

    /// <summary>What was not taken; where the code of a lot is that of several, with their last days to choose from.</summary>
    private async Task<IActionResult> FailAsync(IReadOnlyList<Error> faults, VariantId item, string code, CancellationToken cancellationToken)
    {
        if (faults.Any(fault => fault.Code == "inventory.lot_ambiguous"))
        {
            Lot = code;
            LastDays = [.. (await lots.NamedAsync([new NewLot(item, code, ExpiresOn: null)], cancellationToken))[0].Select(lot => lot.ExpiresOn is { } day ? T.Day(day) : T["inventory.counts_page.no_last_day"])];
        }

        return Fail(faults);
    }

    public Task<IActionResult> OnPostCloseAsync([FromRoute] string id, string? zeroUncounted, string? withoutRecount, CancellationToken cancellationToken) =>
        ActAsync(id, request => end.CloseAsync(new CloseCountBody(zeroUncounted is "true", withoutRecount is "true"), request), cancellationToken);

    public Task<IActionResult> OnPostApproveAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, end.ApproveAsync, cancellationToken);

    public Task<IActionResult> OnPostCancelAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, end.CancelAsync, cancellationToken);

    /// <summary>What a code stands for, or null.</summary>
    private async Task<(Item? Item, CatalogPack? Pack)> FindAsync(string code, CancellationToken cancellationToken) =>
        (await lines.KnownAsync(Count.StoreId, [code.Trim()], cancellationToken)).GetValueOrDefault(code.Trim());

    private void Ask(Item item, CatalogPack? pack) => (Asked, IsNumbered, Number) = (ActWords.CountedIn(T, item, pack), item.Tracking == Tracking.Serial, "");

    private async Task<IActionResult> ActAsync(string id, Func<WriteRequest, Task<Result<CountRecord>>> act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var done = await act(WriteRequest.ForPage(HttpContext));
        if (done.IsFailure && done.Errors.Any(error => error.Code == "inventory.count_recount"))
        {
            await ShowAgainAsync(cancellationToken);
        }

        return done.IsSuccess ? Done(T[done.Value.State == CountState.Waiting ? "inventory.counts_page.waits" : "inventory.acts.done"], $"/admin/stock/counts/{id}") : Fail([.. done.Errors.DistinctBy(error => (error.Code, error.Field))]);
    }

    /// <summary>Shows the lines that should be counted again, and no others.</summary>
    private async Task ShowAgainAsync(CancellationToken cancellationToken)
    {
        var (again, cursor) = (new List<CountLine>(), (string?)null);
        do
        {
            var page = await counts.LinesAsync(Count, onlyOff: true, Cursor.Read(cursor, "sku", new Problems()), MostAgain, cancellationToken);
            again.AddRange(page.Items.Where(line => line.Recount));
            cursor = page.NextCursor;
        }
        while (cursor is not null && again.Count < MostAgain);

        (Lines, IsAgainOnly) = (new Page<CountLine>(again, NextCursor: null), true);
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
        if (reader.Get(_again) && found.State == CountState.Open)
        {
            await ShowAgainAsync(cancellationToken);
        }

        Missed = found.State == CountState.Open ? await counts.UncountedAsync(found, cursor: null, PageSize, cancellationToken) : Missed;
        Places = [new ListChoice("", "–"), .. (await counts.PlacesAsync(cancellationToken)).Where(place => place.Store == found.StoreId).Select(place => new ListChoice(place.Place.Id.ToString(), ActWords.Place(T, place.Place.Code)))];
        return true;
    }
}
