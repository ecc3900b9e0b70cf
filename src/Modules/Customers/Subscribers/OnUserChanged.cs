using Aisle.Contracts.Identity;
using Aisle.Modules.Customers.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;

namespace Aisle.Modules.Customers.Subscribers;

/// <summary>Keeps name, address and language of customers as their accounts have them.</summary>
internal sealed class OnUserChanged(RowStore rows, IPeople people, Profiles profiles) : ISubscriber<UserChanged>
{
    public async Task HandleAsync(UserChanged happened, CancellationToken cancellationToken)
    {
        if ((await people.FindAsync([happened.UserId], cancellationToken)).GetValueOrDefault(happened.UserId) is { } person)
        {
            await rows.ExecuteAsync("update customers.customer set name = $2, email = $3, language = $4, updated_at = $5 where id = $1", cancellationToken, person.Id.Value, person.Name, person.Email, person.Language, profiles.Now);
        }
    }
}
