using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/credits/form/new</c>: a supplier's credit note, for a return or as an allowance, set against bills at once or later.</summary>
internal sealed class CreditFormPageModel(RowStore rows, ReturnStore returns, CreditStore credits, EnterCredit enter, ExchangeRates rates, PurchasingClock clock) : AdminPage
{
    private BillRecord? _bill;

    public SupplierRecord? Supplier { get; private set; }

    public ReturnDetail? Return { get; private set; }

    /// <summary>The bill it was opened from, or empty.</summary>
    public string Bill { get; private set; } = "";

    public ChooseSupplier Choose { get; private set; } = null!;

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public SettleRows Settling { get; private set; } = null!;

    /// <summary>The exchange rate, where there is one to be said.</summary>
    public RateField? Rate { get; private set; }

    /// <summary>Id of a new credit note: a form that is sent twice enters one.</summary>
    public string Key { get; private set; } = "";

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : field switch
    {
        "storeId" => (Return?.Return.StoreId ?? _bill?.StoreId)?.ToString() ?? "", "net" => Return?.Return.Agreed.ToAmountString() ?? "", _ => "",
    };

    public async Task<IActionResult> OnGetAsync(string? supplier, [FromQuery(Name = "return")] string? sent, string? bill, CancellationToken cancellationToken)
    {
        await LoadAsync(supplier, sent, bill, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? supplier, [FromForm(Name = "return")] string? sent, [FromForm] string? bill, CancellationToken cancellationToken)
    {
        await LoadAsync(supplier, sent, bill, cancellationToken);
        if (Supplier is null)
        {
            return Missing();
        }

        var (problems, unit) = (new Problems(), Supplier.MinimumOrder.Currency);
        var store = Typed.Id<StoreId>(Sent("storeId"), "storeId", problems) ?? default;
        var body = new CreditBody(
            Supplier.Id, store, Sent("supplierNumber"), BuyWords.Typed(Sent("net"), "net", unit, problems), BuyWords.Typed(Sent("vat"), "vat", unit, problems), Return?.Return.Id, Settling.Read(unit, problems), Typed.Id<SupplierCreditId>(Key, "key", problems), Rate?.Read(problems), Rate?.IsConfirmed == true);
        var done = problems.Any ? problems.Errors.ToArray() : await enter.RunAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.credit_page.done", done.Value.Credit.Number], $"/admin/purchasing/credits/{done.Value.Credit.Id}") : Fail(done.Errors);
    }

    private async Task LoadAsync(string? supplier, string? sent, string? bill, CancellationToken cancellationToken)
    {
        (Title, Bill) = (T["purchasing.credit_page.new"], bill ?? "");
        Crumbs = [new AdminCrumb(T["purchasing.credits_page.title"], "/admin/purchasing/credits")];
        Key = Request.HasFormContentType ? Sent("key") : clock.New<SupplierCreditId>().ToString();
        if (TypedId.TryParse<SupplierReturnId>(sent ?? "", out var wanted) && await returns.DetailAsync(wanted.Value, cancellationToken) is { } found && Caller.MayIn(Permissions.BillEdit, found.Return.StoreId))
        {
            (Return, supplier) = (found, found.Return.SupplierId.ToString());
        }

        if (!TypedId.TryParse<SupplierId>(supplier ?? "", out var whose) || await rows.FindAsync<SupplierRow>(whose.Value, cancellationToken) is not { } row)
        {
            Choose = new ChooseSupplier(To("/admin/purchasing/credits/form/new"), To("/admin/purchasing/credits"), T["purchasing.credit_page.choose"], await ChooseSupplier.OfAsync(rows, withArchived: true, cancellationToken));
            return;
        }

        Supplier = SupplierRecord.Of(row);
        Rate = await RateField.OfAsync(this, rates, Supplier.MinimumOrder.Currency, await clock.CurrencyAsync(cancellationToken), cancellationToken);
        Stores = BuyWords.Stores(T, Caller, Permissions.BillEdit, await clock.ShopAsync(cancellationToken));
        var open = await credits.OpenBillsAsync(whose, Caller, cancellationToken);
        _bill = open.FirstOrDefault(one => one.Id.ToString() == Bill);
        // The bill it was opened from stands first.
        Settling = new SettleRows(this, [.. open.OrderByDescending(one => one == _bill)]);
    }
}
