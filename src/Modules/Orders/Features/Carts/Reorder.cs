using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Features;

/// <summary>Puts the goods of an order into a cart once more. What is not sold any more is told by the cart.</summary>
internal sealed class Reorder(UnitOfWork work, OrderStore orders, ReadOrder read, CartStore carts, ShowCart show)
{
    public async Task<Result<CartAnswer>> RunAsync(OrderKey key, CartKey cart, CancellationToken cancellationToken)
    {
        if (!await read.IsTheirsAsync(key, cancellationToken))
        {
            return OrderErrors.Unknown;
        }

        var put = await work.RunAsync<(CartRow Cart, string? Token)>(async stop =>
        {
            var opened = await carts.OpenAsync(cart, stop);
            foreach (var line in opened.IsSuccess ? (await orders.LinesAsync(key.Id.Value, stop)).FindAll(line => line.Replaces is null) : [])
            {
                if (!await carts.PutAsync(opened.Value.Cart.Id, line.PackId, line.Quantity, adds: true, line.Substitution, line.Note, stop))
                {
                    return OrderErrors.CartFull;
                }
            }

            return opened;
        }, cancellationToken);
        if (put.IsFailure)
        {
            return put.Errors.ToArray();
        }

        var found = await carts.FindAsync(cart with { Token = put.Value.Token ?? cart.Token }, cancellationToken);
        return (await show.RunAsync(found, cart.Customer, cancellationToken)).Map(view => new CartAnswer(view, put.Value.Token));
    }
}
