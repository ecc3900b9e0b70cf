using Aisle.Contracts.Identity;
using Aisle.Modules.Customers.Data;
using Aisle.Platform.Messaging;

namespace Aisle.Modules.Customers.Subscribers;

/// <summary>Who has an account is a customer; staff may buy, too.</summary>
internal sealed class OnUserRegistered(Profiles profiles) : ISubscriber<UserRegistered>
{
    public Task HandleAsync(UserRegistered happened, CancellationToken cancellationToken) => profiles.EnsureAsync(happened.UserId, cancellationToken);
}
