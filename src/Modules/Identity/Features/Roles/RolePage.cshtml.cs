using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Identity.Features;

/// <summary><c>/admin/roles/{id}</c>: a role of the shop's own; <c>new</c> makes one.</summary>
internal sealed class RolePageModel(RoleUse roles) : AdminPage
{
    public RoleDetail? Role { get; private set; }

    public IReadOnlyList<PermissionRow> All { get; private set; } = [];

    public string Code { get; private set; } = "";

    public Dictionary<string, string> Names { get; private set; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Chosen { get; private set; } = [];

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        if (Role is { } role)
        {
            (Code, Names, Chosen, Version) = (role.Code, new Dictionary<string, string>(role.Name.All, StringComparer.Ordinal), role.Permissions, role.Version);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, string? code, string[] permission, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Names = T.Languages.ToDictionary(language => language, language => Request.Form[$"name.{language}"].ToString(), StringComparer.Ordinal);
        (Code, Chosen, Version) = (Role?.Code ?? code ?? "", permission, version);
        var name = LocalText.Create(Names.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)), 60, "name");
        if (name.IsFailure)
        {
            return Fail(name.Errors);
        }

        var done = await roles.SaveAsync(Role?.Id, new RoleBody(Code, name.Value, permission), Role is null ? null : version, WriteRequest.ForPage(HttpContext, version));
        if (done.IsSuccess)
        {
            return Done(T["identity.roles.saved", T.Of(done.Value.Name)], "/admin/roles");
        }

        if (Role is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            (Version, Conflict) = (there.Version,
            [
                new(T["identity.roles.name"], T.Of(there.Name), T.Of(name.Value)),
                new(T["identity.roles.permissions"], string.Join(", ", there.Permissions), string.Join(", ", permission.Order(StringComparer.Ordinal))),
            ]);
        }

        return Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var done = await roles.RemoveAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["identity.roles.removed"], "/admin/roles")
            : await LoadAsync(id, cancellationToken) ? Fail(done.Errors) : Missing();
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.RoleEdit.Name))
        {
            return false;
        }

        var answer = await roles.ListAsync(cancellationToken);
        var isNew = string.Equals(id, "new", StringComparison.Ordinal);
        Role = isNew ? null : answer.Roles.FirstOrDefault(role => !role.BuiltIn && string.Equals(role.Id.ToString(), id, StringComparison.OrdinalIgnoreCase));
        All = answer.Permissions;
        Title = Role is { } there ? T.Of(there.Name) : T["identity.roles.new"];
        Crumbs = [new AdminCrumb(T["identity.roles.title"], "/admin/roles")];
        return isNew || Role is not null;
    }
}
