using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;

namespace Aisle.Modules.Orders.Features;

/// <summary>Changes of a cart. Each is one statement on what is there at that moment, so that two tabs lose nothing to each other.</summary>
internal sealed class ChangeCart(CartStore carts, ShowCart show, ICatalog catalog, ICustomers customers, IDelivery delivery, OrdersClock clock)
{
    private const long MostPacks = 100_000;

    public async Task<Result<CartAnswer>> PutAsync(CartKey key, CartItem item, bool adds, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var note = item.Note is null ? null : problems.Line(item.Note, "note", 200);
        var pack = (await catalog.PacksAsync([item.PackId], cancellationToken)).FirstOrDefault();
        if (pack is null)
        {
            problems.Add(OrderErrors.PackUnknown);
        }

        var fine = item.Quantity <= MostPacks && (item.Quantity > 0 || !adds && item.Quantity == 0) && decimal.Round(item.Quantity, pack is not null && Unit.TryGet(pack.Unit, out var unit) && unit.Dimension == Dimension.Mass ? 3 : 0) == item.Quantity;
        if (!fine)
        {
            problems.Add(OrderErrors.Quantity);
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var opened = await carts.OpenAsync(key, cancellationToken);
        return opened.IsFailure ? opened.Errors.ToArray()
            : await carts.PutAsync(opened.Value.Cart.Id, item.PackId.Value, (long)(item.Quantity * 1_000), adds, item.Substitution is { } choice ? ChoiceWords.Of(choice) : null, note, cancellationToken)
                ? await AnswerAsync(key, opened.Value.Token, cancellationToken) : OrderErrors.CartFull;
    }

    public async Task<Result<CartAnswer>> CouponAsync(CartKey key, string? code, bool isTaken, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var entered = problems.Line(code, "code", 40, isNeeded: true);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var opened = await carts.OpenAsync(key, cancellationToken);
        return opened.IsFailure ? opened.Errors.ToArray()
            : await carts.CouponAsync(opened.Value.Cart.Id, entered, isTaken, cancellationToken) > 0 ? await AnswerAsync(key, opened.Value.Token, cancellationToken) : OrderErrors.CouponFormat;
    }

    public async Task<Result<CartAnswer>> DeliverAsync(CartKey key, DeliveryChoice choice, CancellationToken cancellationToken)
    {
        var opened = await carts.OpenAsync(key, cancellationToken);
        if (opened.IsFailure)
        {
            return opened.Errors.ToArray();
        }

        var chosen = choice.Kind == Fulfilment.Pickup ? await PickupAsync(choice, opened.Value.Cart, cancellationToken) : await BroughtAsync(key, choice, cancellationToken);
        if (chosen.IsFailure)
        {
            return chosen.Errors.ToArray();
        }

        var (store, row) = chosen.Value;
        var slotted = await SlotAsync(choice.SlotId, store, row, cancellationToken);
        if (slotted.IsFailure)
        {
            return slotted.Errors.ToArray();
        }

        await carts.DeliverAsync(opened.Value.Cart.Id, store, slotted.Value, cancellationToken);
        return await AnswerAsync(key, opened.Value.Token, cancellationToken);
    }

    private async Task<Result<(StoreId, DeliveryRow)>> PickupAsync(DeliveryChoice choice, CartRow cart, CancellationToken cancellationToken)
    {
        var store = choice.StoreId ?? StoreId.From(cart.StoreId);
        return (await clock.DayAsync(store, cancellationToken))?.Store.Kind == StoreKind.Store ? (store, new DeliveryRow("pickup")) : Error.Validation("store.unknown", "There is no such store.", "storeId");
    }

    private async Task<Result<(StoreId, DeliveryRow)>> BroughtAsync(CartKey key, DeliveryChoice choice, CancellationToken cancellationToken)
    {
        var address = choice.Address;
        if (choice.AddressId is { } saved)
        {
            address = key.Customer is { } customer ? (await customers.AddressAsync(customer, saved, cancellationToken))?.Address : null;
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

    private async Task<Result<DeliveryRow>> SlotAsync(SlotId? wanted, StoreId store, DeliveryRow row, CancellationToken cancellationToken)
    {
        if (wanted is not { } id)
        {
            return row;
        }

        var slot = await delivery.SlotAsync(id, cancellationToken);
        return slot is null || slot.Store != store || slot.IsPickup != (row.Kind == "pickup") || slot.Zone is { } zone && zone.Value != row.ZoneId ? Error.Validation("slot.unknown", "There is no such time here.", "slotId")
            : slot.ClosesAt <= clock.Now ? Error.Conflict("slot.closed", "It is too late for this time; choose another.") with { Field = "slotId" }
            : slot.Left == 0 ? Error.Conflict("slot.full", "This time is taken; choose another.") with { Field = "slotId" }
            : row with { SlotId = slot.Id.Value, SlotFrom = slot.From, SlotTo = slot.To };
    }

    private async Task<Result<CartAnswer>> AnswerAsync(CartKey key, string? token, CancellationToken cancellationToken)
    {
        var cart = await carts.FindAsync(key with { Token = token ?? key.Token }, cancellationToken);
        return (await show.RunAsync(cart, key.Customer, cancellationToken)).Map(view => new CartAnswer(view, token));
    }
}
