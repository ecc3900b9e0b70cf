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

/// <summary>Slots to choose from.</summary>
/// <param name="Items">Slots, the soonest first.</param>
internal sealed record SlotList(IReadOnlyList<SlotOffer> Items);

/// <summary>Slots to look after.</summary>
/// <param name="Items">Slots, the soonest first.</param>
internal sealed record ManagedSlotList(IReadOnlyList<ManagedSlot> Items);

/// <summary><c>GET /api/v1/delivery/slots</c>: the times a shopper can choose; and for those who look after them, the slots of some days with who took them.</summary>
internal static class ListSlots
{
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "Of which store; alone, the times to fetch goods there.");
    private static readonly QueryParameter<ZoneId?> _zone = Query.Id<ZoneId>("zone", "Of which zone; its store is known by it.");
    private static readonly QueryParameter<int> _days = Query.Integer("days", "For how many days from now on.", 1, SlotMaker.Days, 7);
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "First day, by the calendar of the store; without it today.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/delivery/slots", ListAsync)
            .WithName(nameof(ListSlots)).WithTags("Delivery").WithSummary("List times of delivery or pick-up").WithDescription("What can still be taken or is full, the soonest first: of a zone, or of fetching in a store.")
            .WithQuery([_store, _zone, _days]).Produces<SlotList>().WithProblems(404).WithExample(new SlotList([DeliveryExamples.Offer])).OpenToEveryone();
        api.MapGet("/delivery/slots/managed", ManagedAsync)
            .WithName("ListManagedSlots").WithTags("Delivery").WithSummary("List times to look after").WithDescription("All slots of a store on some days, with who has a place in them.")
            .WithQuery([_store, _from, _days]).Produces<ManagedSlotList>().WithProblems(404).WithExample(new ManagedSlotList([DeliveryExamples.Slot])).Requires(Permissions.SlotRead);
    }

    private static async Task<IResult> ListAsync(HttpContext context, SlotQuery slots, ZoneCache cache, DeliveryClock clock, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [_store, _zone, _days]);
        var (store, zone, days) = (reader.Get(_store), reader.Get(_zone), reader.Get(_days));
        reader.Problems.Require(reader.Problems.Any || store is not null || zone is not null, "slot.store", "Say of which zone, or of which store.", "store");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (zone is { } wanted)
        {
            var found = (await cache.GetAsync(cancellationToken)).Zones.FirstOrDefault(one => one.Id == wanted && one.IsActive);
            if (found is null || store is not null && found.StoreId != store)
            {
                return new[] { DeliveryErrors.ZoneUnknown }.ToProblem();
            }

            store = found.StoreId;
        }

        if ((await clock.ShopAsync(cancellationToken))?.Stores.Any(one => one.Id == store) is not true)
        {
            return new[] { Error.NotFound("store.unknown", "There is no such store.") }.ToProblem();
        }

        var offers = await slots.OpenAsync(store!.Value, zone, days, cancellationToken);
        return TaggedAnswer.Of(new SlotList([.. offers.Select(slot => new SlotOffer(slot.Id, slot.IsPickup, slot.From, slot.To, slot.ClosesAt, slot.Left))]));
    }

    private static async Task<IResult> ManagedAsync(HttpContext context, SlotQuery slots, DeliveryClock clock, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [_store, _from, _days]);
        var (wanted, from, days) = (reader.Get(_store), reader.Get(_from), reader.Get(_days));
        reader.Problems.Require(reader.Problems.Any || wanted is not null, "slot.store", "Say of which store.", "store");
        reader.Problems.Require(from is null or { Year: >= 1970 and <= 9000 }, "slot.day", "A day lies between 1970 and 9000.", "from");
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var store = (await clock.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(one => one.Id == wanted);
        return store is null || !context.Caller().MayIn(Permissions.SlotRead, store.Id) ? new[] { Error.NotFound("store.unknown", "There is no such store.") }.ToProblem()
            : TaggedAnswer.Of(new ManagedSlotList(await slots.OfDaysAsync(store.Id, from ?? clock.Today(TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone)), days, cancellationToken)));
    }
}
