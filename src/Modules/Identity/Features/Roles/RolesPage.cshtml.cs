using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Identity.Features;

/// <summary><c>/admin/roles</c>: the rights matrix.</summary>
internal sealed class RolesPageModel(RoleUse roles) : AdminPage
{
    public RolesAnswer Answer { get; private set; } = null!;

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.RoleEdit.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.UserRead.Name))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        Title = T["identity.roles.title"];
        Answer = await roles.ListAsync(cancellationToken);
        return Page();
    }
}
