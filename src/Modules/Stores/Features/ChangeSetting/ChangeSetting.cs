using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="ChangeSetting"/>.</summary>
/// <param name="Key">The setting.</param>
/// <param name="Store">The store, or null for the company.</param>
/// <param name="Value">The new value; null takes the value away, so that the company's or the default holds again.</param>
/// <param name="Who">Who changes it, for the history.</param>
/// <param name="Version">The version it was made on, 0 where nothing was set; null to overwrite whatever is there.</param>
internal sealed record ChangeSettingRequest(string Key, StoreId? Store, string? Value, string Who, int? Version);

/// <summary>Changes a setting. Answers its version, 0 where no value is set any more.</summary>
internal sealed class ChangeSetting(UnitOfWork work, StoresDb db, SettingRegistry registry, SettingWriter writer)
{
    public Task<Result<int>> RunAsync(ChangeSettingRequest request, CancellationToken cancellationToken) => work.RunAsync<int>(async stop =>
    {
        var definition = registry.Find(request.Key);
        if (definition.IsFailure)
        {
            return definition.Map(_ => 0);
        }

        await db.LockAsync(stop);
        if (request.Store is { } store && !await db.Stores.AnyAsync(row => row.Id == store, stop))
        {
            return Error.Validation("store.unknown", "There is no such store.", "store");
        }

        var stored = await db.Settings.AsTracking().SingleOrDefaultAsync(row => row.Key == request.Key && row.StoreId == request.Store, stop);
        if (Versions.IsOutdated(request.Version, stored?.Version ?? 0, out var outdated))
        {
            return outdated;
        }

        return Apply(request, stored);
    }, cancellationToken);

    private Result<int> Apply(ChangeSettingRequest request, Setting? stored)
    {
        if (request.Value is null)
        {
            if (stored is not null)
            {
                writer.Reset(stored, request.Who);
                work.Changed(StoresModule.Tag);
            }

            return 0;
        }

        var set = writer.Set(stored, request.Key, request.Store, request.Value, request.Who);
        if (set.IsSuccess)
        {
            work.Changed(StoresModule.Tag);
        }

        return set.Map(setting => setting.Version);
    }
}
