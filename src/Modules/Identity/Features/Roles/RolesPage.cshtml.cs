using System.Runtime.CompilerServices;
using Aisle.Platform.Http;
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

    public IActionResult OnGetExport() => Caller.Rights.HasEverywhere(Permissions.UserRead.Name)
        ? new CsvAnswer("roles.csv", ["role", "name", "permission"], RowsAsync())
        : StatusCode(StatusCodes.Status403Forbidden);

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var role in (await roles.ListAsync(cancellationToken)).Roles)
        {
            foreach (var permission in role.Permissions)
            {
                yield return [role.Code, T.Of(role.Name), permission];
            }
        }
    }
}
