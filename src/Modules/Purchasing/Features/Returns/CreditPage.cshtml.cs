using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/credits/{id}</c>: a credit note, and the bills that what is left of it can be set against.</summary>
internal sealed class CreditPageModel(CreditStore credits, EnterCredit enter) : AdminPage
{
    public CreditDetail Detail { get; private set; } = null!;

    public IReadOnlyList<BillRecord> Bills { get; private set; } = [];

    public SettleRows Settling { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var settles = Settling.Read(Detail.Credit.Total.Currency, problems);
        problems.Require(settles.Count > 0 || problems.Any, "payment.settles", "At least one bill is settled.", "settles");
        var done = problems.Any ? problems.Errors.ToArray() : await enter.ApplyAsync(new ApplyBody(settles), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.credit_page.applied"], $"/admin/purchasing/credits/{Detail.Credit.Id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<SupplierCreditId>(id, out var wanted) || await credits.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.BillRead, found.Credit.StoreId))
        {
            return false;
        }

        (Detail, Title) = (found, found.Credit.Number);
        Bills = !found.Credit.Left.IsZero && Caller.MayIn(Permissions.BillEdit, found.Credit.StoreId) ? await credits.OpenBillsAsync(found.Credit.SupplierId, Caller, cancellationToken) : [];
        Settling = new SettleRows(this, Bills);
        Crumbs = [new AdminCrumb(T["purchasing.credits_page.title"], "/admin/purchasing/credits")];
        return true;
    }
}
