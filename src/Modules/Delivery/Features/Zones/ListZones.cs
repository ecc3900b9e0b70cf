using System.ComponentModel;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Delivery.Features;

/// <summary>Zones.</summary>
/// <param name="Items">Zones, in their order.</param>
internal sealed record ZoneList(IReadOnlyList<ZoneRecord> Items);

/// <summary>Zones to look after.</summary>
/// <param name="Items">Zones, in their order.</param>
internal sealed record ManagedZoneList(IReadOnlyList<ManagedZone> Items);

/// <summary><c>GET /api/v1/delivery/zones</c>: where goods are brought, for shoppers; and for those who look after zones, those of their stores. A chain has hundreds at most: they come from memory, as a whole.</summary>
internal static class ListZones
{
    private static readonly QueryParameter<string?> _area = Query.Text("area", "Code of an area: only the zone it lies in, or none.", 40, "BD-6-47-T13");
    private static readonly QueryParameter<string?> _country = Query.Text("country", "ISO 3166-1 alpha-2; without it that of the area. Alone: the zone of the whole country.", 2, "BD");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Only those this store serves.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/delivery/zones", ListAsync)
            .WithName(nameof(ListZones)).WithTags("Delivery").WithSummary("List zones").WithDescription("Where goods are brought and for how much. Of an area: the zone of the smallest area it lies in; none where nothing is brought there.")
            .WithQuery([_area, _country]).Produces<ZoneList>().WithExample(new ZoneList([DeliveryExamples.Zone.AsRecord()])).OpenToEveryone();
        api.MapGet("/delivery/zones/managed", ManagedAsync)
            .WithName("ListManagedZones").WithTags("Delivery").WithSummary("List zones to look after").WithDescription("With their areas, also those that are not in use; of the stores in which the caller may.")
            .WithQuery([_store]).Produces<ManagedZoneList>().WithExample(new ManagedZoneList([DeliveryExamples.Zone])).Requires(Permissions.ZoneRead);
        api.MapGet("/delivery/zones/managed/{id}", ([Description("Id of the zone.")] string id, HttpContext context, ZoneUse use, CancellationToken cancellationToken) => Answers.OneAsync<ZoneId, ManagedZone>(
                context, id, wanted => use.FindAsync(wanted.Value, cancellationToken), zone => context.Caller().MayIn(Permissions.ZoneRead, zone.StoreId), DeliveryErrors.ZoneUnknown, zone => zone.Version))
            .WithName("ReadZone").WithTags("Delivery").WithSummary("Read a zone to look after").WithDescription("The ETag is the version for edits.")
            .WithQuery([]).Produces<ManagedZone>().WithProblems(404).WithExample(DeliveryExamples.Zone).Requires(Permissions.ZoneRead);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ZoneCache cache, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [_area, _country]);
        var (area, country) = (reader.Get(_area), reader.Get(_country)?.ToUpperInvariant());
        var of = country ?? (area is { Length: >= 2 } ? area[..2] : null);
        reader.Problems.Require(reader.Problems.Any || area is null || area.StartsWith(of ?? "?", StringComparison.Ordinal), "zone.country", "The area does not lie in this country.", "area");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var book = await cache.GetAsync(cancellationToken);
        IEnumerable<ManagedZone> found = of is null ? book.Zones.Where(zone => zone.IsActive) : book.Find(area ?? "", of) is { } zone ? [zone] : [];
        return TaggedAnswer.Of(new ZoneList([.. found.Select(one => one.AsRecord())]));
    }

    private static async Task<IResult> ManagedAsync(HttpContext context, ZoneCache cache, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [_store]);
        var store = reader.Get(_store);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : TaggedAnswer.Of(new ManagedZoneList([.. (await cache.GetAsync(cancellationToken)).Zones.Where(zone => (store is null || zone.StoreId == store) && context.Caller().MayIn(Permissions.ZoneRead, zone.StoreId))]));
    }
}
