using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Modules.Customers.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Customers.Features;

/// <summary>Groups of the demo shop, and its customer with an address.</summary>
internal sealed class DemoCustomers(UnitOfWork work, RowStore rows, Profiles profiles, AddressBook book, GroupUse groups) : ICustomersSetup
{
    private static readonly (string Code, LocalText Name)[] _groups = [("members", LocalText.Of(("en", "Members"), ("bn", "সদস্য"))), ("wholesale", LocalText.Of(("en", "Wholesale"), ("bn", "পাইকারি")))];

    public Task<Result<int>> AddDemoAsync(UserId customer, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        if ((await groups.ListAsync(stop)).Count > 0)
        {
            return 0;
        }

        if (await profiles.EnsureAsync(customer, stop) is not { } row)
        {
            return CustomerErrors.Unknown;
        }

        List<CustomerGroupRow> made = [.. _groups.Select(group => new CustomerGroupRow(profiles.New<CustomerGroupId>().Value, group.Code, group.Name, 1, profiles.Now, profiles.Now))];
        await rows.InsertAsync(made, stop);
        await rows.InsertOneAsync(new MemberRow(made[0].Id, row.Id, profiles.Now), stop);
        await rows.UpdateAsync(row.Id, profiles.WithPhone(row, "+8801711000000"), stop);
        var home = new PostalAddress(row.Name, "01711000000", "House 12, Road 5", "BD-6-47-T13", "", "1205", "BD", "Beside the lake");
        return (await book.SaveAsync(customer, profiles.New<AddressId>(), "Home", home, isDefault: true, version: null, stop)).Map(_ => made.Count);
    }, cancellationToken);
}
