using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>
/// The first owner: made when the shop starts for the first time, with a link that is good once. Until it was used every start
/// makes a new one, and the one before is void.
/// </summary>
internal sealed class FirstOwner(UnitOfWork work, IdentityDb db, Tickets tickets, PublicAddress address, TimeProvider time)
{
    /// <summary>Stands for an address until the owner has given theirs (RFC 2606: nobody has it).</summary>
    public const string Placeholder = "owner@aisle.invalid";

    /// <summary>The link, or null where the shop has an owner who can log in.</summary>
    public async Task<string?> LinkAsync(CancellationToken cancellationToken)
    {
        var link = await work.RunAsync<string>(async stop =>
        {
            // Two hosts that start at once make one owner.
            await db.LockRolesAsync(stop);
            var role = await db.Roles.Where(row => row.Code == BuiltInRoles.Owner).Select(row => row.Id).SingleAsync(stop);
            var owners = await db.Users.AsTracking().Include(user => user.Roles).Where(user => user.Status == UserStatus.Active && user.Roles.Any(held => held.RoleId == role)).ToListAsync(stop);
            if (owners.Exists(owner => owner.EmailConfirmedAt is not null))
            {
                return "";
            }

            var user = owners.FirstOrDefault();
            if (user is null)
            {
                user = User.Create(TypedId.New<UserId>(time), EmailAddress.Parse(Placeholder).Value, "Owner", PageLanguage.Default, time.GetUtcNow());
                user.SetRoles([(role, null)], time.GetUtcNow());
                db.Add(user);
                work.Audit(new AuditEntry("identity.user.first_owner", "identity.user", user.Id.ToString(), user.Name));
                await work.SaveAsync(stop);
            }

            return address.Link("/account/welcome?token=" + await tickets.IssueAsync(user.Id, TicketPurpose.FirstLogin, user.Email, stop), PageLanguage.Default);
        }, cancellationToken);
        return link is { IsSuccess: true, Value.Length: > 0 } ? link.Value : null;
    }
}
