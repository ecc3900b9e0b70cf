using Aisle.Contracts.Catalog;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;

namespace Aisle.Modules.Orders.Features;

/// <summary>Changes of a cart. Each is one statement on what is there at that moment, so that two tabs lose nothing to each other.</summary>
internal sealed class ChangeCart(CartStore carts, ShowCart show, ICatalog catalog, ChooseDelivery choose)
{
    private const long MostPacks = 100_000;

    public async Task<Result<CartAnswer>> PutAsync(CartKey key, CartItem item, bool adds, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var note = item.Note is null ? null : problems.WithoutCard(problems.Line(item.Note, "note", 200), "note");
        var pack = (await catalog.PacksAsync([item.PackId], cancellationToken)).FirstOrDefault();
        if (pack is null)
        {
            problems.Add(OrderErrors.PackUnknown);
        }

        if (!IsQuantity(item.Quantity, pack, orNone: !adds))
        {
            problems.Add(OrderErrors.Quantity);
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var (quantity, substitution) = ((long)(item.Quantity * 1_000), item.Substitution is { } choice ? ChoiceWords.Of(choice) : null);
        var (cart, isFull) = await carts.PutAsync(key, item.PackId.Value, quantity, adds, substitution, note, cancellationToken);
        if (cart is not null || isFull)
        {
            return isFull ? OrderErrors.CartFull : await AnswerAsync(cart, key, token: null, cancellationToken);
        }

        var opened = await carts.OpenAsync(key, cancellationToken);
        return opened.IsFailure ? opened.Errors.ToArray()
            : await carts.PutAsync(opened.Value.Cart.Id, item.PackId.Value, quantity, adds, substitution, note, cancellationToken) ? await AnswerAsync(key, opened.Value.Token, cancellationToken) : OrderErrors.CartFull;
    }

    /// <summary>Whether so much of a pack can be wanted: whole packs, or grams of what is weighed.</summary>
    public static bool IsQuantity(decimal quantity, CatalogPack? pack, bool orNone) =>
        quantity <= MostPacks && (quantity > 0 || orNone && quantity == 0) && decimal.Round(quantity, pack is not null && Unit.TryGet(pack.Unit, out var unit) && unit.Dimension == Dimension.Mass ? 3 : 0) == quantity;

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

    /// <summary>Takes everything out; how it is to be brought stays chosen.</summary>
    public async Task<Result<CartAnswer>> EmptyAsync(CartKey key, CancellationToken cancellationToken)
    {
        if (await carts.FindAsync(key, cancellationToken) is { } cart)
        {
            await carts.EmptyAsync(cart.Id, cancellationToken);
        }

        return await AnswerAsync(key, token: null, cancellationToken);
    }

    public async Task<Result<CartAnswer>> DeliverAsync(CartKey key, DeliveryChoice choice, CancellationToken cancellationToken)
    {
        var opened = await carts.OpenAsync(key, cancellationToken);
        if (opened.IsFailure)
        {
            return opened.Errors.ToArray();
        }

        var chosen = await choose.RunAsync(choice, key.Customer, StoreId.From(opened.Value.Cart.StoreId), held: null, cancellationToken);
        if (chosen.IsFailure)
        {
            return chosen.Errors.ToArray();
        }

        return await AnswerAsync(await carts.DeliverAsync(opened.Value.Cart.Id, chosen.Value.Store, chosen.Value.Row, cancellationToken), key, opened.Value.Token, cancellationToken);
    }

    private async Task<Result<CartAnswer>> AnswerAsync(CartKey key, string? token, CancellationToken cancellationToken) =>
        await AnswerAsync(await carts.FindAsync(key with { Token = token ?? key.Token }, cancellationToken), key, token, cancellationToken);

    private async Task<Result<CartAnswer>> AnswerAsync(CartRow? cart, CartKey key, string? token, CancellationToken cancellationToken) =>
        (await show.RunAsync(cart, key.Customer, cancellationToken)).Map(view => new CartAnswer(view, token));
}
