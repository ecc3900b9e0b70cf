using Aisle.Contracts.Customers;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>The groups that prices and promotions may be for. Where nobody keeps groups none is known, and none refused.</summary>
internal sealed class CustomerGroups(IEnumerable<ICustomerGroups> keepers)
{
    /// <summary>Whether a group is there; nobody's is.</summary>
    public async ValueTask<bool> KnowsAsync(CustomerGroupId? group, CancellationToken cancellationToken) =>
        group is null || keepers.FirstOrDefault() is not { } keeper || (await keeper.AllAsync(cancellationToken)).Any(one => one.Id == group);

    /// <summary>All groups, by name.</summary>
    public async ValueTask<IReadOnlyList<CustomerGroupRecord>> AllAsync(CancellationToken cancellationToken) =>
        keepers.FirstOrDefault() is { } keeper ? await keeper.AllAsync(cancellationToken) : [];

    /// <summary>To choose one from, everybody first.</summary>
    public async ValueTask<IReadOnlyList<ListChoice>> ChoicesAsync(AdminText text, string everybody, CancellationToken cancellationToken) =>
        [new ListChoice("", everybody), .. (await AllAsync(cancellationToken)).Select(group => new ListChoice(group.Id.ToString(), text.Of(group.Name)))];
}
