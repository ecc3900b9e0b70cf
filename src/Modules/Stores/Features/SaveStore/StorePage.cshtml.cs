using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>/admin/stores/{id}</c>: a store with its opening hours; <c>new</c> opens one. It is closed and opened again here too.</summary>
internal sealed class StorePageModel(StoresDb db, SaveStore save, CloseStore close, IStores stores, TimeProvider time) : AdminPage
{
    private const int SpansOfDay = 2;

    /// <summary>What is saved; null for a new one.</summary>
    public ManagedStore? Store { get; private set; }

    public StoreForm Form { get; private set; } = new();

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public bool MayEdit => Store is { } store ? Caller.Rights.HasIn(Permissions.StoreEdit.Name, store.Id.Value) : Caller.Rights.HasEverywhere(Permissions.StoreEdit.Name);

    public IReadOnlyList<ListChoice> KindChoices => [new("store", T["stores.store_page.store"]), new("warehouse", T["stores.store_page.warehouse"])];

    public IReadOnlyList<ListChoice> CurrencyChoices => [.. Currency.All.Select(currency => currency.Code).Append(Form.Currency).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(code => new ListChoice(code, code))];

    public IReadOnlyList<ListChoice> ZoneChoices =>
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && zone.Id.Contains('/', StringComparison.Ordinal)).Select(zone => zone.Id).Append("UTC").Append(Form.TimeZone).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => new ListChoice(id, id))];

    /// <summary>The days of a week as this language begins it, each with its times and room for more; a time knows its place among all.</summary>
    public IEnumerable<(DayOfWeek Day, IReadOnlyList<(int Index, HoursForm Hours)> Spans)> Week => Enumerable.Range(0, 7).Select(number => (DayOfWeek)(((int)T.Culture.DateTimeFormat.FirstDayOfWeek + number) % 7)).Select(day =>
    {
        var spans = Form.Hours.Select((hours, index) => (index, hours)).Where(row => row.hours.Day == day).ToList();
        return (day, (IReadOnlyList<(int, HoursForm)>)[.. spans, .. Enumerable.Repeat((-1, new HoursForm(day, "", "")), Math.Max(MayEdit ? spans.Count >= SpansOfDay ? 1 : 0 : 0, MayEdit ? SpansOfDay - spans.Count : 0))]);
    });

    public string NameOf(DayOfWeek day) => Enum.IsDefined(day) ? T.Culture.DateTimeFormat.GetDayName(day) : "?";

    /// <summary>What is wrong with a time of opening, in words.</summary>
    public IEnumerable<string> FaultsOf(int index) => index < 0 ? [] : Faults.Where(fault => fault.Field?.StartsWith($"hours[{index}]", StringComparison.Ordinal) == true).Select(T.Fault);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (Store is { } store)
        {
            (Form, Version) = (StoreForm.Of(store), store.Version);
        }
        else if (await stores.ShopAsync(cancellationToken) is { } shop)
        {
            Form = Form with { TimeZone = shop.Zone().Id, Currency = shop.Currency, Country = shop.Stores.FirstOrDefault()?.Address.Country ?? "" };
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (!MayEdit)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        (Form, Version) = (StoreForm.Read(Request.Form, T), version);
        var problems = new Problems();
        var body = Form.Body(problems, Store?.Status);
        if (problems.Any)
        {
            // The rest of what is wrong, so that it is all told at once; nothing is saved.
            problems.Take(Domain.Store.Create(TypedId.New<StoreId>(time), body.Details(), body.ReadHours(new Problems()) ?? [], time.GetUtcNow()).WithoutValue());
            return Fail([.. problems.Errors.DistinctBy(fault => fault.Field)]);
        }

        var request = WriteRequest.ForPage(HttpContext, version);
        var done = Store is null ? await save.AddAsync(body, request) : await save.EditAsync(body, request);
        if (done.IsSuccess)
        {
            return Done(T["stores.store_page.saved", T.Of(done.Value.Name)], "/admin/stores");
        }

        if (Store is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            // Saving again is on what is there now: they have seen it.
            Version = there.Version;
            Conflict = [.. StoreForm.Of(there).InWords(T, NameOf).Zip(Form.InWords(T, NameOf), (theirs, mine) => new ConflictRow(theirs.Label, theirs.Words, mine.Words))];
        }

        return Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostCloseAsync([FromRoute] string id, int version, CancellationToken cancellationToken) =>
        await ActAsync(id, (await close.RunAsync(WriteRequest.ForPage(HttpContext, version))).WithoutValue(), "stores.store_page.closed_notice", cancellationToken);

    public async Task<IActionResult> OnPostReopenAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        return Store is null ? Missing()
            : await ActAsync(id, (await save.EditAsync(StoreForm.Of(Store).Body(new Problems(), StoreStatus.Active), WriteRequest.ForPage(HttpContext, version))).WithoutValue(), "stores.store_page.reopened_notice", cancellationToken);
    }

    private async Task<IActionResult> ActAsync(string id, Result done, string noticeKey, CancellationToken cancellationToken)
    {
        if (done.IsSuccess)
        {
            return Done(T[noticeKey], $"/admin/stores/{id}");
        }

        if (await LoadAsync(id, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (Store is { } store)
        {
            (Form, Version) = (StoreForm.Of(store), store.Version);
        }

        return Fail(done.Errors);
    }

    /// <summary>Reads what the page is about; answers where it is not for this caller.</summary>
    private async Task<IActionResult?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        Crumbs = [new AdminCrumb(T["stores.stores_page.title"], "/admin/stores")];
        Title = T["stores.store_page.new"];
        if (string.Equals(id, "new", StringComparison.Ordinal))
        {
            return MayEdit ? null : StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!TypedId.TryParse<StoreId>(id, out var wanted))
        {
            return Missing();
        }

        if (!Caller.Rights.HasIn(Permissions.StoreRead.Name, wanted.Value))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        Store = await ManageStores.OneAsync(db, wanted, cancellationToken);
        Title = Store is { } store ? T.Of(store.Name) : Title;
        return Store is null ? Missing() : null;
    }
}
