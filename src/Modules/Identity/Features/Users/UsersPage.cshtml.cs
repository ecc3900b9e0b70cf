using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Identity.Features;

/// <summary><c>/admin/users</c>: users, searched and filtered.</summary>
internal sealed class UsersPageModel(UserQuery users, RoleUse roles, IStores stores) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string?> _role = Query.Text("role", "", 40);
    private static readonly QueryParameter<string> _status = Query.Choice("status", "", "any", "any", "active", "disabled");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "name", "name", "newest");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.UserRead.Name))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        Title = T["identity.users.title"];
        var reader = QueryReader.Lenient(Request);
        var (words, role, status, sort) = (reader.Get(_words) ?? "", reader.Get(_role) ?? "", reader.Get(_status), reader.Get(_sort));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), sort, new Problems());
        var found = await users.ListAsync(new UserFilter(words, role.Length == 0 ? null : role, status is "any" ? null : status, Store: null, sort), cursor, PageSize, cancellationToken);
        var names = (await roles.ListAsync(cancellationToken)).Roles.ToDictionary(one => one.Code, one => T.Of(one.Name), StringComparer.Ordinal);
        var shop = await stores.ShopAsync(cancellationToken);
        var places = shop?.Stores.ToDictionary(store => store.Id, store => store.Code) ?? [];
        var zone = shop?.Stores.FirstOrDefault() is { } first ? TimeZoneInfo.FindSystemTimeZoneById(first.TimeZone) : TimeZoneInfo.Utc;
        List = new ListView
        {
            Key = "users",
            Path = To("/admin/users"),
            Words = words,
            Sort = sort,
            Sorts = [new ListChoice("name", T["identity.users.by_name"]), new ListChoice("newest", T["identity.users.by_newest"])],
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                new ListFilter("role", T["identity.users.role"], [new ListChoice("", T["identity.users.all_roles"]), new ListChoice("staff", T["identity.users.staff"]), .. names.Select(one => new ListChoice(one.Key, one.Value))], role),
                new ListFilter("status", T["identity.users.status"], [new ListChoice("any", T["identity.users.any_status"]), new ListChoice("active", T["identity.users.active"]), new ListChoice("disabled", T["identity.users.disabled"])], status),
            ],
            Columns =
            [
                new ListColumn("name", T["identity.users.name"], Sort: "name"), new ListColumn("email", T["identity.users.email"]), new ListColumn("roles", T["identity.users.roles"]),
                new ListColumn("status", T["identity.users.status"]), new ListColumn("safety", T["identity.users.safety"]), new ListColumn("seen", T["identity.users.seen"]),
                new ListColumn("created", T["identity.users.created"], Sort: "newest", IsShown: false),
            ],
            Rows = [.. found.Items.Select(user => new ListRow(user.Id.ToString(), To($"/admin/users/{user.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = user.Name,
                ["email"] = user.Email,
                ["roles"] = string.Join(", ", user.Roles.Select(grant => names.GetValueOrDefault(grant.Role, grant.Role) + (grant.Store is { } store ? $" ({places.GetValueOrDefault(store, "?")})" : ""))),
                ["status"] = StatusOf(user),
                ["safety"] = user.Passkeys > 0 ? T["identity.users.has_passkey"] : user.HasSecondFactor ? T["identity.users.has_second_factor"] : T["identity.users.password_only"],
                ["seen"] = user.SeenAt is { } seen ? T.Moment(seen, zone) : "–",
                ["created"] = T.Moment(user.CreatedAt, zone),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["identity.users.none"],
        };
        return Page();
    }

    private IHtmlContent StatusOf(UserDetail user) => user.Status is "disabled" ? ListView.Badge(T["identity.users.disabled"], "secondary")
        : user.IsLocked ? ListView.Badge(T["identity.users.locked"], "red")
        : user.IsConfirmed ? ListView.Badge(T["identity.users.active"], "green")
        : ListView.Badge(T["identity.users.unconfirmed"], "yellow");
}
