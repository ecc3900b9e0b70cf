using Aisle.Modules.Customers.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Customers.Features;

/// <summary>Finds customers for the global search of the admin, also by a whole telephone number.</summary>
internal sealed class CustomerSearch(ListCustomers customers, RowQuery query) : IAdminSearchSource
{
    private const int Most = 5;

    public async Task<IReadOnlyList<AdminHit>> FindAsync(string words, Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.May(Permissions.CustomerRead))
        {
            return [];
        }

        var filter = await customers.FilterAsync(words, group: null, "any", "any", cancellationToken);
        var found = await query.ListAsync<ReadCustomer>(ListCustomers.List, filter, "name", cursor: null, Most, cancellationToken);
        return [.. found.Items.Select(row => new AdminHit(text["customers.customer_page.kind"], row.Name, $"/admin/customers/{row.Id}", "user-circle"))];
    }
}
