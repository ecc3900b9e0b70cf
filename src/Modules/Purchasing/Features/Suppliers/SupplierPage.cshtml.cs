using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary><c>/admin/purchasing/suppliers/{id}</c>: a supplier with what they sell and what they are owed; <c>new</c> is one to be added.</summary>
internal sealed class SupplierPageModel(RowStore rows, SaveSupplier save, SupplierItems items, SupplierStatement statement, FindProduct find, PurchasingClock clock) : AdminPage
{
    private const int PageSize = 50;
    private DateOnly _today;
    private Currency _company = Currency.Points;

    public SupplierRecord? Supplier { get; private set; }

    /// <summary>A page of what they sell, of what was looked for.</summary>
    public Page<SupplierItemRecord> Items { get; private set; } = new([], NextCursor: null);

    public string Words { get; private set; } = "";

    /// <summary>Whether this is not the first page of it.</summary>
    public bool IsDeeper { get; private set; }

    public SupplierStanding? Standing { get; private set; }

    /// <summary>Most bills that are owed and stand on the page; all of them are on a list of their own.</summary>
    public const int MostOwed = 20;

    /// <summary>The day it is in the company's zone.</summary>
    public DateOnly Today { get; private set; }

    /// <summary>Whether there is a bill that the caller may pay.</summary>
    public bool MayPay => Standing is { } standing && standing.Bills.Any(MayPayIn);

    public bool MayPayIn(BillRecord bill) => Caller.MayIn(Permissions.PaymentMake, bill.StoreId);

    public bool IsNew { get; private set; }

    /// <summary>Whether the form of an item was sent and failed.</summary>
    public bool IsItemSent { get; private set; }

    /// <summary>Id of a new one: a form that is sent twice adds one.</summary>
    public string Key { get; private set; } = "";

    public int Version => Supplier?.Version ?? 0;

    /// <summary>What a line of the account is: a document by its kind, or what only a rate has made of it.</summary>
    public string KindOf(StandingLine line) => line is { Amount.IsZero: true, Booked.IsZero: false } ? T["purchasing.page.exchange"] : T.Document(line.Document.Type) ?? "";

    /// <summary>Whether a price of the list is <c>past</c>, holds <c>now</c>, or comes <c>later</c>.</summary>
    public string TimeOf(SupplierItemRecord item, DatedPrice price) => price.From > _today ? "later" : item.Prices.First(one => one.From <= _today) == price ? "now" : "past";

    /// <summary>Currencies one can choose, the company's first.</summary>
    public IReadOnlyList<ListChoice> Currencies => [.. Currency.All.Select(one => one.Code).OrderByDescending(code => code == _company.Code).ThenBy(code => code, StringComparer.Ordinal).Select(code => new ListChoice(code, code))];

    /// <summary>Whether there are prices or documents, so that the currency stays.</summary>
    public bool IsCurrencyKept { get; private set; }

    /// <summary>What prices are in, where that is not the company's currency.</summary>
    public string? PriceHint => Supplier is { } one && one.Currency != _company.Code ? T["purchasing.page.in_currency", one.Currency] : null;

    public bool MayEdit => Caller.MayForCompany(Permissions.SupplierEdit);

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    /// <summary>What stands in a field: what was typed, or what there is.</summary>
    public string Form(string field) => Request.HasFormContentType && !IsItemSent ? Sent(field) : field switch
    {
        "name" => Supplier?.Name, "code" => Supplier?.Code, "contact" => Supplier?.Contact, "phone" => Supplier?.Phone, "email" => Supplier?.Email, "taxNumber" => Supplier?.TaxNumber, "address" => Supplier?.Address,
        "paymentDays" => BuyWords.Number(Supplier?.PaymentDays ?? 30), "leadDays" => BuyWords.Number(Supplier?.LeadDays ?? 3), "minimumOrder" => Supplier is { MinimumOrder.IsZero: false } ? Supplier.MinimumOrder.ToAmountString() : "",
        "currency" => Supplier?.Currency ?? _company.Code,
        _ => "",
    } ?? "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var (problems, unit) = (new Problems(), Currency.TryGet(Sent("currency"), out var chosen) ? chosen : Supplier?.MinimumOrder.Currency ?? _company);
        var (pay, lead) = (Typed.Whole(Sent("paymentDays"), "paymentDays", problems) ?? 0, Typed.Whole(Sent("leadDays"), "leadDays", problems) ?? 0);
        var minimum = BuyWords.Typed(Sent("minimumOrder"), "minimumOrder", unit, problems);
        var key = Typed.Id<SupplierId>(Sent("key"), "key", problems);
        var body = new SupplierBody(Sent("code"), Sent("name"), Sent("contact"), Sent("phone"), Sent("email"), Sent("address"), Sent("taxNumber"), pay, lead, minimum.Currency == unit ? minimum : Money.Zero(unit), IsNew ? key : null,
            Sent("currency").Length > 0 ? Sent("currency") : null);
        var done = problems.Any ? problems.Errors.ToArray() : IsNew ? await save.AddAsync(body, WriteRequest.ForPage(HttpContext)) : await save.EditAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["purchasing.supplier_page.saved"], $"/admin/purchasing/suppliers/{done.Value.Id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostItemAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || IsNew)
        {
            return Missing();
        }

        IsItemSent = true;
        var (problems, unit) = (new Problems(), Supplier!.MinimumOrder.Currency);
        var found = await find.FindAsync(Sent("variantId"), Supplier.Id.Value, cancellationToken);
        problems.Require(found is not null, "purchase.item_unknown", "There is no such product.", "variantId");
        var (units, minimum) = (Typed.Number(Sent("packUnits"), "packUnits", problems), Typed.Number(Sent("minimum"), "minimum", problems) ?? 0);
        Money? price = string.IsNullOrWhiteSpace(Sent("price")) ? null : BuyWords.Typed(Sent("price"), "price", unit, problems);
        var from = Typed.Day(Sent("from"), "from", problems);
        var done = problems.Any ? problems.Errors.ToArray()
            : await items.SetAsync(new SupplierItemBody(found!.Value.Variant, Sent("supplierCode"), PackId: null, units, minimum, price, from), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.supplier_page.item_saved"], $"/admin/purchasing/suppliers/{Supplier!.Id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostStatusAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || IsNew)
        {
            return Missing();
        }

        var done = await save.SetStatusAsync(Supplier!.IsArchived ? "active" : "archived", WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.supplier_page.saved"], $"/admin/purchasing/suppliers/{Supplier.Id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        Crumbs = [new AdminCrumb(T["purchasing.suppliers_page.title"], "/admin/purchasing/suppliers")];
        Key = clock.New<SupplierId>().ToString();
        _company = await clock.CurrencyAsync(cancellationToken) ?? Currency.Points;
        IsNew = string.Equals(id, "new", StringComparison.Ordinal);
        if (IsNew)
        {
            Title = T["purchasing.supplier_page.new"];
            return MayEdit;
        }

        if (!TypedId.TryParse<SupplierId>(id, out var wanted) || await rows.FindAsync<SupplierRow>(wanted.Value, cancellationToken) is not { } found)
        {
            return false;
        }

        Supplier = SupplierRecord.Of(found);
        Title = Supplier.Name;
        IsCurrencyKept = await save.IsUsedAsync(found.Id, cancellationToken);
        (Words, var cursor) = (Request.Query["q"].ToString(), SupplierItems.ReadCursor(Request.Query["cursor"]));
        Items = (await items.ListAsync(wanted, Words.Length <= 100 ? Words : "", cursor, PageSize, cancellationToken))!;
        IsDeeper = cursor is not null;
        (_today, Today) = (await clock.EarliestDayAsync(cancellationToken), await clock.TodayAsync(cancellationToken));
        Standing = Caller.MayForCompany(Permissions.BillRead) ? await statement.FindAsync(wanted, cancellationToken) : null;
        return true;
    }
}
