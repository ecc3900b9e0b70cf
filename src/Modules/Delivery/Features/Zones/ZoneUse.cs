using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Delivery.Features;

/// <summary>A zone as it is to be.</summary>
/// <param name="Name">Name, in every language.</param>
/// <param name="StoreId">The store that serves it.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Areas">Codes of its areas, 1 to 600; the country's own is all of it. An area is of one zone.</param>
/// <param name="Fee">What bringing costs, as prices are.</param>
/// <param name="TaxClass">Class of tax of the fee.</param>
/// <param name="FreeFrom">Goods from this amount on are brought for nothing; absent for never.</param>
/// <param name="MinimumOrder">The least amount of goods; absent for none.</param>
/// <param name="NeedsSlot">Whether a slot has to be chosen.</param>
/// <param name="AllowsCashOnDelivery">Whether one can pay at the door.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="Position">Its place among zones, 0 to 100000.</param>
/// <param name="Id">Of a new one, made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record ZoneBody(
    LocalText Name, StoreId StoreId, string Country, IReadOnlyList<string> Areas, Money Fee, string TaxClass, Money? FreeFrom = null, Money? MinimumOrder = null, bool NeedsSlot = true, bool AllowsCashOnDelivery = true, bool IsActive = true,
    int Position = 0, ZoneId? Id = null);

/// <summary>Makes, changes and removes zones.</summary>
internal sealed class ZoneUse(UnitOfWork work, RowStore rows, ICustomers customers, DeliveryClock clock)
{
    private const int MostAreas = 600;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<ZoneUse, ZoneBody, ManagedZone>("/delivery/zones", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddZone").WithTags("Delivery").WithSummary("Add a zone").WithDescription("Some areas and what holds for them. An area that lies in another one of another zone is its own: the smallest area wins.")
            .WithExample(DeliveryExamples.Zone).Requires(Permissions.ZoneEdit);
        api.MapPut<ZoneUse, ZoneBody, ManagedZone>("/delivery/zones/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName("EditZone").WithTags("Delivery").WithSummary("Edit a zone").WithDescription("All of it is as the body says. What was ordered keeps the fee it was ordered at.").WithExample(DeliveryExamples.Zone with { Version = 2 }).WithProblems(404).Requires(Permissions.ZoneEdit);
        api.MapDelete<ZoneUse, Nothing>("/delivery/zones/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveZone").WithTags("Delivery").WithSummary("Remove a zone").WithDescription("Only one without plans and times; another one is taken out of use.").WithProblems(404).Requires(Permissions.ZoneEdit);
    }

    public async Task<Result<ManagedZone>> AddAsync(ZoneBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.ZoneEdit, body.StoreId))
        {
            return Access.Forbidden;
        }

        var (problems, now) = (new Problems(), clock.Now);
        var (row, areas) = await ReadAsync(problems, body, new ZoneRow((body.Id ?? clock.New<ZoneId>()).Value, LocalText.Empty, Guid.Empty, "", "", 0, "", FreeFrom: null, MinimumOrder: null, NeedsSlot: true, AllowsCash: true, IsActive: true, 0, 1, now, now), request.Stop);
        var added = problems.Any ? problems.Errors.ToArray() : await work.RunAsync<ManagedZone>(async stop =>
        {
            await rows.AloneAsync(row.Id, stop);
            if (await FindAsync(row.Id, stop) is { } known)
            {
                return Told(known) == Told(ManagedZone.Of(row, areas)) ? known : DeliveryErrors.Contradiction;
            }

            if (await TakenAsync(row.Id, areas, stop) is { } taken)
            {
                return taken;
            }

            await rows.InsertOneAsync(row, stop);
            await rows.InsertAsync([.. areas.Select(area => new ZoneAreaRow(area, row.Id))], stop);
            var made = ManagedZone.Of(row, areas);
            work.Audit(new AuditEntry("delivery.zone.add", "delivery.zone", made.Id.ToString(), made.Name.In("en"), After: made, StoreId: row.StoreId));
            work.Changed(DeliveryModule.Tag);
            return made;
        }, request.Stop);
        request.Location = added.IsSuccess ? $"/api/v1/delivery/zones/managed/{added.Value.Id}" : null;
        request.Version = added.IsSuccess ? added.Value.Version : null;
        return added;
    }

    public async Task<Result<ManagedZone>> EditAsync(ZoneBody body, WriteRequest request)
    {
        var (id, version, problems) = (request.Id<ZoneId>(), request.IfMatch(), new Problems());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        problems.Require(body.Id is null || body.Id == id.Value, "delivery.contradiction", "The id is that of another zone.", "id");
        var saved = await work.RunAsync<ManagedZone>(async stop =>
        {
            if (await rows.FindAsync<ZoneRow>(id.Value.Value, stop, isLocked: true) is not { } row)
            {
                return DeliveryErrors.ZoneUnknown;
            }

            // Whose it is, and whose it would be.
            if (!request.Caller.MayIn(Permissions.ZoneEdit, row.StoreId) || !request.Caller.MayIn(Permissions.ZoneEdit, body.StoreId))
            {
                return Access.Forbidden;
            }

            var (wanted, areas) = await ReadAsync(problems, body, row, stop);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            if (row.Version != version.Value)
            {
                return DeliveryErrors.Outdated;
            }

            var before = (await FindAsync(row.Id, stop))!;
            if (Told(before) == Told(ManagedZone.Of(wanted, areas)))
            {
                return before;
            }

            if (await TakenAsync(row.Id, areas, stop) is { } taken)
            {
                return taken;
            }

            if (wanted.StoreId != row.StoreId && await IsUsedAsync(row.Id, stop))
            {
                return DeliveryErrors.ZoneUsed with { Field = "storeId" };
            }

            var after = wanted with { Version = row.Version + 1, UpdatedAt = clock.Now };
            await rows.UpdateAsync(row.Id, after, stop);
            await rows.ExecuteAsync("delete from delivery.zone_area where zone_id = $1 and area <> all ($2)", stop, row.Id, areas);
            await rows.InsertAsync([.. areas.Except(before.Areas).Select(area => new ZoneAreaRow(area, row.Id))], stop);
            var made = ManagedZone.Of(after, areas);
            work.Audit(new AuditEntry("delivery.zone.edit", "delivery.zone", made.Id.ToString(), made.Name.In("en"), before, made, row.StoreId));
            work.Changed(DeliveryModule.Tag);
            return made;
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        var id = request.Id<ZoneId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<Nothing>(async stop =>
        {
            // Who makes a plan of it now waits for the row, and then finds that it is gone.
            await rows.ExecuteAsync("select 1 from delivery.zone where id = $1 for update", stop, id.Value.Value);
            if (await FindAsync(id.Value.Value, stop) is not { } zone)
            {
                return DeliveryErrors.ZoneUnknown;
            }

            if (!request.Caller.MayIn(Permissions.ZoneEdit, zone.StoreId))
            {
                return Access.Forbidden;
            }

            if (await IsUsedAsync(zone.Id.Value, stop))
            {
                return DeliveryErrors.ZoneUsed;
            }

            await rows.ExecuteAsync("delete from delivery.zone where id = $1", stop, zone.Id.Value);
            work.Audit(new AuditEntry("delivery.zone.remove", "delivery.zone", zone.Id.ToString(), zone.Name.In("en"), Before: zone, StoreId: zone.StoreId.Value));
            work.Changed(DeliveryModule.Tag);
            return Nothing.Value;
        }, request.Stop);
    }

    public async Task<ManagedZone?> FindAsync(Guid id, CancellationToken cancellationToken) => await rows.FindAsync<ZoneRow>(id, cancellationToken) is { } row
        ? ManagedZone.Of(row, [.. (await rows.ListAsync<ZoneAreaRow>("zone_id = $1 order by area collate \"C\"", cancellationToken, id)).Select(area => area.Area)]) : null;

    private async Task<(ZoneRow Row, string[] Areas)> ReadAsync(Problems problems, ZoneBody body, ZoneRow row, CancellationToken cancellationToken)
    {
        if (await clock.ShopAsync(cancellationToken) is not { } shop)
        {
            problems.Add(DeliveryErrors.NoShop);
            return (row, []);
        }

        var (currency, country) = (Currency.Get(shop.Currency), (body.Country ?? "").Trim().ToUpperInvariant());
        problems.Require(shop.Stores.Any(store => store.Id == body.StoreId), "zone.store", "There is no such store.", "storeId");
        problems.Require(country.Length == 2 && country.All(char.IsAsciiLetterUpper), "zone.country", "A country is two letters (ISO 3166-1), such as BD.", "country");
        problems.Require(shop.TaxClasses.Any(one => one.Code == body.TaxClass), "zone.tax_class", "There is no such class of tax.", "taxClass");
        problems.Require(body.Position is >= 0 and <= 100_000, "zone.position", "A place among zones is from 0 to 100000.", "position");
        string[] areas = [.. (body.Areas ?? []).Select(area => (area ?? "").Trim()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        problems.Require(areas.Length is > 0 and <= MostAreas, "zone.areas", "A zone has 1 to 600 areas.", "areas");
        var known = customers.Areas(country);
        problems.Require(areas.Take(MostAreas).All(area => area == country || known.Find(area) is not null), "zone.area_unknown", "One of these areas is not in the country.", "areas");
        return (row with
        {
            Name = problems.Name(body.Name, "name"), StoreId = body.StoreId.Value, Country = country, Currency = currency.Code, Fee = Amount(body.Fee, "fee", mayBeZero: true), TaxClass = body.TaxClass ?? "",
            FreeFrom = body.FreeFrom is { } free ? Amount(free, "freeFrom") : null, MinimumOrder = body.MinimumOrder is { } least ? Amount(least, "minimumOrder") : null, NeedsSlot = body.NeedsSlot, AllowsCash = body.AllowsCashOnDelivery,
            IsActive = body.IsActive, Position = body.Position,
        }, areas);

        long Amount(Money amount, string field, bool mayBeZero = false)
        {
            problems.Require(amount.Currency == currency, "zone.currency", $"Amounts are in {currency.Code}.", field);
            problems.Require(amount.Minor >= (mayBeZero ? 0 : 1) && amount.Minor <= NewEntry.LargestAmount, "zone.amount", "A fee is zero or more, another amount above zero, and none larger than the books take.", field);
            return amount.Minor;
        }
    }

    private async Task<Error?> TakenAsync(Guid id, string[] areas, CancellationToken cancellationToken) =>
        await rows.ListAsync<ZoneAreaRow>("area = any ($1) and zone_id <> $2 order by area limit 3", cancellationToken, areas, id) is { Count: > 0 } taken
            ? Error.Conflict("zone.area_taken", $"Another zone has this area: {string.Join(", ", taken.Select(area => area.Area))}.") with { Field = "areas" } : null;

    private async Task<bool> IsUsedAsync(Guid id, CancellationToken cancellationToken) =>
        (await rows.SelectAsync<Used>("select exists (select from delivery.plan where zone_id = $1) or exists (select from delivery.slot where zone_id = $1) as is_used", cancellationToken, id))[0].IsUsed;

    /// <summary>All that is said of a zone, for a comparison.</summary>
    private static string Told(ManagedZone zone) => RowStore.Write(zone with { Version = 0 });

    private sealed record Used(bool IsUsed);
}
