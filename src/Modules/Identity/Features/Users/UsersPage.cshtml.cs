using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Identity.Features;

/// <summary><c>/admin/users</c>: users, searched, filtered and sorted; disabled and enabled many at a time; as CSV.</summary>
internal sealed class UsersPageModel(UserQuery users, RoleUse roles, SaveUser save, IStores stores) : AdminPage
{
    private const int PageSize = 50;
    private const int ExportPageSize = 500;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string?> _role = Query.Text("role", "", 40);
    private static readonly QueryParameter<string> _status = Query.Choice("status", "", "any", "any", "active", "disabled");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "name", UserQuery.Sorts);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    private bool MayRead => Caller.Rights.HasEverywhere(Permissions.UserRead.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    public IActionResult OnGetExport() => MayRead
        ? new CsvAnswer("users.csv", ["id", "email", "name", "language", "status", "confirmed", "second_factor", "passkeys", "roles", "seen_at", "created_at"], RowsAsync(FilterOf(QueryReader.Lenient(Request))))
        : StatusCode(StatusCodes.Status403Forbidden);

    public Task<IActionResult> OnPostDisableAsync(string[] ids, CancellationToken cancellationToken) => SetStatusAsync(ids, "disabled", T["identity.users.disabled_notice", T.Number(ids.Length)], cancellationToken);

    public Task<IActionResult> OnPostEnableAsync(string[] ids, CancellationToken cancellationToken) => SetStatusAsync(ids, "active", T["identity.users.enabled_notice", T.Number(ids.Length)], cancellationToken);

    private async Task<IActionResult> SetStatusAsync(string[] ids, string status, string notice, CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var (done, faults) = (0, new List<Error>());
        foreach (var id in ids.Distinct(StringComparer.Ordinal).Take(PageSize))
        {
            if (!TypedId.TryParse<UserId>(id, out var wanted) || await users.ByIdAsync(wanted, cancellationToken) is not { } user)
            {
                faults.Add(UserErrors.Unknown);
                continue;
            }

            RouteData.Values["id"] = id;
            var saved = await save.RunAsync(new SaveUserBody(user.Name, user.Language, status, user.Roles), WriteRequest.ForPage(HttpContext, user.Version));
            done += saved.IsSuccess ? 1 : 0;
            faults.AddRange(saved.Errors.Select(fault => fault with { Code = "users.act", Message = $"{user.Name}: {T.Fault(fault)}" }));
        }

        if (DoneWithAll(done, faults, notice, "/admin/users") is { } next)
        {
            return next;
        }

        await LoadAsync(cancellationToken);
        return Fail(faults);
    }

    private static UserFilter FilterOf(QueryReader reader) => new(
        reader.Get(_words), reader.Get(_role) is { Length: > 0 } role ? role : null, reader.Get(_status) is "any" ? null : reader.Get(_status), Store: null, reader.Get(_sort));

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(UserFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? next = null;
        do
        {
            var page = await users.ListAsync(filter, UserQuery.ReadCursor(next, filter.Sort, new Problems()), ExportPageSize, cancellationToken);
            foreach (var user in page.Items)
            {
                yield return
                [
                    user.Id.ToString(), user.Email, user.Name, user.Language, user.Status, Word(user.IsConfirmed), Word(user.HasSecondFactor), user.Passkeys.ToString(CultureInfo.InvariantCulture),
                    string.Join(' ', user.Roles.Select(grant => grant.Store is { } store ? $"{grant.Role}@{store}" : grant.Role)), Moment(user.SeenAt), Moment(user.CreatedAt),
                ];
            }

            next = page.NextCursor;
        }
        while (next is not null);

        static string Word(bool holds) => holds ? "true" : "false";
        static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["identity.users.title"];
        var reader = QueryReader.Lenient(Request);
        var filter = FilterOf(reader);
        var cursor = UserQuery.ReadCursor(reader.Get(Cursor.Parameter), filter.Sort, new Problems());
        var found = await users.ListAsync(filter, cursor, PageSize, cancellationToken);
        var names = (await roles.ListAsync(cancellationToken)).Roles.ToDictionary(one => one.Code, one => T.Of(one.Name), StringComparer.Ordinal);
        var shop = await stores.ShopAsync(cancellationToken);
        var places = shop?.Stores.ToDictionary(store => store.Id, store => store.Code) ?? [];
        var zone = shop.Zone();
        List = new ListView
        {
            Key = "users",
            Path = To("/admin/users"),
            Words = filter.Words ?? "",
            Sort = filter.Sort,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Acts = !Caller.Rights.HasEverywhere(Permissions.UserEdit.Name) ? []
                : [new ListAct("Disable", T["identity.users.disable"], T["identity.users.disable_ask"]), new ListAct("Enable", T["identity.users.enable"], T["identity.users.enable_ask"])],
            Filters =
            [
                new ListFilter("role", T["identity.users.role"], [new ListChoice("", T["identity.users.all_roles"]), new ListChoice("staff", T["identity.users.staff"]), .. names.Select(one => new ListChoice(one.Key, one.Value))], filter.Role ?? ""),
                new ListFilter("status", T["identity.users.status"], [new ListChoice("any", T["identity.users.any_status"]), new ListChoice("active", T["identity.users.active"]), new ListChoice("disabled", T["identity.users.disabled"])], filter.Status ?? "any"),
            ],
            Columns =
            [
                new ListColumn("name", T["identity.users.name"], Sort: "name"), new ListColumn("email", T["identity.users.email"], Sort: "email"), new ListColumn("roles", T["identity.users.roles"]),
                new ListColumn("status", T["identity.users.status"]), new ListColumn("safety", T["identity.users.safety"]), new ListColumn("seen", T["identity.users.seen"]),
                new ListColumn("created", T["identity.users.created"], Sort: "created", IsShown: false),
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
    }

    private IHtmlContent StatusOf(UserDetail user) => user.Status is "disabled" ? ListView.Badge(T["identity.users.disabled"], "secondary")
        : user.IsLocked ? ListView.Badge(T["identity.users.locked"], "red")
        : user.IsConfirmed ? ListView.Badge(T["identity.users.active"], "green")
        : ListView.Badge(T["identity.users.unconfirmed"], "yellow");
}
