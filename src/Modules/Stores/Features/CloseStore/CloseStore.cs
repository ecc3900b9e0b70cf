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

/// <summary>Closes a store. It stays for what happened there, and nobody sells in it any more.</summary>
internal sealed class CloseStore(UnitOfWork work, StoresDb db, SaveStore save)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete<CloseStore, Nothing>("/stores/{id}", (use, request) => use.RunAsync(request), ifMatch: true)
        .WithName(nameof(CloseStore)).WithTags("Stores").WithSummary("Close a store or warehouse")
        .WithDescription("It is kept for what happened there, but no longer listed. Changing its status opens it again.")
        .WithProblems(404).Requires(Permissions.StoreEdit);

    public Task<Result<Nothing>> RunAsync(WriteRequest request) => work.RunAsync<Nothing>(async stop =>
    {
        var id = request.Id<StoreId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        if (!request.Caller.Rights.HasIn(Permissions.StoreEdit.Name, id.Value.Value))
        {
            return Access.Forbidden;
        }

        var version = request.IfMatch();
        if (version.IsFailure)
        {
            return version.Errors.ToArray();
        }

        await db.LockAsync(stop);
        var wanted = id.Value;
        if (await db.Stores.SingleOrDefaultAsync(row => row.Id == wanted, stop) is not { } store)
        {
            return StoreErrors.Unknown;
        }

        // No store has version 0, and to SaveStore it would mean a new one.
        if (version.Value == 0)
        {
            return Versions.Outdated;
        }

        return (await save.RunAsync(new SaveStoreRequest(wanted, store.Details with { Status = StoreStatus.Closed }, Hours: null, version.Value), stop)).Map(_ => Nothing.Value);
    }, request.Stop);
}
