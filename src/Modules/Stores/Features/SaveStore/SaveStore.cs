using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="SaveStore"/>.</summary>
/// <param name="Id">Id of the store, made by the caller for a new one.</param>
/// <param name="Details">All details.</param>
/// <param name="Hours">All times of opening; null keeps those there are.</param>
/// <param name="Version">The version they were made on, 0 for a new store; null to overwrite whatever is there.</param>
internal sealed record SaveStoreRequest(StoreId Id, StoreDetails Details, IReadOnlyList<OpeningHours>? Hours, int? Version);

/// <summary>Opens a store or warehouse, or changes it.</summary>
internal sealed class SaveStore(UnitOfWork work, StoresDb db, ChangeNotes notes, TimeProvider time)
{
    public Task<Result<ManagedStore>> RunAsync(SaveStoreRequest request, CancellationToken cancellationToken) => work.RunAsync<ManagedStore>(async stop =>
    {
        await db.LockAsync(stop);
        var store = await db.Stores.AsTracking().Include(row => row.Hours).SingleOrDefaultAsync(row => row.Id == request.Id, stop);
        if (store is null && request.Version > 0)
        {
            return StoreErrors.Unknown;
        }

        if (store is not null && request.Version == 0)
        {
            return Error.Conflict("store.exists", "There is a store with this id already.");
        }

        if (Versions.IsOutdated(request.Version, store?.Version ?? 0, out var outdated))
        {
            return outdated;
        }

        var before = store is null ? null : ManagedStore.Of(store);
        var saved = store is null
            ? Store.Create(request.Id, request.Details, request.Hours ?? [], time.GetUtcNow())
            : store.Change(request.Details, request.Hours, time.GetUtcNow()).Map(() => store);
        var problems = new Problems();
        problems.Take(saved);
        await CheckUniqueAsync(problems, request, stop);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (store is null)
        {
            db.Add(saved.Value);
        }

        var after = ManagedStore.Of(saved.Value);
        notes.Tell(before, after);
        return after;
    }, cancellationToken);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SaveStore, StoreBody, ManagedStore>("/stores", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddStore").WithTags("Stores").WithSummary("Open a store or warehouse")
            .WithDescription("A new place. It can be given its id, so that sending it twice opens it once. The permission is needed everywhere, since nobody holds it in a place that is not there yet.")
            .WithExample(StoresExamples.Managed).Requires(Permissions.StoreEdit);
        api.MapPut<SaveStore, StoreBody, ManagedStore>("/stores/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName(nameof(SaveStore)).WithTags("Stores").WithSummary("Change a store or warehouse")
            .WithDescription("All details; `hours` may be left out to keep those there are. With `status` a closed one is opened again.")
            .WithExample(StoresExamples.Managed).WithProblems(404).Requires(Permissions.StoreEdit);
    }

    public async Task<Result<ManagedStore>> AddAsync(StoreBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.StoreEdit.Name))
        {
            return Access.Forbidden;
        }

        var id = body.Id ?? TypedId.New<StoreId>(time);
        var problems = new Problems();
        var hours = body.ReadHours(problems);
        var added = problems.Any ? problems.Errors.ToArray() : await RunAsync(new SaveStoreRequest(id, body.Details(), hours, Version: 0), request.Stop);
        request.Location = $"/api/v1/stores/{id}";
        request.Version = added.IsSuccess ? added.Value.Version : null;
        return added;
    }

    public async Task<Result<ManagedStore>> EditAsync(StoreBody body, WriteRequest request)
    {
        var problems = new Problems();
        var id = problems.Take(request.Id<StoreId>());
        if (!problems.Any && !request.Caller.Rights.HasIn(Permissions.StoreEdit.Name, id.Value))
        {
            return Access.Forbidden;
        }

        var version = problems.Take(request.IfMatch());
        var hours = body.ReadHours(problems);
        problems.Require(body.Id is null || body.Id == id, "store.id", "The id is the one in the address, or left out.", "id");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        // Nothing has version 0: only a new store does, and that is made by POST.
        var saved = version == 0 ? Versions.Outdated : await RunAsync(new SaveStoreRequest(id, body.Details(), hours, version), request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    private async Task CheckUniqueAsync(Problems problems, SaveStoreRequest request, CancellationToken cancellationToken)
    {
        var (code, slug) = (request.Details.Code, request.Details.Slug);
        var others = await db.Stores.Where(row => row.Id != request.Id && (row.Code == code || row.Slug == slug))
            .Select(row => new { row.Code, row.Slug }).ToListAsync(cancellationToken);
        problems.Require(others.TrueForAll(other => !string.Equals(other.Code, code, StringComparison.Ordinal)), "store.code_taken", "Another store has this code.", "code");
        problems.Require(others.TrueForAll(other => !string.Equals(other.Slug, slug, StringComparison.Ordinal)), "store.slug_taken", "Another store has this slug.", "slug");
    }
}
