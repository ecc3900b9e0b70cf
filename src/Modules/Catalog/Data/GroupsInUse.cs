using Aisle.Contracts.Customers;
using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Data;

/// <summary>Prices and promotions that are for a group of customers.</summary>
internal sealed class GroupsInUse(UnitOfWork work) : ICustomerGroupUse
{
    public async Task<bool> IsUsedAsync(CustomerGroupId group, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(
            "select exists (select from catalog.price where customer_group_id = $1) or exists (select from catalog.promotion where state <> 'ended' and $1 = any (group_ids))", cancellationToken)).With(group.Value);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
