using Aisle.Contracts.Customers;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/addresses</c>: one's own address book.</summary>
internal sealed class AddressesModel(ICustomers customers, UnitOfWork work) : MyPage
{
    public IReadOnlyList<SavedAddress> Addresses { get; private set; } = [];

    protected override string TitleKey => "addresses";

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public Task<IActionResult> OnPostDefaultAsync(string? id, CancellationToken cancellationToken) =>
        ChangeAsync(id, "address_saved", async (address, stop) => (await customers.SaveAddressAsync(Me, address.Id, address.Label, address.Address, isDefault: true, stop)).Map(_ => 1), cancellationToken);

    public Task<IActionResult> OnPostRemoveAsync(string? id, CancellationToken cancellationToken) =>
        ChangeAsync(id, "address_removed", (address, stop) => customers.RemoveAddressAsync(Me, address.Id, stop), cancellationToken);

    /// <summary>The parts of a place, the smallest first, as people write them.</summary>
    public string Place(PostalAddress address) => AddressText.Place(address, customers.Areas(address.Country), T);

    private async Task<IActionResult> ChangeAsync(string? id, string noticeKey, Func<SavedAddress, CancellationToken, Task<Result<int>>> change, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<AddressId>(id, out var wanted) || await customers.AddressAsync(Me, wanted, cancellationToken) is not { } address)
        {
            return NotFound();
        }

        var done = await work.RunAsync(stop => change(address, stop), cancellationToken);
        if (done.IsSuccess)
        {
            return Done(noticeKey, "/account/addresses");
        }

        await LoadAsync(cancellationToken);
        return Fail(done.Errors);
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => Addresses = await customers.AddressesAsync(Me, cancellationToken);
}
