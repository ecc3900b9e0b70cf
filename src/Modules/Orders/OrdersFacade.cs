using Aisle.Contracts.Delivery;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders;

/// <summary>The module as the pages of the shop see it.</summary>
internal sealed class OrdersFacade(
    CartStore carts, ShowCart show, ChangeCart change, Features.PlaceOrder place, Features.PayOrder pay, ReadOrder read, OrderDesk desk, Features.EditOrder edit, ReturnDesk returns, Reorder reorder, ReadInvoice invoices, ReadInShort brief, ReadBuyers buyers, OfCustomer mine, OrderLinks links, CallerContext caller) : IOrders
{
    public async Task<Result<CartView>> CartAsync(CartKey key, CancellationToken cancellationToken) => await show.RunAsync(await carts.FindAsync(key, cancellationToken), key.Customer, cancellationToken);

    public Task<int> CountAsync(CartKey key, CancellationToken cancellationToken) => carts.CountAsync(key, cancellationToken);

    public Task<Result<CartAnswer>> AddAsync(CartKey key, CartItem item, CancellationToken cancellationToken) => change.PutAsync(key, item, adds: true, cancellationToken);

    public Task<Result<CartAnswer>> SetAsync(CartKey key, CartItem item, CancellationToken cancellationToken) => change.PutAsync(key, item, adds: false, cancellationToken);

    public Task<Result<CartAnswer>> EmptyAsync(CartKey key, CancellationToken cancellationToken) => change.EmptyAsync(key, cancellationToken);

    public Task<Result<CartAnswer>> CouponAsync(CartKey key, string code, bool isTaken, CancellationToken cancellationToken) => change.CouponAsync(key, code, isTaken, cancellationToken);

    public Task<Result<CartAnswer>> DeliverAsync(CartKey key, DeliveryChoice choice, CancellationToken cancellationToken) => change.DeliverAsync(key, choice, cancellationToken);

    public Task<Result<PlacedOrder>> PlaceAsync(CartKey key, Contracts.Orders.PlaceOrder order, CancellationToken cancellationToken) => place.RunAsync(key, order, cancellationToken);

    public Task<OrderedCart?> OrderedAsync(CartKey key, CartId cart, CancellationToken cancellationToken) => carts.OrderedAsync(key, cart, cancellationToken);

    public Task<Result<PaymentStep>> PayAsync(OrderKey key, Contracts.Orders.PayOrder payment, Uri site, CancellationToken cancellationToken) => pay.RunAsync(key, payment, site, caller.Address, cancellationToken);

    public async Task<Result<IReadOnlyList<PaymentOption>>> PayOptionsAsync(OrderKey key, CancellationToken cancellationToken) => (await pay.OptionsAsync(key, cancellationToken)).Map(IReadOnlyList<PaymentOption> (options) => options);

    public Task<OrderView?> FindAsync(OrderKey key, CancellationToken cancellationToken) => read.ForShopperAsync(key, cancellationToken);

    public async Task<CartPlace?> PlaceOfAsync(CartKey key, CancellationToken cancellationToken) => await carts.FindAsync(key, cancellationToken) is { } cart
        ? new CartPlace(StoreId.From(cart.StoreId), ChoiceWords.To<Fulfilment>(cart.Delivery.Kind), cart.Delivery.ZoneId is { } zone ? ZoneId.From(zone) : null) : null;

    public Task<IReadOnlyList<OrderRecord>> OfAsync(UserId customer, string? words, int limit, OrderId? after, CancellationToken cancellationToken) => mine.OrdersAsync(customer, words, limit, after, cancellationToken);

    public Task<IReadOnlyList<CustomerInvoice>> InvoicesOfAsync(UserId customer, int limit, ShipmentId? after, CancellationToken cancellationToken) => mine.InvoicesAsync(customer, limit, after, cancellationToken);

    public Task<IReadOnlyList<CustomerReturn>> ReturnsOfAsync(UserId customer, int limit, SaleReturnId? after, CancellationToken cancellationToken) => mine.ReturnsAsync(customer, limit, after, cancellationToken);

    public Task<Result<OrderView>> CancelAsync(OrderKey key, string reason, CancellationToken cancellationToken) => desk.CancelAsync(key, reason, Caller.Anonymous, cancellationToken);

    public Task<Result<EditQuote>> QuoteEditAsync(OrderKey key, Contracts.Orders.EditOrder asked, CancellationToken cancellationToken) => edit.QuoteAsync(key, asked, Caller.Anonymous, cancellationToken);

    public Task<Result<OrderView>> EditAsync(OrderKey key, Contracts.Orders.EditOrder asked, CancellationToken cancellationToken) => edit.RunAsync(key, asked, Caller.Anonymous, cancellationToken);

    public Task<Result<OrderView>> AskReturnAsync(OrderKey key, AskReturn asked, CancellationToken cancellationToken) => returns.AskAsync(key, asked, cancellationToken);

    public Task<Result<CartAnswer>> ReorderAsync(OrderKey key, CartKey cart, CancellationToken cancellationToken) => reorder.RunAsync(key, cart, cancellationToken);

    public async Task<InvoiceView?> InvoiceAsync(OrderKey key, ShipmentId shipment, CancellationToken cancellationToken) =>
        await read.IsTheirsAsync(key, cancellationToken) && await invoices.RunAsync(shipment, cancellationToken) is { } found && found.Order == key.Id ? found.Invoice : null;

    public Task<OrderInShort?> InShortAsync(OrderId id, SaleReturnId? about, CancellationToken cancellationToken) => brief.RunAsync(id, about, cancellationToken);

    public Task<IReadOnlyDictionary<DocumentRef, OrderBuyer>> BuyersAsync(IReadOnlyCollection<DocumentRef> documents, CancellationToken cancellationToken) => buyers.RunAsync(documents, cancellationToken);

    public string PageOf(OrderId id) => links.PageOf(id);
}
