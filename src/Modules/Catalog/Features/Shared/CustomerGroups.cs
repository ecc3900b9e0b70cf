using Aisle.Contracts.Customers;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>The groups that prices and promotions may be for.</summary>
internal sealed class CustomerGroups(ICustomers customers)
{
    /// <summary>Whether a group is there; nobody's is.</summary>
    public async ValueTask<bool> KnowsAsync(CustomerGroupId? group, CancellationToken cancellationToken) =>
        group is null || (await AllAsync(cancellationToken)).Any(one => one.Id == group);

    /// <summary>All groups, by code.</summary>
    public async ValueTask<IReadOnlyList<CustomerGroup>> AllAsync(CancellationToken cancellationToken) => await customers.GroupsAsync(cancellationToken);

    /// <summary>To choose one from, everybody first.</summary>
    public async ValueTask<IReadOnlyList<ListChoice>> ChoicesAsync(AdminText text, string everybody, CancellationToken cancellationToken) =>
        [new ListChoice("", everybody), .. (await AllAsync(cancellationToken)).Select(group => new ListChoice(group.Id.ToString(), text.Of(group.Name)))];
}
