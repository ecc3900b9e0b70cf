using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Customers.Features;

/// <summary><c>/admin/customers</c>: people who buy.</summary>
internal sealed class CustomersPageModel(RowQuery query, ListCustomers customers, GroupUse groups, IStores stores) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<CustomerGroupId?> _group = Query.Id<CustomerGroupId>("group", "");
    private static readonly QueryParameter<string> _exempt = Query.Choice("exempt", "", "any", "any", "yes", "no");
    private static readonly QueryParameter<string> _blocked = Query.Choice("blocked", "", "any", ListCustomers.Blocks);
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "name", ListCustomers.List.Sorts);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["customers.customers_page.title"];
        var reader = QueryReader.Lenient(Request);
        var sort = reader.Get(_sort);
        var cursor = ListCustomers.List.ReadCursor(reader.Get(Cursor.Parameter), sort, new Problems());
        var found = await query.ListAsync<ReadCustomer>(ListCustomers.List, await FilterAsync(reader, cancellationToken), sort, cursor, PageSize, cancellationToken);
        var (all, zone) = (await groups.ListAsync(cancellationToken), (await stores.ShopAsync(cancellationToken)).Zone());
        List = new ListView
        {
            Key = "customers",
            Path = To("/admin/customers"),
            Words = reader.Get(_words) ?? "",
            Sort = sort,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                new ListFilter("group", T["customers.customers_page.group"], [new ListChoice("", T["customers.customers_page.any_group"]), .. all.Select(group => new ListChoice(group.Id.ToString(), T.Of(group.Name)))], reader.Get(_group)?.ToString() ?? ""),
                new ListFilter("exempt", T["customers.customers_page.tax"], [.. ((string[])["any", "yes", "no"]).Select(choice => new ListChoice(choice, T["customers.exempt." + choice]))], reader.Get(_exempt)),
                new ListFilter("blocked", T["customers.customers_page.block"], [.. ListCustomers.Blocks.Select(choice => new ListChoice(choice, T["customers.blocked." + choice]))], reader.Get(_blocked)),
            ],
            Columns =
            [
                new ListColumn("name", T["customers.customer_page.name"], Sort: "name"), new ListColumn("email", T["customers.customer_page.email"]), new ListColumn("phone", T["customers.customer_page.phone"]),
                new ListColumn("groups", T["customers.customer_page.groups"]), new ListColumn("state", T["customers.customers_page.state"]), new ListColumn("since", T["customers.customer_page.since"], Sort: "created"),
            ],
            Rows = [.. found.Items.Select(customers.ViewOf).Select(customer => new ListRow(customer.Id.ToString(), To($"/admin/customers/{customer.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = customer.Name, ["email"] = customer.Email, ["phone"] = customer.Phone, ["groups"] = string.Join(", ", customer.Groups.Select(group => T.Of(group.Name))),
                ["state"] = State(customer), ["since"] = T.Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(customer.CreatedAt, zone).DateTime)),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["customers.customers_page.none"],
        };
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        return customers.File.Answer(query, ListCustomers.List, await FilterAsync(reader, cancellationToken), reader.Get(_sort));
    }

    private Task<RowFilter> FilterAsync(QueryReader reader, CancellationToken cancellationToken) =>
        customers.FilterAsync(reader.Get(_words), reader.Get(_group), reader.Get(_exempt), reader.Get(_blocked), cancellationToken);

    private HtmlContentBuilder State(CustomerView customer)
    {
        var badges = new HtmlContentBuilder();
        foreach (var (holds, key, color) in ((bool, string, string)[])[(customer.OrderBlock is not null, "orders", "red"), (customer.CashBlock is not null, "cash", "yellow")])
        {
            if (holds)
            {
                badges.AppendHtml(ListView.Badge(T["customers.blocked." + key], color)).Append(" ");
            }
        }

        return (HtmlContentBuilder)(customer.IsTaxExempt ? badges.AppendHtml(ListView.Badge(T["customers.exempt.yes"], "blue")) : badges);
    }
}
