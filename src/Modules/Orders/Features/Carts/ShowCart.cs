using Aisle.Contracts.Catalog;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Pricing;

namespace Aisle.Modules.Orders.Features;

/// <summary>A cart as it stands: what it costs, what of it can be had, and what stands against ordering it.</summary>
internal sealed class ShowCart(PriceCart price, IDelivery delivery, IInventory inventory, OrdersClock clock)
{
    public async Task<Result<CartView>> RunAsync(CartRow? cart, UserId? customer, CancellationToken cancellationToken)
    {
        cart ??= await EmptyAsync(cancellationToken);
        if (cart is null)
        {
            return OrderErrors.NoStore;
        }

        var zone = cart.Delivery.ZoneId is { } id ? await delivery.ZoneAsync(ZoneId.From(id), cancellationToken) : null;
        var priced = await price.RunAsync(AskOf(cart, customer, zone), cancellationToken);
        return priced.IsFailure ? priced.Errors.ToArray() : await ViewAsync(cart, priced.Value, zone, cancellationToken);
    }

    /// <summary>A cart that is priced, with what of it can be had.</summary>
    public async Task<CartView> ViewAsync(CartRow cart, Priced priced, ZoneRecord? zone, CancellationToken cancellationToken)
    {
        var variants = priced.Sheet.Packs.Values.Select(pack => pack.Variant).Distinct().ToArray();
        var levels = variants.Length == 0 ? [] : (await inventory.LevelsAsync(variants, StoreId.From(cart.StoreId), cancellationToken)).ToDictionary(level => level.Variant, level => level.Available);
        return View(cart, priced, zone, levels, await clock.MinimumAsync(priced.Day, cancellationToken));
    }

    public static ToPrice AskOf(CartRow cart, UserId? customer, ZoneRecord? zone, bool paysCash = false) =>
        new(StoreId.From(cart.StoreId), customer, [.. cart.Lines.Select(line => (PackId.From(line.PackId), line.Quantity))], cart.Coupons, zone, paysCash);

    /// <summary>What stands against ordering the cart, but for the stock, which only the promise of it can tell.</summary>
    public static IEnumerable<CartMessage> Obstacles(CartRow cart, Priced priced, ZoneRecord? zone, Money minimum, DateTimeOffset now)
    {
        if (cart.Lines.Count == 0)
        {
            yield return new CartMessage("cart.empty", Stops: true);
        }

        foreach (var line in cart.Lines.Where(line => !priced.Lines.ContainsKey(line.PackId)))
        {
            yield return new CartMessage("cart.not_sold", Stops: true, priced.Sheet.Packs.GetValueOrDefault(PackId.From(line.PackId))?.Sku ?? line.PackId.ToString());
        }

        var least = zone?.MinimumOrder is { } ofZone && ofZone > minimum ? ofZone : minimum;
        if (cart.Lines.Count > 0 && priced.Goods < least)
        {
            yield return new CartMessage("cart.minimum", Stops: true, Amount: least - priced.Goods);
        }

        if (cart.Delivery.Kind == "delivery" && cart.Delivery.Address is null)
        {
            yield return new CartMessage("cart.no_address", Stops: true);
        }
        else if (cart.Delivery.Kind == "delivery" && zone is null)
        {
            yield return new CartMessage("cart.no_zone", Stops: true);
        }
        else if (cart.Delivery.SlotId is null && zone?.NeedsSlot == true)
        {
            yield return new CartMessage("cart.no_slot", Stops: true);
        }
        else if (cart.Delivery.SlotFrom <= now)
        {
            yield return new CartMessage("cart.slot_gone", Stops: true);
        }
    }

    private CartView View(CartRow cart, Priced priced, ZoneRecord? zone, Dictionary<VariantId, long> levels, Money minimum)
    {
        var lines = cart.Lines.Select(line => Line(line, priced, levels)).ToList();
        List<CartMessage> messages =
        [
            .. Obstacles(cart, priced, zone, minimum, clock.Now),
            .. lines.Where(line => line.Stock is LineStock.Short or LineStock.Out).Select(line => new CartMessage(line.Stock == LineStock.Out ? "cart.out" : "cart.short", Stops: true, line.Sku)),
            .. priced.Quote.Refused.Where(refusal => refusal.Coupon is not null || refusal.MissingSpend is not null).Select(refusal => new CartMessage(
                refusal.Code, Stops: false, refusal.Coupon, refusal.MissingSpend, refusal.Day?.Date, refusal.PromotionId is { } promotion ? priced.Sheet.PromotionNames.GetValueOrDefault(promotion) : null)),
        ];
        return new CartView(
            CartId.From(cart.Id), StoreId.From(cart.StoreId), lines, Delivery(cart, zone), cart.Coupons, cart.Note, Totals(priced), [.. priced.Quote.Applied.Select(applied => new CartPromotion(priced.NameOf(applied), applied.Discount, applied.Coupon))],
            messages, priced.Hash(), !messages.Exists(message => message.Stops), cart.Version, (int)Math.Min(int.MaxValue, cart.Lines.Sum(line => line.Quantity % 1_000 == 0 ? line.Quantity / 1_000 : 1)));
    }

    private static CartTotals Totals(Priced priced) => new(
        priced.Full, priced.Full - priced.Goods, priced.Fee, priced.Quote.Total.Tax, priced.Sheet.Book.Tax.PricesIncludeTax, priced.Quote.Cash?.Rounding ?? Money.Zero(priced.Day.Currency), priced.Quote.ToPay);

    private static CartDelivery Delivery(CartRow cart, ZoneRecord? zone) => new(
        ChoiceWords.To<Fulfilment>(cart.Delivery.Kind), cart.Delivery.Address, zone?.Id, cart.Delivery.SlotId is { } slot ? SlotId.From(slot) : null, cart.Delivery.SlotFrom, cart.Delivery.SlotTo, zone?.NeedsSlot == true,
        zone?.AllowsCashOnDelivery ?? cart.Delivery.Kind == "pickup");

    private static CartLineView Line(CartLineRow line, Priced priced, Dictionary<VariantId, long> levels)
    {
        var (id, none) = (PackId.From(line.PackId), Money.Zero(priced.Day.Currency));
        var (quantity, substitution) = (line.Quantity / 1_000m, ChoiceWords.To<Substitution>(line.Substitution));
        if (!priced.Sheet.Packs.TryGetValue(id, out var pack))
        {
            return new CartLineView(id, default, default, "", "", LocalText.Empty, Image: null, "", SellBy.Piece, quantity, UnitPrice: null, none, none, [], LineStock.NotSold, 0, substitution, line.Note, MinimumAge: null);
        }

        var quoted = priced.Lines.GetValueOrDefault(line.PackId);
        var wanted = (long)((Int128)line.Quantity * pack.Thousandths / 1_000);
        var available = Math.Max(0, levels.GetValueOrDefault(pack.Variant));
        // Other packs of the same thing come out of what is left.
        levels[pack.Variant] = Math.Max(0, available - wanted);
        var packs = pack.SellBy == SellBy.Weight ? available * 1_000 / pack.Thousandths : available / pack.Thousandths * 1_000;
        var stock = quoted is null ? LineStock.NotSold : available >= wanted ? LineStock.Enough : packs > 0 ? LineStock.Short : LineStock.Out;
        return new CartLineView(
            id, pack.Variant, pack.Product, pack.Slug, pack.Sku, pack.Name, pack.Image, pack.Unit.Code, pack.SellBy, quantity, quoted?.UnitPrice, quoted?.Full ?? none, quoted?.Amount ?? none,
            quoted is null ? [] : [.. quoted.Trace.Steps.Select(step => new PriceStep(step.Code, priced.NameOf(step), step.Pieces, step.Before, step.After))], stock, stock is LineStock.Short or LineStock.Out ? packs / 1_000m : null, substitution, line.Note, pack.MinimumAge);
    }

    private async Task<CartRow?> EmptyAsync(CancellationToken cancellationToken) =>
        await clock.OnlineStoreAsync(cancellationToken) is { } store ? new CartRow(Guid.Empty, CustomerId: null, store.Value, new DeliveryRow(), [], "", 0, []) : null;
}
