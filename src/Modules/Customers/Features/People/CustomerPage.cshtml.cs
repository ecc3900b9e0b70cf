using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Customers.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Customers.Features;

/// <summary><c>/admin/customers/{id}</c>: a customer with groups, addresses and notes, and the way to what other modules know of them.</summary>
internal sealed class CustomerPageModel(ListCustomers customers, EditCustomer edit, GroupUse groups, IStores stores, IEnumerable<CustomerLink> links) : AdminPage
{
    public CustomerDetail Detail { get; private set; } = null!;

    public IReadOnlyList<CustomerGroup> Groups { get; private set; } = [];

    /// <summary>Where other modules show their part of this customer.</summary>
    public IReadOnlyList<CustomerLink> Elsewhere { get; private set; } = [];

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public bool MayEdit => Caller.May(Permissions.CustomerEdit);

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    /// <summary>What stands in a field: what was typed, or what there is.</summary>
    public string Form(string field) => IsSent ? Sent(field) : field switch
    {
        "phone" => Detail.Customer.Phone, "taxNumber" => Detail.Customer.TaxNumber, "isTaxExempt" => Detail.Customer.IsTaxExempt ? "true" : "", "orderBlock" => Detail.Customer.OrderBlock, "cashBlock" => Detail.Customer.CashBlock, _ => null,
    } ?? "";

    public bool IsIn(CustomerGroupId group) => IsSent ? Request.Form["groups"].Contains(group.ToString()) : Detail.Customer.Groups.Any(one => one.Id == group);

    /// <summary>An address from its area up, in the language of the page.</summary>
    public string Place(PostalAddress address)
    {
        var path = AreaBook.Of(address.Country).PathTo(address.Area);
        return string.Join(", ", (path.Count > 0 ? path.Reverse().Select(area => T.Of(area.Name)) : [address.City, address.Country]).Append(address.Postcode).Where(part => part.Length > 0).Distinct(StringComparer.Ordinal));
    }

    private bool IsSent => Request.HasFormContentType && Request.Form.ContainsKey("version");

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var chosen = Request.Form["groups"].Where(text => !string.IsNullOrEmpty(text)).Select(text => Typed.Id<CustomerGroupId>(text!, "groups", problems)).OfType<CustomerGroupId>().ToList();
        var body = new CustomerBody(Sent("phone"), Sent("taxNumber"), Sent("isTaxExempt") == "true", Sent("orderBlock"), Sent("cashBlock"), chosen);
        var done = problems.Any ? problems.Errors.ToArray() : await edit.EditAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["customers.customer_page.saved"], $"/admin/customers/{id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostNoteAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var done = await edit.NoteAsync(new CustomerNoteBody(Sent("text")), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["customers.customer_page.noted"], $"/admin/customers/{id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<UserId>(id, out var wanted) || await customers.FindAsync(wanted, cancellationToken) is not { } found)
        {
            return false;
        }

        (Detail, Title) = (found, found.Customer.Name);
        Crumbs = [new AdminCrumb(T["customers.customers_page.title"], "/admin/customers")];
        Groups = await groups.ListAsync(cancellationToken);
        Elsewhere = [.. links.Where(link => Caller.Rights.Has(link.Permission.Name))];
        Zone = (await stores.ShopAsync(cancellationToken)).Zone();
        return true;
    }
}
