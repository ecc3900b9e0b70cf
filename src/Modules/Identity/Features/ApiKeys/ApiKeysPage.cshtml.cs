using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Identity.Features;

/// <summary>What is typed into the form of a new key.</summary>
internal sealed record ApiKeyForm(string Name, string Store, string Expires, IReadOnlyList<string> Permissions);

/// <summary><c>/admin/api-keys</c>: keys of programs. A secret is shown on the page that makes it, and never again.</summary>
internal sealed class ApiKeysPageModel(ApiKeyUse keys, RoleUse roles, IStores stores, TimeProvider time) : AdminPage
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _status = Query.Choice("status", "", "any", "any", "active", "expired", "revoked");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "-created", "name", "-name", "used", "-used", "created", "-created");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public string? Secret { get; private set; }

    public ApiKeyForm Form { get; private set; } = new("", "", "", []);

    public IReadOnlyList<PermissionRow> All { get; private set; } = [];

    public IReadOnlyList<ListChoice> StoreChoices { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : StatusCode(StatusCodes.Status403Forbidden);

    public IActionResult OnGetExport() => Caller.Rights.HasEverywhere(Permissions.KeyEdit.Name)
        ? new CsvAnswer("api-keys.csv", ["id", "name", "begins_with", "permissions", "stores", "status", "expires_at", "used_at", "created_at"], RowsAsync())
        : StatusCode(StatusCodes.Status403Forbidden);

    public async Task<IActionResult> OnPostAsync(string? name, string? store, string? expires, string[] permission, CancellationToken cancellationToken)
    {
        Form = new ApiKeyForm(name ?? "", store ?? "", expires ?? "", permission);
        var problems = new Problems();
        var (place, last) = (Typed.Id<StoreId>(Form.Store, "store", problems), Typed.Day(Form.Expires, "expires", problems));
        var body = new ApiKeyBody(Form.Name, permission, place is { } only ? [only] : null, last is { } day ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : null);
        var done = problems.Any ? problems.Errors.ToArray() : await keys.AddAsync(body, WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            (Secret, Form) = (done.Value.Secret, new ApiKeyForm("", "", "", []));
        }

        if (!await LoadAsync(cancellationToken))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        return done.IsSuccess ? Page() : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRotateAsync(string[] ids, CancellationToken cancellationToken)
    {
        if (ids is not [var id])
        {
            return await LoadAsync(cancellationToken) ? Fail([Error.Validation("key.one", T["identity.keys.one"])]) : StatusCode(StatusCodes.Status403Forbidden);
        }

        RouteData.Values["id"] = id;
        var done = await keys.RotateAsync(WriteRequest.ForPage(HttpContext));
        Secret = done.IsSuccess ? done.Value.Secret : null;
        return !await LoadAsync(cancellationToken) ? StatusCode(StatusCodes.Status403Forbidden) : done.IsSuccess ? Page() : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRevokeAsync(string[] ids, CancellationToken cancellationToken)
    {
        var (done, faults) = (0, new List<Error>());
        foreach (var id in ids)
        {
            RouteData.Values["id"] = id;
            var revoked = await keys.RevokeAsync(WriteRequest.ForPage(HttpContext));
            done += revoked.IsSuccess ? 1 : 0;
            faults.AddRange(revoked.Errors);
        }

        return DoneWithAll(done, faults, T["identity.keys.revoked_notice"], "/admin/api-keys") is { } next ? next
            : await LoadAsync(cancellationToken) ? Fail(faults) : StatusCode(StatusCodes.Status403Forbidden);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.KeyEdit.Name))
        {
            return false;
        }

        Title = T["identity.keys.title"];
        All = (await roles.ListAsync(cancellationToken)).Permissions;
        var shop = await stores.ShopAsync(cancellationToken);
        var zone = shop.Zone();
        var codes = shop?.Stores.ToDictionary(store => store.Id, store => store.Code) ?? [];
        StoreChoices = [new ListChoice("", T["identity.users.everywhere"]), .. (shop?.Stores ?? []).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}"))];
        var reader = QueryReader.Lenient(Request);
        var (words, status, sort) = (reader.Get(_words) ?? "", reader.Get(_status), reader.Get(_sort));
        List = new ListView
        {
            Key = "api_keys",
            Path = To("/admin/api-keys"),
            Words = words,
            Sort = sort,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters = [new ListFilter("status", T["identity.users.status"], [new ListChoice("any", T["identity.keys.any"]), new ListChoice("active", T["identity.users.active"]), new ListChoice("expired", T["identity.keys.expired"]), new ListChoice("revoked", T["identity.keys.revoked"])], status)],
            Acts = [new ListAct("Rotate", T["identity.keys.rotate"], T["identity.keys.rotate_ask"]), new ListAct("Revoke", T["identity.keys.revoke"], T["identity.keys.revoke_ask"])],
            Columns =
            [
                new ListColumn("name", T["identity.keys.name"], Sort: "name"), new ListColumn("hint", T["identity.keys.hint"]), new ListColumn("permissions", T["identity.roles.permissions"]), new ListColumn("where", T["identity.users.where"]),
                new ListColumn("status", T["identity.users.status"]), new ListColumn("used", T["identity.keys.used"], Sort: "used"), new ListColumn("created", T["identity.users.created"], Sort: "created", IsShown: false),
            ],
            Rows = [.. (await FindAsync(reader, cancellationToken)).Select(key => new ListRow(key.Id.ToString(), Path: null, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = key.Name,
                ["hint"] = key.Hint + "…",
                ["permissions"] = string.Join(", ", All.Where(permission => key.Permissions.Contains(permission.Name, StringComparer.Ordinal)).Select(permission => T.Of(permission.Label))),
                ["where"] = key.Stores is { } some ? string.Join(", ", some.Select(store => codes.GetValueOrDefault(store, "?"))) : T["identity.users.everywhere"],
                ["status"] = StatusOf(key),
                ["used"] = key.UsedAt is { } used ? T.Moment(used, zone) : "–",
                ["created"] = T.Moment(key.CreatedAt, zone),
            }))],
            Empty = T["identity.keys.none"],
        };
        return true;
    }

    /// <summary>The keys that fit, in their order: there are a few, which are read as a whole.</summary>
    private async Task<IEnumerable<ApiKeyRow>> FindAsync(QueryReader reader, CancellationToken cancellationToken)
    {
        var (words, status, sort) = (reader.Get(_words) ?? "", reader.Get(_status), reader.Get(_sort));
        var fit = (await keys.ListAsync(cancellationToken)).Where(key => key.Name.Contains(words, StringComparison.OrdinalIgnoreCase) && (status is "any" || string.Equals(WordOf(key), status, StringComparison.Ordinal)));
        var sorted = sort.TrimStart('-') switch
        {
            "name" => fit.OrderBy(key => key.Name, StringComparer.OrdinalIgnoreCase),
            "used" => fit.OrderBy(key => key.UsedAt),
            _ => fit.OrderBy(key => key.CreatedAt),
        };
        return sort.StartsWith('-') ? sorted.Reverse() : sorted;
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var key in await FindAsync(QueryReader.Lenient(Request), cancellationToken))
        {
            yield return [key.Id.ToString(), key.Name, key.Hint, string.Join(' ', key.Permissions), key.Stores is { } some ? string.Join(' ', some) : null, WordOf(key), Moment(key.ExpiresAt), Moment(key.UsedAt), Moment(key.CreatedAt)];
        }

        static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private string WordOf(ApiKeyRow key) => key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= time.GetUtcNow() ? "expired" : "active";

    private IHtmlContent StatusOf(ApiKeyRow key) => WordOf(key) switch
    {
        "revoked" => ListView.Badge(T["identity.keys.revoked"], "red"),
        "expired" => ListView.Badge(T["identity.keys.expired"], "secondary"),
        _ => ListView.Badge(T["identity.users.active"], "green"),
    };
}
