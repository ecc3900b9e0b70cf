using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/periods</c>: the months of a fiscal year; they are closed here, and opened again by two people.</summary>
internal sealed class PeriodsPageModel(OpenBooks books, IStores stores, PeriodStore periods, ClosePeriod close, ReopenPeriod reopen, CloseYear closeYear, TimeProvider time) : AdminPage
{
    private static readonly QueryParameter<int> _year = Query.Integer("year", "", 1970, 9000, 0);

    /// <summary>The year; null where there are no books yet.</summary>
    public FiscalYearRecord? Year { get; private set; }

    public DateOnly Now { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public string Reason { get; private set; } = "";

    public bool MayClose => Caller.Rights.HasEverywhere(Permissions.PeriodClose.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var faults = await LoadAsync(cancellationToken);
        return faults.Count == 0 ? Page() : Fail(faults);
    }

    public Task<IActionResult> OnPostCloseAsync(string? month, CancellationToken cancellationToken) =>
        ActAsync(() => close.SaveAsync(month ?? "", WriteRequest.ForPage(HttpContext)), T["ledger.periods.closed_done", month ?? ""], cancellationToken);

    public Task<IActionResult> OnPostAskAsync(string? month, string? reason, CancellationToken cancellationToken)
    {
        Reason = reason ?? "";
        return ActAsync(() => reopen.AskAsync(month ?? "", Reason, WriteRequest.ForPage(HttpContext)), T["ledger.periods.asked_done", month ?? ""], cancellationToken);
    }

    public Task<IActionResult> OnPostApproveAsync(string? month, CancellationToken cancellationToken) =>
        ActAsync(() => reopen.DecideAsync(month ?? "", approve: true, WriteRequest.ForPage(HttpContext)), T["ledger.periods.opened_done", month ?? ""], cancellationToken);

    public Task<IActionResult> OnPostRefuseAsync(string? month, CancellationToken cancellationToken) =>
        ActAsync(() => reopen.DecideAsync(month ?? "", approve: false, WriteRequest.ForPage(HttpContext)), T["ledger.periods.refused_done", month ?? ""], cancellationToken);

    public Task<IActionResult> OnPostCloseYearAsync(string? year, CancellationToken cancellationToken) =>
        ActAsync(() => closeYear.SaveAsync(year ?? "", WriteRequest.ForPage(HttpContext)), T["ledger.periods.year_done", year ?? ""], cancellationToken);

    /// <summary>A month in words.</summary>
    public string NameOf(PeriodRecord month) => T.Digits(month.From.ToString("MMMM yyyy", T.Culture));

    private async Task<IActionResult> ActAsync(Func<Task<Result<FiscalYearRecord>>> act, string notice, CancellationToken cancellationToken)
    {
        var done = await act();
        if (done.IsSuccess)
        {
            return Done(notice, "/admin/books/periods?year=" + done.Value.FiscalYear.ToString(CultureInfo.InvariantCulture));
        }

        await LoadAsync(cancellationToken);
        return Fail(done.Errors);
    }

    private async Task<IReadOnlyList<Error>> LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["ledger.periods.title"];
        var shop = await stores.ShopAsync(cancellationToken);
        (Now, Zone) = (Today.Of(shop, time), shop.Zone());
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors;
        }

        var asked = QueryReader.Lenient(Request).Get(_year);
        Year = await periods.YearAsync(chart.Value.Book!, asked == 0 ? chart.Value.Book!.YearOf(Now) : asked, cancellationToken);
        return [];
    }
}
