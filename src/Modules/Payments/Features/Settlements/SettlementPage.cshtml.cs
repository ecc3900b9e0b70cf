using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments/settlements/{id}</c>: what a provider paid out, what of it is not as it should be, and whether the bank has it.</summary>
internal sealed class SettlementPageModel(PaymentRows rows, SayArrived arrive, PaymentsClock clock) : AdminPage
{
    public SettlementDetail Detail { get; private set; } = null!;

    public bool MayArrive => Detail.Settlement is { Arrived: null, Net.Minor: > 0 } && Caller.MayForCompany(Permissions.SettlementImport);

    /// <summary>Today, as far as anything can have arrived.</summary>
    public string Today => clock.Now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public async Task<IActionResult> OnGetAsync([FromRoute] Guid id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] Guid id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var amount = PayWords.Typed(Sent("amount"), "amount", Detail.Settlement.Net.Currency, problems);
        var day = Typed.Day(Sent("arrivedOn"), "arrivedOn", problems);
        var done = problems.Any || day is null ? problems.Errors.ToArray() : (await arrive.RunAsync(new ArrivalBody(amount, day.Value, Sent("reference")), WriteRequest.ForPage(HttpContext))).WithoutValue();
        return done.IsSuccess ? Done(T["payments.settlement_page.said"], $"/admin/payments/settlements/{id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!Caller.MayForCompany(Permissions.SettlementRead) || await ListSettlements.FindAsync(rows, id, cancellationToken) is not { } found)
        {
            return false;
        }

        (Detail, Title) = (found, found.Settlement.Number);
        Crumbs = [new AdminCrumb(T["payments.settlements_page.title"], "/admin/payments/settlements")];
        return true;
    }
}
