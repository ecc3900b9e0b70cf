using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of <see cref="ChangeSetting"/>.</summary>
/// <param name="Key">The setting.</param>
/// <param name="Store">The store, or null for the company.</param>
/// <param name="Value">The new value; null takes the value away, so that the company's or the default holds again.</param>
/// <param name="Who">Who changes it, for the history.</param>
/// <param name="Version">The version it was made on, 0 where nothing was set; null to overwrite whatever is there.</param>
internal sealed record ChangeSettingRequest(string Key, StoreId? Store, string? Value, string Who, int? Version);

/// <summary>What is asked of a setting over HTTP.</summary>
/// <param name="Value">The new value; null takes it away, so that the company's or the default holds again.</param>
internal sealed record SettingBody(string? Value);

/// <summary>Changes a setting. Answers its version, 0 where no value is set any more.</summary>
internal sealed class ChangeSetting(UnitOfWork work, StoresDb db, SettingRegistry registry, SettingWriter writer, ListSettingsQuery query, Texts texts)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut<ChangeSetting, SettingBody, SettingAnswer>("/settings/{key}", (use, body, request) => use.EditAsync(body, request))
            .WithName(nameof(ChangeSetting)).WithTags("Settings").WithSummary("Change a setting")
            .WithDescription("For the company, for which the permission is needed everywhere, or for one store. `null` takes the value away, so that the company's or the default holds again. Every change stays in its history.")
            .WithQuery([SettingRoutes.Place]).WithExample(SettingAnswer.Example).WithProblems(404).Requires(Permissions.SettingEdit);
        api.MapDelete<ChangeSetting, SettingAnswer>("/settings/{key}", (use, request) => use.EditAsync(new SettingBody(Value: null), request), ifMatch: true)
            .WithName("ResetSetting").WithTags("Settings").WithSummary("Take a setting away").WithDescription("As changing it to `null`: the company's value or the default holds again, and the answer is what it is.")
            .WithQuery([SettingRoutes.Place]).WithExample(SettingAnswer.Example).WithProblems(404).Requires(Permissions.SettingEdit);
    }

    /// <summary>Changes the setting of the address in the place that the query names.</summary>
    private Task<Result<SettingAnswer>> EditAsync(SettingBody body, WriteRequest request)
    {
        var reader = QueryReader.Strict(request.Http.Request, [SettingRoutes.Place]);
        var store = reader.Get(SettingRoutes.Place);
        return reader.Problems.Any ? Task.FromResult<Result<SettingAnswer>>(reader.Problems.Errors.ToArray()) : EditAsync(store, body, request);
    }

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

    /// <summary>Changes the setting of the address for a store, or for the company.</summary>
    public async Task<Result<SettingAnswer>> EditAsync(StoreId? store, SettingBody body, WriteRequest request)
    {
        var rights = request.Caller.Rights;
        if (store is { } place ? !rights.HasIn(Permissions.SettingEdit.Name, place.Value) : !rights.HasEverywhere(Permissions.SettingEdit.Name))
        {
            return Access.Forbidden;
        }

        var (key, version) = (request.Route("key"), request.IfMatch());
        if (version.IsFailure)
        {
            return version.Errors.ToArray();
        }

        if (registry.Find(key).IsFailure)
        {
            return SettingRoutes.Unknown;
        }

        return await work.RunAsync<SettingAnswer>(async stop =>
        {
            var changed = await RunAsync(new ChangeSettingRequest(key, store, body.Value, request.Caller.Name, version.Value), stop);
            if (changed.IsFailure)
            {
                return changed.Errors.ToArray();
            }

            await work.SaveAsync(stop);
            request.Version = changed.Value;
            return SettingAnswer.Of((await query.FindAsync(key, store, stop))!, store, texts);
        }, request.Stop);
    }

    private Result<int> Apply(ChangeSettingRequest request, Setting? stored)
    {
        if (request.Value is null)
        {
            if (stored is not null)
            {
                writer.Reset(stored, request.Who);
            }

            return 0;
        }

        return writer.Set(stored, request.Key, request.Store, request.Value, request.Who).Map(setting => setting.Version);
    }
}
