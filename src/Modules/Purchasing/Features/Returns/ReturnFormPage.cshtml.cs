using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A row of the form: a line of the receipt, or one whose product is typed.</summary>
internal sealed record ReturnFormRow(string Code, string? Name, string Sku, string Came, string Quantity, string Lot, string Expires, bool IsNumbered, string Serials);

/// <summary><c>/admin/purchasing/returns/form/new</c>: what goes back, from the lines of a receipt or as it is scanned.</summary>
internal sealed class ReturnFormPageModel(RowStore rows, ReceiptStore receipts, ReturnGoods send, FindProduct find, IInventory inventory, ExchangeRates rates, PurchasingClock clock) : AdminPage
{
    private const int FreeRows = 5;
    private readonly Dictionary<int, int> _places = [];

    public SupplierRecord? Supplier { get; private set; }

    public ReceiptDetail? Receipt { get; private set; }

    public ChooseSupplier Choose { get; private set; } = null!;

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public IReadOnlyList<ReturnFormRow> Rows { get; private set; } = [];

    /// <summary>Id of a new return: a form that is sent twice sends goods back once.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The exchange rate, where there is one to be said.</summary>
    public RateField? Rate { get; private set; }

    public int PlaceOf(int row) => _places.GetValueOrDefault(row, -1);

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : field == "storeId" ? Receipt?.Receipt.StoreId.ToString() ?? "" : "";

    public async Task<IActionResult> OnGetAsync(string? supplier, string? receipt, CancellationToken cancellationToken)
    {
        await LoadAsync(supplier, receipt, cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? supplier, string? receipt, CancellationToken cancellationToken)
    {
        await LoadAsync(supplier, receipt, cancellationToken);
        if (Supplier is null)
        {
            return Missing();
        }

        var (problems, unit) = (new Problems(), Supplier.MinimumOrder.Currency);
        List<ReturnLineBody> lines = [];
        for (var index = 0; index < Rows.Count; index++)
        {
            var row = Rows[index];
            if (row.Quantity.Trim().Length + row.Serials.Trim().Length == 0)
            {
                continue;
            }

            var at = FormattableString.Invariant($"lines[{lines.Count}]");
            _places[index] = lines.Count;
            var variant = TypedId.TryParse<VariantId>(row.Code, out var id) ? id : (await find.FindAsync(row.Code, Supplier.Id.Value, cancellationToken))?.Variant;
            problems.Require(variant is not null, "purchase.item_unknown", "There is no such product.", at + ".variantId");
            var serials = row.Serials.Trim().Length > 0 ? problems.Take(inventory.SerialNumbers([row.Serials]), at + ".serials") : null;
            var quantity = row.Quantity.Trim().Length > 0 ? Typed.Number(row.Quantity, at + ".quantity", problems) ?? 0 : serials?.Count ?? 0;
            if (row.Name is null && variant is { } typed && (await inventory.NumberedAsync([typed], cancellationToken)).Count > 0)
            {
                // What is typed shows only now that it has serial numbers.
                Rows = [.. Rows.Select((one, at) => at == index ? one with { IsNumbered = true } : one)];
            }

            lines.Add(new ReturnLineBody(variant ?? default, quantity, row.Lot.Trim().Length > 0 ? row.Lot : null, Typed.Day(row.Expires, at + ".expiresOn", problems), serials));
        }

        var body = new ReturnBody(
            Supplier.Id, Typed.Id<StoreId>(Sent("storeId"), "storeId", problems) ?? default, lines, BuyWords.Typed(Sent("agreed"), "agreed", unit, problems), Sent("note"), Typed.Id<SupplierReturnId>(Key, "key", problems), Rate?.Read(problems), Rate?.IsConfirmed == true);
        var done = problems.Any ? problems.Errors.ToArray() : await send.RunAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.return_page.done", done.Value.Return.Number], $"/admin/purchasing/returns/{done.Value.Return.Id}") : Fail(done.Errors);
    }

    private async Task LoadAsync(string? supplier, string? receipt, CancellationToken cancellationToken)
    {
        Title = T["purchasing.return_page.new"];
        Crumbs = [new AdminCrumb(T["purchasing.returns_page.title"], "/admin/purchasing/returns")];
        Key = Request.HasFormContentType ? Sent("key") : clock.New<SupplierReturnId>().ToString();
        if (TypedId.TryParse<GoodsReceiptId>(receipt ?? "", out var came) && await receipts.DetailAsync(came.Value, cancellationToken) is { } found && Caller.MayIn(Permissions.GoodsReceive, found.Receipt.StoreId))
        {
            (Receipt, supplier) = (found, found.Receipt.SupplierId.ToString());
        }

        if (!TypedId.TryParse<SupplierId>(supplier ?? "", out var whom) || await rows.FindAsync<SupplierRow>(whom.Value, cancellationToken) is not { } row)
        {
            Choose = new ChooseSupplier(To("/admin/purchasing/returns/form/new"), To("/admin/purchasing/returns"), T["purchasing.return_page.choose"], await ChooseSupplier.OfAsync(rows, withArchived: true, cancellationToken));
            return;
        }

        Supplier = SupplierRecord.Of(row);
        Crumbs =
        [
            .. Crumbs, new AdminCrumb(Supplier.Name, May(Permissions.SupplierRead.Name) ? $"/admin/purchasing/suppliers/{Supplier.Id}" : null),
            .. Receipt is { } of ? (AdminCrumb[])[new AdminCrumb(of.Receipt.Number, $"/admin/purchasing/receipts/{of.Receipt.Id}")] : [],
        ];
        Rate = await RateField.OfAsync(this, rates, Supplier.MinimumOrder.Currency, await clock.CurrencyAsync(cancellationToken), cancellationToken);
        Stores = BuyWords.Stores(T, Caller, Permissions.GoodsReceive, await clock.ShopAsync(cancellationToken));
        var lines = Receipt?.Lines.Where(line => line.Quantity > 0).ToList() ?? [];
        var numbered = await inventory.NumberedAsync([.. lines.Select(line => line.VariantId)], cancellationToken);
        Rows =
        [
            .. lines.Select((line, index) => Typed(new ReturnFormRow(
                line.VariantId.ToString(), T.Of(line.Name), line.Sku, T["purchasing.return_page.came", BuyWords.Units(T, line.Quantity, line.Unit)], "", line.Lot ?? "", BuyWords.Iso(line.ExpiresOn), numbered.Contains(line.VariantId), ""), index)),
            .. lines.Count > 0 ? [] : Enumerable.Range(0, FreeRows).Select(index => Typed(new ReturnFormRow(At("variant", index), Name: null, "", "", "", "", "", IsNumbered: false, ""), index)),
        ];

        ReturnFormRow Typed(ReturnFormRow one, int index) => Request.HasFormContentType ? one with { Quantity = At("quantity", index), Lot = At("lot", index), Expires = At("expires", index), Serials = At("serials", index) } : one;

        string At(string field, int index) => Request.HasFormContentType ? Request.Form[$"{field}[{index.ToString(CultureInfo.InvariantCulture)}]"].ToString() : "";
    }
}
