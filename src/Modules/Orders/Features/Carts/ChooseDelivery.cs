using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;

namespace Aisle.Modules.Orders.Features;

/// <summary>How goods get to a customer, as they chose it: to an address in a zone, or fetched in a store; with a time where one is chosen.</summary>
internal sealed class ChooseDelivery(ICustomers customers, IDelivery delivery, OrdersClock clock)
{
    /// <param name="choice">What is chosen.</param>
    /// <param name="customer">By whom, or null.</param>
    /// <param name="current">The store of a pick-up that names none.</param>
    /// <param name="held">A time that they have a place in already, so that it may be full or closed.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<(StoreId Store, DeliveryRow Row)>> RunAsync(DeliveryChoice choice, UserId? customer, StoreId current, SlotId? held, CancellationToken cancellationToken)
    {
        var chosen = choice.Kind == Fulfilment.Pickup ? await PickupAsync(choice, current, cancellationToken) : await BroughtAsync(choice, customer, cancellationToken);
        if (chosen.IsFailure)
        {
            return chosen;
        }

        var slotted = await SlotAsync(choice.SlotId, chosen.Value.Store, chosen.Value.Row, held, cancellationToken);
        return slotted.Map(row => (chosen.Value.Store, row));
    }

    private async Task<Result<(StoreId Store, DeliveryRow Row)>> PickupAsync(DeliveryChoice choice, StoreId current, CancellationToken cancellationToken)
    {
        var store = choice.StoreId ?? current;
        return (await clock.DayAsync(store, cancellationToken))?.Store.Kind == StoreKind.Store ? (store, new DeliveryRow("pickup")) : Error.Validation("store.unknown", "There is no such store.", "storeId");
    }

    private async Task<Result<(StoreId Store, DeliveryRow Row)>> BroughtAsync(DeliveryChoice choice, UserId? who, CancellationToken cancellationToken)
    {
        var address = choice.Address;
        if (choice.AddressId is { } saved)
        {
            address = who is { } customer ? (await customers.AddressAsync(customer, saved, cancellationToken))?.Address : null;
            if (address is null)
            {
                return Error.Validation("address.unknown", "There is no such address in the book.", "addressId");
            }
        }

        if (address is null)
        {
            return Error.Validation("body.required", "This is needed.", "address");
        }

        var checkedAddress = customers.Check(address);
        if (checkedAddress.IsFailure)
        {
            return checkedAddress.Errors.Select(error => error with { Field = "address" + (error.Field is { } field ? "." + field : "") }).ToArray();
        }

        var whole = checkedAddress.Value;
        return await delivery.ZoneAsync(whole.Area, whole.Country, cancellationToken) is { } zone ? (zone.Store, new DeliveryRow("delivery", whole, zone.Id.Value)) : OrderErrors.NoZone;
    }

    private async Task<Result<DeliveryRow>> SlotAsync(SlotId? wanted, StoreId store, DeliveryRow row, SlotId? held, CancellationToken cancellationToken)
    {
        if (wanted is not { } id)
        {
            return row;
        }

        var slot = await delivery.SlotAsync(id, cancellationToken);
        return slot is null || slot.Store != store || slot.IsPickup != (row.Kind == "pickup") || slot.Zone is { } zone && zone.Value != row.ZoneId ? Error.Validation("slot.unknown", "There is no such time here.", "slotId")
            : slot.Id == held ? row with { SlotId = slot.Id.Value, SlotFrom = slot.From, SlotTo = slot.To }
            : slot.ClosesAt <= clock.Now ? Error.Conflict("slot.closed", "It is too late for this time; choose another.") with { Field = "slotId" }
            : slot.Left == 0 ? Error.Conflict("slot.full", "This time is taken; choose another.") with { Field = "slotId" }
            : row with { SlotId = slot.Id.Value, SlotFrom = slot.From, SlotTo = slot.To };
    }
}
