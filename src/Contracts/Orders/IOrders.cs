using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>Carts and orders for the pages of the shop. Each call is the use case of the API's route of the same name, with its rules and errors.</summary>
public interface IOrders
{
    /// <summary>A cart, priced; an empty one where there is none. At most four statements, however many lines.</summary>
    Task<Result<CartView>> CartAsync(CartKey key, CancellationToken cancellationToken);

    /// <summary>How many things are in a cart, for the counter. One statement.</summary>
    Task<int> CountAsync(CartKey key, CancellationToken cancellationToken);

    /// <summary>Puts something in, on top of what is there.</summary>
    Task<Result<CartAnswer>> AddAsync(CartKey key, CartItem item, CancellationToken cancellationToken);

    /// <summary>Sets how much of something is in; zero takes it out.</summary>
    Task<Result<CartAnswer>> SetAsync(CartKey key, CartItem item, CancellationToken cancellationToken);

    /// <summary>Takes everything out.</summary>
    Task<Result<CartAnswer>> EmptyAsync(CartKey key, CancellationToken cancellationToken);

    /// <summary>Enters a coupon, or takes it away.</summary>
    Task<Result<CartAnswer>> CouponAsync(CartKey key, string code, bool isTaken, CancellationToken cancellationToken);

    /// <summary>Says how it gets to the customer.</summary>
    Task<Result<CartAnswer>> DeliverAsync(CartKey key, DeliveryChoice choice, CancellationToken cancellationToken);

    /// <summary>Places an order from a cart.</summary>
    Task<Result<PlacedOrder>> PlaceAsync(CartKey key, PlaceOrder order, CancellationToken cancellationToken);

    /// <summary>What a cart became, for whose cart it was; null for others, and while it is a cart. One statement.</summary>
    Task<OrderedCart?> OrderedAsync(CartKey key, CartId cart, CancellationToken cancellationToken);

    /// <summary>Begins to pay; not inside of a unit of work.</summary>
    Task<Result<PaymentStep>> PayAsync(OrderKey key, PayOrder payment, Uri site, CancellationToken cancellationToken);

    /// <summary>The ways in which what is due of an order can be paid.</summary>
    Task<Result<IReadOnlyList<PaymentOption>>> PayOptionsAsync(OrderKey key, CancellationToken cancellationToken);

    /// <summary>An order, for who may see it; null for others.</summary>
    Task<OrderView?> FindAsync(OrderKey key, CancellationToken cancellationToken);

    /// <summary>Where a cart is served from and brought to, without pricing it; null where there is no cart. One statement.</summary>
    Task<CartPlace?> PlaceOfAsync(CartKey key, CancellationToken cancellationToken);

    /// <summary>The orders of a customer, the newest first: those with a text in their number or in the name of something ordered, or all. One statement.</summary>
    Task<IReadOnlyList<OrderRecord>> OfAsync(UserId customer, string? words, int limit, OrderId? after, CancellationToken cancellationToken);

    /// <summary>The invoices of a customer, the newest first. One statement.</summary>
    Task<IReadOnlyList<CustomerInvoice>> InvoicesOfAsync(UserId customer, int limit, ShipmentId? after, CancellationToken cancellationToken);

    /// <summary>What a customer sends back or has asked to send back, the newest first. One statement.</summary>
    Task<IReadOnlyList<CustomerReturn>> ReturnsOfAsync(UserId customer, int limit, SaleReturnId? after, CancellationToken cancellationToken);

    /// <summary>Cancels an order for its customer.</summary>
    Task<Result<OrderView>> CancelAsync(OrderKey key, string reason, CancellationToken cancellationToken);

    /// <summary>What an order of its customer would cost after an edit, which is possible until it is picked.</summary>
    Task<Result<EditQuote>> QuoteEditAsync(OrderKey key, EditOrder edit, CancellationToken cancellationToken);

    /// <summary>Changes an order for its customer, at the quote that was shown.</summary>
    Task<Result<OrderView>> EditAsync(OrderKey key, EditOrder edit, CancellationToken cancellationToken);

    /// <summary>Asks to send something back.</summary>
    Task<Result<OrderView>> AskReturnAsync(OrderKey key, AskReturn asked, CancellationToken cancellationToken);

    /// <summary>Puts what is still sold of an order into a cart.</summary>
    Task<Result<CartAnswer>> ReorderAsync(OrderKey key, CartKey cart, CancellationToken cancellationToken);

    /// <summary>The invoice of a shipment, for who may see its order; null for others.</summary>
    Task<InvoiceView?> InvoiceAsync(OrderKey key, ShipmentId shipment, CancellationToken cancellationToken);

    /// <summary>What letters say of an order; null where there is none. One statement.</summary>
    /// <param name="id">The order.</param>
    /// <param name="about">The return that the letter is about, or null.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<OrderInShort?> InShortAsync(OrderId id, SaleReturnId? about, CancellationToken cancellationToken);

    /// <summary>
    /// Whose order some documents belong to: an order, a shipment or a return. Other documents are left out. The caller sees to who may
    /// know it. One statement.
    /// </summary>
    Task<IReadOnlyDictionary<DocumentRef, OrderBuyer>> BuyersAsync(IReadOnlyCollection<DocumentRef> documents, CancellationToken cancellationToken);

    /// <summary>The address below the site of an order's page, with the secret that opens it.</summary>
    string PageOf(OrderId id);
}
