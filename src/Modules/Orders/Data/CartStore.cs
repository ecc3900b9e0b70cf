using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders.Data;

/// <summary>Carts, each one's or that of who carries its secret.</summary>
internal sealed class CartStore(UnitOfWork work, RowStore rows, OrdersClock clock)
{
    public const int MostLines = 200;
    public const int MostCoupons = 20;

    private const string FindSql = """
        select cart.id, cart.customer_id, cart.store_id, cart.delivery, cart.coupons, cart.note, cart.version,
            coalesce((select json_agg(row_to_json(line) order by line.added_at, line.pack_id) from orders.cart_line line where line.cart_id = cart.id), '[]') as lines
        from orders.cart where cart.order_id is null and (cart.customer_id = $1 or cart.token_hash = $2)
        """;

    /// <summary>The cart of a key, or null. What somebody had put into a cart before they logged in is then in theirs.</summary>
    public async Task<CartRow?> FindAsync(CartKey key, CancellationToken cancellationToken)
    {
        if (key.Customer is null && HashOf(key) is null)
        {
            return null;
        }

        var found = await SelectAsync(key, cancellationToken);
        if (key.Customer is null || found.TrueForAll(cart => cart.CustomerId is not null))
        {
            return found.FirstOrDefault();
        }

        var (guest, mine) = (found.Find(cart => cart.CustomerId is null)!, found.Find(cart => cart.CustomerId is not null));
        var merged = await work.RunAsync<int>(
            async stop => mine is null
                ? await rows.ExecuteAsync("update orders.cart set customer_id = $2, token_hash = null, version = version + 1, updated_at = $3 where id = $1 and order_id is null", stop, guest.Id, key.Customer.Value.Value, clock.Now)
                : await rows.ExecuteAsync("select orders.merge_carts($1, $2, $3, $4)", stop, guest.Id, mine.Id, MostLines, clock.Now),
            cancellationToken);
        // Who logs in on two devices at once merges once; the other finds what became of it.
        return merged.IsSuccess || merged.FirstError == UnitOfWork.Conflict ? (await SelectAsync(key, cancellationToken)).Find(cart => cart.CustomerId is not null) : mine;
    }

    /// <summary>The order that a cart of a key became; null where it was none of theirs or is a cart still.</summary>
    public async Task<OrderedCart?> OrderedAsync(CartKey key, CartId cart, CancellationToken cancellationToken) => (await rows.SelectAsync<Became>(
        """
        select sale.id, sale.number from orders.cart join orders.sale_order sale on sale.id = cart.order_id where cart.id = $1 and (cart.customer_id = $2 or cart.token_hash = $3)
        """, cancellationToken, cart.Value, key.Customer?.Value, HashOf(key))).Select(became => new OrderedCart(OrderId.From(became.Id), became.Number)).FirstOrDefault();

    /// <summary>How many things there are in it, weighed ones as one each.</summary>
    public async Task<int> CountAsync(CartKey key, CancellationToken cancellationToken) =>
        key.Customer is null && HashOf(key) is null ? 0 : (await rows.SelectAsync<Count>(
            "select coalesce(sum(case when line.quantity % 1000 = 0 then line.quantity / 1000 else 1 end), 0)::int as pieces from orders.cart_line line join orders.cart on cart.id = line.cart_id " +
            "where cart.order_id is null and (cart.customer_id = $1 or cart.token_hash = $2)", cancellationToken, key.Customer?.Value, HashOf(key))).Single().Pieces;

    /// <summary>The cart of a key, made where there is none; then with the secret of a guest's.</summary>
    public async Task<Result<(CartRow Cart, string? Token)>> OpenAsync(CartKey key, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is { } known)
        {
            return (known, null);
        }

        if (await clock.OnlineStoreAsync(cancellationToken) is not { } store)
        {
            return OrderErrors.NoStore;
        }

        var (id, token) = (clock.New<CartId>(), key.Customer is null ? SecretToken.New() : null);
        await rows.ExecuteAsync(
            "insert into orders.cart (id, token_hash, customer_id, store_id, delivery, created_at, updated_at) values ($1, $2, $3, $4, '{}', $5, $5) on conflict do nothing",
            cancellationToken, id.Value, token is null ? null : SecretToken.Hash(token), key.Customer?.Value, store.Value, clock.Now);
        return (await FindAsync(key with { Token = token ?? key.Token }, cancellationToken) ?? throw new InvalidOperationException("A cart that was made is not there."), token);
    }

    /// <summary>Puts something into the cart of a key, in one call: the cart as it is then, null where there is none yet or a guest's is still to be merged; and whether it is full.</summary>
    public async Task<(CartRow? Cart, bool IsFull)> PutAsync(CartKey key, Guid pack, long quantity, bool adds, string? substitution, string? note, CancellationToken cancellationToken)
    {
        if (key.Customer is null && HashOf(key) is null)
        {
            return (null, false);
        }

        await using var command = (await work.CommandAsync("select orders.put_item($1, $2, $3, $4, $5, $6, $7, $8, $9)", cancellationToken))
            .With(key.Customer?.Value, HashOf(key), pack, quantity, adds, substitution, note, MostLines, clock.Now);
        var answer = await command.ExecuteScalarAsync(cancellationToken) as string;
        return answer is null or "false" ? (null, answer is not null) : (RowStore.Read<CartRow>(answer), false);
    }

    public async Task<bool> PutAsync(Guid cart, Guid pack, long quantity, bool adds, string? substitution, string? note, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select orders.put_in($1, $2, $3, $4, $5, $6, $7, $8)", cancellationToken)).With(cart, pack, quantity, adds, substitution, note, MostLines, clock.Now);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public Task<int> CouponAsync(Guid cart, string code, bool isTaken, CancellationToken cancellationToken) => rows.ExecuteAsync(
        "update orders.cart set coupons = (select coalesce(array_agg(one order by place), '{}') from unnest(coupons) with ordinality known (one, place) where lower(one) <> lower($2)) || case when $3 then '{}'::text[] else array[$2] end, " +
        "version = version + 1, updated_at = $4 where id = $1 and ($3 or cardinality(coupons) < $5 or exists (select from unnest(coupons) one where lower(one) = lower($2)))",
        cancellationToken, cart, code, isTaken, clock.Now, MostCoupons);

    public Task<int> EmptyAsync(Guid cart, CancellationToken cancellationToken) => rows.ExecuteAsync(
        "with gone as (delete from orders.cart_line line using orders.cart where cart.id = $1 and cart.order_id is null and line.cart_id = cart.id) update orders.cart set version = version + 1, updated_at = $2 where id = $1 and order_id is null",
        cancellationToken, cart, clock.Now);

    /// <summary>Says how it gets to the customer; the cart as it is then, null where it was ordered meanwhile.</summary>
    public async Task<CartRow?> DeliverAsync(Guid cart, StoreId store, DeliveryRow delivery, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select orders.deliver_cart($1, $2, $3::jsonb, $4)", cancellationToken)).With(cart, store.Value, RowStore.Write(delivery), clock.Now);
        return await command.ExecuteScalarAsync(cancellationToken) is string changed ? RowStore.Read<CartRow>(changed) : null;
    }

    public static byte[]? HashOf(CartKey key) => SecretToken.IsWellFormed(key.Token) ? SecretToken.Hash(key.Token!) : null;

    private Task<List<CartRow>> SelectAsync(CartKey key, CancellationToken cancellationToken) => rows.SelectAsync<CartRow>(FindSql, cancellationToken, key.Customer?.Value, HashOf(key));

    private sealed record Count(int Pieces);

    private sealed record Became(Guid Id, string Number);
}
