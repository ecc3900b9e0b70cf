using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/orders/{id}/change</c>: what an order holds and when it comes, until it is picked. What it would cost is shown before it is done.</summary>
internal sealed class ChangeModel(IOrders orders, IDelivery delivery) : PrivatePage
{
    private const int SlotDays = 7;

    public OrderView Order { get; private set; } = null!;

    public string? Key { get; private set; }

    public EditQuote? Quote { get; private set; }

    /// <summary>What is in the cart, so that it can be put into the order.</summary>
    public CartView? Cart { get; private set; }

    public IReadOnlyList<SlotRecord> Slots { get; private set; } = [];

    public string Slot { get; private set; } = "";

    /// <summary>The version of the cart whose things were put into the form, or null: that cart is emptied when the order has them.</summary>
    public int? Added { get; private set; }

    /// <summary>What is wanted of each pack, as it was typed.</summary>
    public IReadOnlyList<(PackId Pack, string Quantity)> Wanted { get; private set; } = [];

    protected override string TitleText => T["change.title"];

    public async Task<IActionResult> OnGetAsync([FromRoute] string? id, [FromQuery] string? key, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        Wanted = [.. Order.Lines.Select(line => (line.PackId, Number(line.Quantity)))];
        Slot = Order.SlotId?.ToString() ?? "";
        return await ShowAsync([], Order.Version, cancellationToken);
    }

    /// <summary>Reckons what was typed; with what is in the cart where that is wanted.</summary>
    public async Task<IActionResult> OnPostShowAsync([FromRoute] string? id, string? key, int version, string? add, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        ReadForm();
        if (add is not null && Added is null && Cart is { } cart)
        {
            var more = cart.Lines.ToDictionary(line => line.PackId, line => line.Quantity);
            Wanted =
            [
                .. Wanted.Select(one => more.Remove(one.Pack, out var many) && Typed(one.Quantity) is { } typed ? (one.Pack, Number(typed + many)) : one),
                .. cart.Lines.Where(line => more.ContainsKey(line.PackId)).Select(line => (line.PackId, Number(line.Quantity))),
            ];
            Added = cart.Version;
        }

        return await ShowAsync([], version, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string? id, string? key, int version, string? hash, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        ReadForm();
        var asked = Asked(version);
        var done = asked.IsFailure ? asked.Errors.ToArray() : await orders.EditAsync(KeyOf(), asked.Value with { QuoteHash = hash }, cancellationToken);
        if (done.IsFailure)
        {
            return await ShowAsync(done.Errors, version, cancellationToken);
        }

        // What came out of the cart is in the order now; what was put into it since then is not.
        if (Added is { } taken && Cart?.Version == taken)
        {
            await orders.EmptyAsync(HttpContext.CartKey(), cancellationToken);
            HttpContext.Carry(token: null, 0);
        }

        return DoneWith(T["change.done"], PathTo(""));
    }

    /// <summary>A page of this order, opened as this one was.</summary>
    public string PathTo(string of) => $"/orders/{Order.Order.Id}{of}" + (Key is { Length: > 0 } ? "?key=" + Uri.EscapeDataString(Key) : "");

    public string When(SlotRecord slot) => SlotText.Of(slot.From, slot.To, Frame.Zone(), T);

    public string Said(CartMessage message) => CartWords.Said(T, message, Quote?.Cart.Lines ?? []);

    private static string Number(decimal quantity) => quantity.ToString("0.###", CultureInfo.InvariantCulture);

    private static decimal? Typed(string text) => decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var many) ? many : null;

    private OrderKey KeyOf() => new(Order.Order.Id, HttpContext.Customer(), Key);

    private void ReadForm()
    {
        Wanted = [.. Request.Form["pack"].Select(text => TypedId.TryParse<PackId>(text, out var pack) ? pack : (PackId?)null).OfType<PackId>().Distinct().Take(200).Select(pack => (pack, Request.Form[$"quantity-{pack}"].ToString()))];
        Slot = Request.Form["slot"].ToString();
        Added = int.TryParse(Request.Form["added"], CultureInfo.InvariantCulture, out var cart) ? cart : null;
    }

    /// <summary>The form as an order; zero takes a line out.</summary>
    private Result<EditOrder> Asked(int version)
    {
        var problems = new Problems();
        var lines = new List<CartItem>();
        foreach (var (pack, typed) in Wanted)
        {
            var many = Typed(typed);
            problems.Require(many is not null, "cart.quantity", "A quantity is a number.", $"quantity-{pack}");
            if (many is not (null or 0))
            {
                lines.Add(new CartItem(pack, many.Value));
            }
        }

        var slot = TypedId.TryParse<SlotId>(Slot, out var wanted) ? wanted : (SlotId?)null;
        var way = slot == Order.SlotId ? null
            : Order.Order.Kind == Fulfilment.Pickup ? new DeliveryChoice(Fulfilment.Pickup, StoreId: Order.Order.StoreId, SlotId: slot) : new DeliveryChoice(Fulfilment.Delivery, Order.Address, SlotId: slot);
        return problems.ToResult(() => new EditOrder(version, lines, way));
    }

    private async Task<IActionResult> ShowAsync(IReadOnlyList<Error> faults, int version, CancellationToken cancellationToken)
    {
        var asked = Asked(version);
        var quote = asked.IsFailure ? asked.Errors.ToArray() : await orders.QuoteEditAsync(KeyOf(), asked.Value, cancellationToken);
        Quote = quote.IsSuccess ? quote.Value : null;
        return faults.Count > 0 ? Fail(faults) : quote.IsFailure ? Fail(quote.Errors) : Page();
    }

    private async Task<IActionResult?> LoadAsync(string? id, string? key, CancellationToken cancellationToken)
    {
        Key = key;
        if (!TypedId.TryParse<OrderId>(id, out var orderId) || await orders.FindAsync(new OrderKey(orderId, HttpContext.Customer(), key), cancellationToken) is not { } order)
        {
            return NotFound();
        }

        Order = order;
        Head.Title = T["change.title_of", order.Order.Number];
        if (!order.CanBeEdited)
        {
            return Redirect(Links.To(PathTo("")));
        }

        Cart = await orders.CartAsync(HttpContext.CartKey(), cancellationToken) is { IsSuccess: true } cart ? cart.Value : null;
        var isPickup = order.Order.Kind == Fulfilment.Pickup;
        Slots = [.. (await delivery.SlotsAsync(order.Order.StoreId, order.ZoneId, SlotDays, cancellationToken)).Where(slot => slot.IsPickup == isPickup && (slot.Left > 0 || slot.Id == order.SlotId))];
        return null;
    }
}
