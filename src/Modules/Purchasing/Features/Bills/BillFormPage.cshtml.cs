using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/receipts/{id}/bill</c>: takes in the supplier's bill for what came, line by line.</summary>
internal sealed class BillFormPageModel(ReceiptStore receipts, EnterBill enter, ExchangeRates rates, PurchasingClock clock) : AdminPage
{
    private readonly Dictionary<int, int> _places = [];

    public ReceiptRecord Receipt { get; private set; } = null!;

    /// <summary>The lines of which something was not billed yet.</summary>
    public IReadOnlyList<ReceiptLineRecord> Lines { get; private set; } = [];

    public string Key { get; private set; } = "";

    /// <summary>The exchange rate, where there is one to be said.</summary>
    public RateField? Rate { get; private set; }

    public int PlaceOf(int line) => _places.GetValueOrDefault(line, -1);

    /// <summary>What stands in a field: what was typed, or what came and was not billed.</summary>
    public string Value(string field)
    {
        if (Request.HasFormContentType)
        {
            return Request.Form[field].ToString();
        }

        foreach (var line in Lines)
        {
            if (field == FormattableString.Invariant($"quantity[{line.No}]"))
            {
                return BuyWords.Number(line.Quantity - line.Billed);
            }

            if (field == FormattableString.Invariant($"net[{line.No}]"))
            {
                return line.Open.ToAmountString();
            }
        }

        return "";
    }

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var (problems, unit) = (new Problems(), Unit);
        List<BillLineBody> lines = [];
        foreach (var no in Lines.Select(line => line.No))
        {
            // Fields are called by their line: between opening the form and sending it, others may have billed some.
            var (quantity, net) = (Value(FormattableString.Invariant($"quantity[{no}]")), Value(FormattableString.Invariant($"net[{no}]")));
            if (quantity.Trim().Length > 0)
            {
                var at = FormattableString.Invariant($"lines[{lines.Count}]");
                _places[no] = lines.Count;
                lines.Add(new BillLineBody(Receipt.Id, no, Typed.Number(quantity, at + ".quantity", problems) ?? 0, BuyWords.Typed(net, at + ".net", unit, problems)));
            }
        }

        var billed = Typed.Day(Value("billedOn"), "billedOn", problems);
        problems.Require(billed is not null || problems.Any, "text.required", "A value is needed.", "billedOn");
        var body = new BillBody(
            Receipt.SupplierId, Receipt.StoreId, Value("supplierNumber"), billed ?? default, lines, BuyWords.Typed(Value("vat"), "vat", unit, problems), BuyWords.Typed(Value("total"), "total", unit, problems),
            Typed.Day(Value("dueOn"), "dueOn", problems), Note: null, Typed.Id<SupplierBillId>(Key, "key", problems), Rate?.Read(problems), Rate?.IsConfirmed == true);
        var done = problems.Any ? problems.Errors.ToArray() : await enter.RunAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.bill_page.entered"], $"/admin/purchasing/bills/{done.Value.Bill.Id}") : Fail(done.Errors);
    }

    /// <summary>What the supplier bills in.</summary>
    private Currency Unit => (Receipt.Amount ?? Receipt.Value).Currency;

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<GoodsReceiptId>(id, out var wanted) || await receipts.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.BillEdit, found.Receipt.StoreId))
        {
            return false;
        }

        (Receipt, Lines, Title) = (found.Receipt, [.. found.Lines.Where(line => line.Billed < line.Quantity)], T["purchasing.bill_page.new"]);
        Key = Request.HasFormContentType ? Value("key") : clock.New<SupplierBillId>().ToString();
        Rate = await RateField.OfAsync(this, rates, Unit, Receipt.Value.Currency, cancellationToken);
        Crumbs = [new AdminCrumb(T["purchasing.receipts_page.title"], "/admin/purchasing/receipts"), new AdminCrumb(found.Receipt.Number, $"/admin/purchasing/receipts/{found.Receipt.Id}")];
        return true;
    }
}
