using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A row of the form: of what the supplier sells, or one whose product is typed.</summary>
internal sealed record OrderFormRow(string Code, string? Name, string Sku, string Packs, string Units, string Price);

/// <summary><c>/admin/purchasing/orders/form/new</c> and <c>…/form/{id}</c>: an order is written from what the supplier sells, and changed while it is a draft.</summary>
internal sealed class OrderFormPageModel(RowStore rows, OrderStore orders, WriteOrder write, SupplierItems items, ArchivedItems archived, FindProduct find, PurchasingClock clock) : AdminPage
{
    private const int FreeRows = 3;
    private const int MostRows = 200;
    private readonly Dictionary<int, int> _places = [];

    public SupplierRecord? Supplier { get; private set; }

    /// <summary>What amounts are in, where that is not the company's currency.</summary>
    public string? Foreign { get; private set; }

    public ChooseSupplier Choose { get; private set; } = null!;

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public IReadOnlyList<OrderFormRow> Rows { get; private set; } = [];

    public OrderDetail? Order { get; private set; }

    public bool IsNew => Order is null;

    public int Version => Order?.Order.Version ?? 0;

    /// <summary>Id of a new order: a form that is sent twice writes one.</summary>
    public string Key { get; private set; } = "";

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : field switch
    {
        "storeId" => Order?.Order.StoreId.ToString() ?? "", "expectedOn" => BuyWords.Iso(Order?.Order.ExpectedOn), "note" => Order?.Order.Note ?? "", _ => "",
    };

    /// <summary>Which line of the order a row of the form has become; one that is empty has become none.</summary>
    public int PlaceOf(int row) => _places.GetValueOrDefault(row, -1);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, string? supplier, CancellationToken cancellationToken) => await LoadAsync(id, supplier ?? "", cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute(Name = "id")] string order, string? supplierId, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(order, supplierId ?? "", cancellationToken) || Supplier is null)
        {
            return Missing();
        }

        var (problems, unit) = (new Problems(), Supplier.MinimumOrder.Currency);
        var known = Rows.Where(row => row.Name is not null).GroupBy(row => row.Code, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        Rows = [.. Enumerable.Range(0, Math.Min(OrderBody.MostLines, Request.Form.Keys.Count)).TakeWhile(index => Request.Form.ContainsKey($"variant[{index}]")).Select(index =>
            // By what the form says and not by its place: the supplier may sell more by now than when it was opened.
            (known.GetValueOrDefault(At("variant", index)) ?? new OrderFormRow(At("variant", index), Name: null, "", "", "", "")) with { Packs = At("packs", index), Units = At("units", index), Price = At("price", index) })];
        List<OrderLineBody> lines = [];
        for (var index = 0; index < Rows.Count; index++)
        {
            var row = Rows[index];
            if (string.IsNullOrWhiteSpace(row.Packs))
            {
                continue;
            }

            var at = FormattableString.Invariant($"lines[{lines.Count}]");
            _places[index] = lines.Count;
            // What the list offers is known by its id, and looked up with all the others.
            var variant = TypedId.TryParse<VariantId>(row.Code, out var id) ? id : (await find.FindAsync(row.Code, Supplier.Id.Value, cancellationToken))?.Variant;
            problems.Require(variant is not null, "purchase.item_unknown", "There is no such product.", at + ".variantId");
            lines.Add(new OrderLineBody(
                variant ?? default, Typed.Number(row.Packs, at + ".packs", problems) ?? 0, Typed.Number(row.Units, at + ".packUnits", problems), string.IsNullOrWhiteSpace(row.Price) ? null : BuyWords.Typed(row.Price, at + ".price", unit, problems)));
        }

        var store = IsNew ? Typed.Id<StoreId>(Sent("storeId"), "storeId", problems) ?? default : Order!.Order.StoreId;
        var expected = Typed.Day(Sent("expectedOn"), "expectedOn", problems);
        var body = new OrderBody(Supplier.Id, store, lines, expected, Sent("note"), IsNew ? Typed.Id<PurchaseOrderId>(Sent("key"), "key", problems) : null);
        var done = problems.Any ? problems.Errors.ToArray() : IsNew ? await write.AddAsync(body, WriteRequest.ForPage(HttpContext)) : await write.EditAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["purchasing.order_page.saved"], $"/admin/purchasing/orders/{done.Value.Order.Id}") : Fail(BuyWords.Faults(T, done.Errors));

        string At(string field, int index) => Request.Form[$"{field}[{index.ToString(CultureInfo.InvariantCulture)}]"].ToString();
    }

    private async Task<bool> LoadAsync(string id, string supplier, CancellationToken cancellationToken)
    {
        Crumbs = [new AdminCrumb(T["purchasing.orders_page.title"], "/admin/purchasing/orders")];
        var shop = await clock.ShopAsync(cancellationToken);
        Stores = BuyWords.Stores(T, Caller, Permissions.OrderEdit, shop);
        Key = Request.HasFormContentType ? Request.Form["key"].ToString() : clock.New<PurchaseOrderId>().ToString();
        if (!string.Equals(id, "new", StringComparison.Ordinal))
        {
            if (!TypedId.TryParse<PurchaseOrderId>(id, out var wanted) || await orders.DetailAsync(wanted.Value, cancellationToken) is not { Order.State: PurchaseOrderState.Draft } found || !Caller.MayIn(Permissions.OrderEdit, found.Order.StoreId))
            {
                return false;
            }

            (Order, supplier) = (found, found.Order.SupplierId.ToString());
            Crumbs = [.. Crumbs, new AdminCrumb(found.Order.Number, $"/admin/purchasing/orders/{found.Order.Id}")];
        }

        Title = T["purchasing.order_page.new"];
        if (!TypedId.TryParse<SupplierId>(supplier, out var from) || await rows.FindAsync<SupplierRow>(from.Value, cancellationToken) is not { } seller)
        {
            Choose = new ChooseSupplier(To("/admin/purchasing/orders/form/new"), To("/admin/purchasing/orders"), T["purchasing.order_page.choose"], await ChooseSupplier.OfAsync(rows, withArchived: false, cancellationToken));
            return true;
        }

        Supplier = SupplierRecord.Of(seller);
        Title = Order is { } draft ? T["purchasing.order_page.edit_from", draft.Order.Number, Supplier.Name] : T["purchasing.order_page.new_from", Supplier.Name];
        Crumbs = [.. Crumbs, new AdminCrumb(Supplier.Name, May(Permissions.SupplierRead.Name) ? $"/admin/purchasing/suppliers/{Supplier.Id}" : null)];
        Foreign = seller.Currency == shop?.Currency ? null : seller.Currency;
        var sold = (await items.ListAsync(from, words: null, cursor: null, MostRows, cancellationToken))!.Items;
        var ordered = Order?.Lines.ToList() ?? [];
        var gone = await archived.OfAsync(sold.Select(item => item.VariantId), cancellationToken);
        Rows =
        [
            .. ordered.Select(line => new OrderFormRow(line.VariantId.ToString(), T.Of(line.Name), line.Sku, BuyWords.Number(line.Packs), BuyWords.Number(line.PackUnits), line.Price.ToAmountString())),
            .. sold.Where(item => !gone.Contains(item.VariantId) && ordered.TrueForAll(line => line.VariantId != item.VariantId)).Select(item => new OrderFormRow(item.VariantId.ToString(), T.Of(item.Name), item.Sku, "", BuyWords.Number(item.PackUnits), item.Price?.ToAmountString() ?? "")),
            .. Enumerable.Range(0, FreeRows).Select(_ => new OrderFormRow("", Name: null, "", "", "1", "")),
        ];
        return true;
    }
}
