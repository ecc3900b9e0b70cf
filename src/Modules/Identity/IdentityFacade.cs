using Aisle.Contracts.Identity;
using Aisle.Modules.Identity.Features;

namespace Aisle.Modules.Identity;

/// <summary>The module as others see it.</summary>
internal sealed class IdentityFacade(FirstOwner owner, DemoStaff staff) : IIdentitySetup
{
    public Task<string?> OwnerLinkAsync(CancellationToken cancellationToken) => owner.LinkAsync(cancellationToken);

    public Task<IReadOnlyList<DemoLogin>> DemoStaffAsync(CancellationToken cancellationToken) => staff.ListAsync(cancellationToken);

    public Task AddDemoStaffAsync(string password, CancellationToken cancellationToken) => staff.AddAsync(password, cancellationToken);
}
