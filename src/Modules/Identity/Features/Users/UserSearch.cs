using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Identity.Features;

/// <summary>Finds users for the global search of the admin.</summary>
internal sealed class UserSearch(UserQuery users) : IAdminSearchSource
{
    private const int Most = 5;

    public async Task<IReadOnlyList<AdminHit>> FindAsync(string words, Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.Rights.HasEverywhere(Permissions.UserRead.Name))
        {
            return [];
        }

        var found = await users.ListAsync(new UserFilter(words, Role: null, Status: null, Store: null, UserQuery.Sorts[0]), cursor: null, Most, cancellationToken);
        return [.. found.Items.Select(user => new AdminHit(text["identity.users.kind"], user.Name, $"/admin/users/{user.Id}", "user"))];
    }
}
