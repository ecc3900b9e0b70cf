using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="SaveStore"/>.</summary>
/// <param name="Id">Id of the store, made by the caller for a new one.</param>
/// <param name="Details">All details.</param>
/// <param name="Hours">All times of opening; null keeps those there are.</param>
/// <param name="Version">The version they were made on, 0 for a new store; null to overwrite whatever is there.</param>
internal sealed record SaveStoreRequest(StoreId Id, StoreDetails Details, IReadOnlyList<OpeningHours>? Hours, int? Version);

/// <summary>Opens a store or warehouse, or changes it. Answers its version.</summary>
internal sealed class SaveStore(UnitOfWork work, StoresDb db, TimeProvider time)
{
    public Task<Result<int>> RunAsync(SaveStoreRequest request, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        await db.LockAsync(stop);
        var store = await db.Stores.AsTracking().Include(row => row.Hours).SingleOrDefaultAsync(row => row.Id == request.Id, stop);
        if (Versions.IsOutdated(request.Version, store?.Version ?? 0, out var outdated))
        {
            return outdated;
        }

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

        work.Changed(StoresModule.Tag);
        return saved.Value.Version;
    }, cancellationToken);

    private async Task CheckUniqueAsync(Problems problems, SaveStoreRequest request, CancellationToken cancellationToken)
    {
        var (code, slug) = (request.Details.Code, request.Details.Slug);
        var others = await db.Stores.Where(row => row.Id != request.Id && (row.Code == code || row.Slug == slug))
            .Select(row => new { row.Code, row.Slug }).ToListAsync(cancellationToken);
        problems.Require(others.TrueForAll(other => !string.Equals(other.Code, code, StringComparison.Ordinal)), "store.code_taken", "Another store has this code.", "code");
        problems.Require(others.TrueForAll(other => !string.Equals(other.Slug, slug, StringComparison.Ordinal)), "store.slug_taken", "Another store has this slug.", "slug");
    }
}
