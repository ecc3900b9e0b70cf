using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is typed into the form of a user.</summary>
internal sealed record UserForm(string Name, string Email, string Language, string Status, IReadOnlyList<(string Role, string Store)> Grants);

/// <summary><c>/admin/users/{id}</c>: a user with their roles; <c>new</c> invites one.</summary>
internal sealed class UserPageModel(UserQuery users, RoleUse roles, InviteUser invite, SaveUser save, IStores stores) : AdminPage
{
    /// <summary>Rows for roles beyond those there are.</summary>
    private const int Spare = 2;

    /// <summary>Whom the page is about; null for a new one.</summary>
    public new UserDetail? User { get; private set; }

    public UserForm Form { get; private set; } = new("", "", "en", "active", []);

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public IReadOnlyList<ListChoice> RoleChoices { get; private set; } = [];

    public IReadOnlyList<ListChoice> StoreChoices { get; private set; } = [];

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.UserEdit.Name);

    public int Rows => Form.Grants.Count + (MayEdit ? Spare : 0);

    public IReadOnlyList<ListChoice> LanguageChoices => [.. T.Languages.Select(language => new ListChoice(language, T.In(language, "platform.language")))];

    public IReadOnlyList<ListChoice> StatusChoices => [new("active", T["identity.users.active"]), new("disabled", T["identity.users.disabled"])];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        if (User is { } user)
        {
            (Form, Version) = (FormOf(user), user.Version);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, string? name, string? email, string? language, string? status, string[] role, string[] store, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var grants = role.Zip(store).Where(grant => grant.First.Length > 0).ToList();
        (Form, Version) = (new UserForm(name ?? "", email ?? User?.Email ?? "", language ?? "", status ?? "active", grants), version);
        var problems = new Problems();
        var wanted = grants.Select(grant => new RoleGrant(grant.First, Typed.Id<StoreId>(grant.Second, "roles", problems))).ToList();
        var request = WriteRequest.ForPage(HttpContext, version);
        var done = problems.Any ? problems.Errors.ToArray()
            : User is null ? await invite.RunAsync(new InviteUserBody(Form.Email, Form.Name, wanted, Form.Language), request)
            : await save.RunAsync(new SaveUserBody(Form.Name, Form.Language, Form.Status, wanted), request);
        if (done.IsSuccess)
        {
            return Done(T[User is null ? "identity.users.invited" : "identity.users.saved", done.Value.Name], "/admin/users");
        }

        if (User is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            // Saving again is on what is there now: they have seen it.
            (Version, Conflict) = (there.Version, Compare(FormOf(there), Form));
        }

        return Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostEndSessionsAsync([FromRoute] string id, CancellationToken cancellationToken) =>
        await ActAsync(id, await save.EndSessionsAsync(WriteRequest.ForPage(HttpContext)), "identity.users.sessions_ended", cancellationToken);

    public async Task<IActionResult> OnPostRemoveSecondFactorAsync([FromRoute] string id, CancellationToken cancellationToken) =>
        await ActAsync(id, await save.RemoveSecondFactorAsync(WriteRequest.ForPage(HttpContext)), "identity.users.second_factor_removed", cancellationToken);

    private async Task<IActionResult> ActAsync(string id, Result<Nothing> done, string noticeKey, CancellationToken cancellationToken)
    {
        if (done.IsSuccess)
        {
            return Done(T[noticeKey], $"/admin/users/{id}");
        }

        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Form, Version) = (FormOf(User!), User!.Version);
        return Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.UserRead.Name))
        {
            return false;
        }

        var isNew = string.Equals(id, "new", StringComparison.Ordinal);
        if (!isNew)
        {
            User = TypedId.TryParse<UserId>(id, out var user) ? await users.ByIdAsync(user, cancellationToken) : null;
        }

        var shop = await stores.ShopAsync(cancellationToken);
        Zone = shop.Zone();
        RoleChoices = [.. (await roles.ListAsync(cancellationToken)).Roles.Where(role => role.Code is not BuiltInRoles.Customer).Select(role => new ListChoice(role.Code, T.Of(role.Name)))];
        StoreChoices = [new ListChoice("", T["identity.users.everywhere"]), .. (shop?.Stores ?? []).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}"))];
        Title = User?.Name ?? T["identity.users.invite"];
        Crumbs = [new AdminCrumb(T["identity.users.title"], "/admin/users")];
        return isNew ? MayEdit : User is not null;
    }

    private static UserForm FormOf(UserDetail user) =>
        new(user.Name, user.Email, user.Language, user.Status, [.. user.Roles.Select(grant => (grant.Role, grant.Store?.ToString() ?? ""))]);

    private IReadOnlyList<ConflictRow> Compare(UserForm theirs, UserForm mine) =>
    [
        new(T["identity.users.name"], theirs.Name, mine.Name), new(T["identity.users.language"], theirs.Language, mine.Language),
        new(T["identity.users.status"], Label(StatusChoices, theirs.Status), Label(StatusChoices, mine.Status)), new(T["identity.users.roles"], InWords(theirs), InWords(mine)),
    ];

    private string InWords(UserForm form) => string.Join(", ", form.Grants.Select(grant => $"{Label(RoleChoices, grant.Role)} ({Label(StoreChoices, grant.Store)})"));

    private static string Label(IReadOnlyList<ListChoice> choices, string value) => choices.FirstOrDefault(choice => string.Equals(choice.Value, value, StringComparison.Ordinal))?.Label ?? value;
}
