using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/bills/{id}</c>: a bill beside what was ordered and what came; it is accepted, posted and paid here.</summary>
internal sealed class BillPageModel(BillStore bills, BillActs acts, PaySupplier pay, WriteCost costs, ExchangeRates rates, PurchasingClock clock) : AdminPage
{
    public BillDetail Detail { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    /// <summary>Id of a payment: a form that is sent twice pays once.</summary>
    public string Key { get; private set; } = "";

    public bool IsPaySent { get; private set; }

    /// <summary>The exchange rate of a payment, where there is one to be said.</summary>
    public RateField? Rate { get; private set; }

    public IReadOnlyList<ListChoice> Tenders => [.. PaySupplier.Tenders.Select(tender => new ListChoice(tender, T["purchasing.tender." + tender]))];

    public bool MayPay => Detail.Bill is { State: "posted", Owed.IsZero: false } && Caller.MayIn(Permissions.PaymentMake, Detail.Bill.StoreId);

    public bool MayCredit => Detail.Bill is { State: "posted", Owed.IsZero: false } && Caller.MayIn(Permissions.BillEdit, Detail.Bill.StoreId);

    public bool MayTake => Detail.Bill.State == "posted" && Caller.MayIn(Permissions.CostWrite, Detail.Bill.StoreId);

    public IReadOnlyList<string> Acts => Detail.Bill.State != "draft" ? [] :
    [
        .. Caller.MayIn(Permissions.BillEdit, Detail.Bill.StoreId) && (Detail.IsWithin || Detail.IsAccepted) ? (string[])["post"] : [],
        .. Caller.MayIn(Permissions.BillAccept, Detail.Bill.StoreId) && !Detail.IsWithin && !Detail.IsAccepted ? (string[])["accept"] : [],
        .. Caller.MayIn(Permissions.BillEdit, Detail.Bill.StoreId) ? (string[])["cancel"] : [],
    ];

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    /// <summary>Why a line is beyond the tolerance, in words.</summary>
    public string Why(BillLineRecord line, string differs) => T["purchasing.bill_why." + differs, T.Money(differs == BillMatch.Ordered ? line.OrderedAmount!.Value : line.ReceivedValue)];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostActAsync([FromRoute] string id, string? act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var (request, note) = (WriteRequest.ForPage(HttpContext), new NoteBody(Sent("note")));
        var done = act switch
        {
            "post" => await acts.PostAsync(request),
            "accept" => await acts.AcceptAsync(note, request),
            "cancel" => await acts.CancelAsync(note, request),
            _ => Error.Validation("form.choice", "Choose one of what is offered.", "act"),
        };
        return done.IsSuccess ? Done(T["purchasing.bill_done." + act], $"/admin/purchasing/bills/{Detail.Bill.Id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostPayAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        IsPaySent = true;
        var problems = new Problems();
        var amount = BuyWords.Typed(Sent("amount"), "amount", Detail.Bill.Total.Currency, problems);
        var body = new PaymentBody(Detail.Bill.SupplierId, Detail.Bill.StoreId, Sent("tender"), [new SettleBody(Detail.Bill.Id, amount)], Sent("memo"), Typed.Id<SupplierPaymentId>(Sent("key"), "key", problems), Rate?.Read(problems), Rate?.IsConfirmed == true);
        var done = problems.Any ? problems.Errors.ToArray() : await pay.RunAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.bill_page.paid"], $"/admin/purchasing/bills/{Detail.Bill.Id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostTakeAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var done = await costs.TakeDifferenceAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.bill_page.took"], $"/admin/purchasing/bills/{Detail.Bill.Id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<SupplierBillId>(id, out var wanted) || await bills.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.BillRead, found.Bill.StoreId))
        {
            return false;
        }

        (Detail, Title, Today) = (found, found.Bill.Number, await clock.TodayAsync(cancellationToken));
        Key = Request.HasFormContentType && Sent("key").Length > 0 ? Sent("key") : clock.New<SupplierPaymentId>().ToString();
        Rate = MayPay ? await RateField.OfAsync(this, rates, found.Bill.Total.Currency, await clock.CurrencyAsync(cancellationToken), cancellationToken) : null;
        Crumbs = [new AdminCrumb(T["purchasing.bills_page.title"], "/admin/purchasing/bills")];
        return true;
    }
}
