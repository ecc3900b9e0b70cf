using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>An API key without its secret.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Hint">How its secret begins.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="Stores">The stores it is good in; left out where it is good in all.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it is good, or left out.</param>
/// <param name="RevokedAt">When it was revoked, or left out.</param>
/// <param name="UsedAt">When it was used last, to five minutes.</param>
/// <param name="Version">Version.</param>
internal sealed record ApiKeyRow(
    ApiKeyId Id, string Name, string Hint, IReadOnlyList<string> Permissions, IReadOnlyList<StoreId>? Stores,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? UsedAt, int Version);

/// <summary>The API keys.</summary>
/// <param name="Keys">The newest first.</param>
internal sealed record ApiKeysAnswer(IReadOnlyList<ApiKeyRow> Keys);

/// <summary>A key with its secret, which is shown now and never again.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">For <c>Authorization: Bearer</c>.</param>
internal sealed record ApiKeySecret(ApiKeyRow Key, string Secret);

/// <summary>What is asked of a new key.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Permissions">What it may do; nothing its maker may not.</param>
/// <param name="Stores">The stores it is good in; left out for all.</param>
/// <param name="ExpiresAt">Until when it is good; left out for ever.</param>
internal sealed record ApiKeyBody(string Name, IReadOnlyList<string> Permissions, IReadOnlyList<StoreId>? Stores = null, DateTimeOffset? ExpiresAt = null);

/// <summary>API keys: list, make, rotate, revoke.</summary>
internal sealed class ApiKeyUse(UnitOfWork work, IdentityDb db, RoleBook book, IStores stores, TimeProvider time)
{
    private static readonly ApiKeyRow _row = new(
        ApiKeyId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0051")), "Price labels", "aisle_Zx81Qw", ["catalog.product.read"], Stores: null,
        new DateTimeOffset(2026, 10, 1, 8, 0, 0, TimeSpan.Zero), ExpiresAt: null, RevokedAt: null, UsedAt: null, 1);

    private static readonly ApiKeySecret _secret = new(_row, "aisle_Zx81Qw4n7b2m9c6v3x0z5a8s1d4f7g2h5j8k0l3p6o9");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api-keys", async (HttpContext context, ApiKeyUse use) => context.Caller().Rights.HasEverywhere(Permissions.KeyEdit.Name)
                ? TaggedAnswer.Of(new ApiKeysAnswer(await use.ListAsync(context.RequestAborted))) : new[] { Access.Forbidden }.ToProblem())
            .WithName("ListApiKeys").WithTags("API keys").WithSummary("List API keys").WithDescription("Without their secrets, which nobody can read any more.")
            .Produces<ApiKeysAnswer>().WithExample(new ApiKeysAnswer([_row])).Requires(Permissions.KeyEdit);
        api.MapPost<ApiKeyUse, ApiKeyBody, ApiKeySecret>("/api-keys", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddApiKey").WithTags("API keys").WithSummary("Make an API key").WithDescription("The secret is shown now and never again. It can do nothing its maker may not. Asks for a login of the last quarter of an hour.")
            .WithExample(_secret).Requires(Permissions.KeyEdit);
        api.MapPost<ApiKeyUse, ApiKeySecret>("/api-keys/{id}/rotate", (use, request) => use.RotateAsync(request))
            .WithName("RotateApiKey").WithTags("API keys").WithSummary("Give an API key a new secret").WithDescription("The secret before goes on for a day. Asks for a login of the last quarter of an hour.")
            .WithExample(_secret).WithProblems(404).Requires(Permissions.KeyEdit);
        api.MapDelete<ApiKeyUse, Nothing>("/api-keys/{id}", (use, request) => use.RevokeAsync(request))
            .WithName("RevokeApiKey").WithTags("API keys").WithSummary("Revoke an API key").WithDescription("It is refused from now on.").WithProblems(404).Requires(Permissions.KeyEdit);
    }

    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await db.ApiKeys.OrderByDescending(key => key.CreatedAt).Take(500).ToListAsync(cancellationToken)).Select(Row)];

    public async Task<Result<ApiKeySecret>> AddAsync(ApiKeyBody body, WriteRequest request)
    {
        var problems = new Problems();
        var name = User.CheckName(problems, body.Name, "name");
        foreach (var (permission, index) in body.Permissions.Select((permission, index) => (permission, index)))
        {
            problems.Require(book.Knows(permission), "permission.unknown", "There is no such permission.", $"permissions[{index}]");
        }

        problems.Require(body.Permissions.Count > 0, "permission.none", "A key that may do nothing is of no use.", "permissions");
        problems.Require(body.ExpiresAt is not { } end || end > time.GetUtcNow(), "key.expired", "The end lies in the past.", "expiresAt");
        var places = (await stores.ShopAsync(request.Stop))?.Stores.Select(store => store.Id).ToHashSet() ?? [];
        foreach (var (store, index) in (body.Stores ?? []).Select((store, index) => (store, index)))
        {
            problems.Require(places.Contains(store), "store.unknown", "There is no such store.", $"stores[{index}]");
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var scope = body.Stores is { } some ? StoreScope.Only(some.Select(store => store.Value)) : StoreScope.Everywhere;
        return await ChangeAsync<ApiKeySecret>(request, _ =>
        {
            if (!request.Caller.Rights.Include(Rights.Of(body.Permissions.Select(permission => KeyValuePair.Create(permission, scope)))))
            {
                return Task.FromResult<Result<ApiKeySecret>>(UserErrors.BeyondOwn);
            }

            var (key, secret) = ApiKey.Create(
                TypedId.New<ApiKeyId>(time), name, body.Permissions, body.Stores?.Select(store => store.Value), body.ExpiresAt?.ToUniversalTime(),
                request.Caller is { Kind: CallerKind.User, Id: { } by } ? UserId.From(by) : null, time.GetUtcNow());
            db.Add(key);
            work.Audit(new AuditEntry("identity.key.add", "identity.key", key.Id.ToString(), name, After: new { name, permissions = body.Permissions, stores = body.Stores, expiresAt = body.ExpiresAt }));
            request.Location = $"/api/v1/api-keys/{key.Id}";
            return Task.FromResult<Result<ApiKeySecret>>(new ApiKeySecret(Row(key), secret));
        });
    }

    public Task<Result<ApiKeySecret>> RotateAsync(WriteRequest request) => ChangeAsync<ApiKeySecret>(request, async stop =>
    {
        if (await FindAsync(request, stop) is not { RevokedAt: null } key)
        {
            return Unknown;
        }

        // Who rotates a key holds its secret, and so all it may do.
        if (!request.Caller.Rights.Include(Rights.Of(key.Permissions.Where(book.Knows).Select(permission =>
                KeyValuePair.Create(permission, key.Stores is { } some ? StoreScope.Only(some) : StoreScope.Everywhere)))))
        {
            return UserErrors.BeyondOwn;
        }

        var secret = key.Rotate(time.GetUtcNow());
        work.Audit(new AuditEntry("identity.key.rotate", "identity.key", key.Id.ToString(), key.Name));
        work.Changed(Callers.TagOf(key.Id.Value));
        return new ApiKeySecret(Row(key), secret);
    });

    public Task<Result<Nothing>> RevokeAsync(WriteRequest request) => ChangeAsync<Nothing>(request, async stop =>
    {
        if (await FindAsync(request, stop) is not { } key)
        {
            return Unknown;
        }

        key.Revoke(time.GetUtcNow());
        work.Audit(new AuditEntry("identity.key.revoke", "identity.key", key.Id.ToString(), key.Name));
        work.Changed(Callers.TagOf(key.Id.Value));
        return Nothing.Value;
    }, needsFreshLogin: false);

    private static Error Unknown { get; } = Error.NotFound("key.unknown", "There is no such API key.");

    private async Task<ApiKey?> FindAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var id = request.Id<ApiKeyId>();
        return id.IsSuccess && id.Value is var wanted ? await db.ApiKeys.AsTracking().SingleOrDefaultAsync(key => key.Id == wanted, cancellationToken) : null;
    }

    private Task<Result<T>> ChangeAsync<T>(WriteRequest request, Func<CancellationToken, Task<Result<T>>> change, bool needsFreshLogin = true)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.KeyEdit.Name))
        {
            return Task.FromResult<Result<T>>(Access.Forbidden);
        }

        if (needsFreshLogin && request.Caller.Kind != CallerKind.System && !FreshLogin.IsFresh(request.Caller, time))
        {
            return Task.FromResult<Result<T>>(FreshLogin.Needed);
        }

        return work.RunAsync(change, request.Stop);
    }

    private static ApiKeyRow Row(ApiKey key) => new(
        key.Id, key.Name, key.Hint, key.Permissions, key.Stores is { } some ? [.. some.Select(StoreId.From)] : null, key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.UsedAt, key.Version);
}
