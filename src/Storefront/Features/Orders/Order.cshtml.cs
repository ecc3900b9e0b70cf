using System.Globalization;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/orders/{id}</c>: how an order and its payment stand, for its customer or who has its link; what is due is paid here, and it is cancelled or sent back from here.</summary>
internal sealed class OrderModel(IOrders orders, IPayments payments, IStores stores, TimeProvider time) : PrivatePage
{
    public OrderView Order { get; private set; } = null!;

    /// <summary>The secret of the link, where the page was opened by it.</summary>
    public string? Key { get; private set; }

    /// <summary>The attempt to pay that was begun last, or null.</summary>
    public PaymentAttemptRecord? Attempt { get; private set; }

    public IReadOnlyList<PaymentOption> Options { get; private set; } = [];

    /// <summary>Id of the next attempt to pay, and of a return, made before the form is shown.</summary>
    public Guid Next { get; } = TypedId.New<PaymentAttemptId>(time).Value;

    /// <summary>Whether the page asks again by itself: something is under way.</summary>
    public bool IsLive => IsChecking || Order.Order.State is not (OrderState.Completed or OrderState.Cancelled or OrderState.Returned or OrderState.Delivered);

    /// <summary>Whether nobody knows yet whether the payment went through.</summary>
    public bool IsChecking => (Order.Sums.Due.Minor > 0 || Order.Order.State == OrderState.Cancelled) && Attempt?.State is PaymentAttemptState.Unknown or PaymentAttemptState.Disputed;

    /// <summary>Whether all of it is packed: what did not come by then does not come.</summary>
    public bool IsPacked => Order.Order.State is OrderState.Packed or OrderState.OutForDelivery or OrderState.PartlyDelivered or OrderState.Delivered or OrderState.Completed or OrderState.PartlyReturned or OrderState.Returned;

    /// <summary>Whether a transfer to our bank is awaited.</summary>
    public bool AwaitsTransfer => Order.Sums.Due.Minor > 0 && Attempt is { Method: PaymentMethods.Bank, State: PaymentAttemptState.Started };

    /// <summary>Where a transfer that is awaited goes to, in words; empty where none is.</summary>
    public string BankAccount { get; private set; } = "";

    /// <summary>Stands for what the page shows: whoever has seen another one gets the whole page anew, with the ways to pay that there are then.</summary>
    public string Seen => string.Create(CultureInfo.InvariantCulture, $"{Order.Version}.{Order.Steps.Count}.{Attempt?.State}");

    protected override string TitleText => T["order.title"];

    public async Task<IActionResult> OnGetAsync([FromRoute] string? id, [FromQuery] string? key, [FromQuery] string? seen, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        if (IsPart && seen != Seen)
        {
            Response.Headers["HX-Refresh"] = "true";
        }

        return Page();
    }

    public async Task<IActionResult> OnPostPayAsync([FromRoute] string? id, string? key, string? attempt, string? method, string? cardCode, string? cardPin, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        if (!TypedId.TryParse<PaymentAttemptId>(attempt, out var attemptId))
        {
            return BadRequest();
        }

        var step = await orders.PayAsync(KeyOf(), new PayOrder(attemptId, method ?? "", Amount: null, cardCode, cardPin), Links.Site, cancellationToken);
        if (step.IsFailure || step.Value.SendTo is not { } there)
        {
            return step.IsFailure ? Fail(step.Errors) : Redirect(Here());
        }

        HttpContext.CarryPaying(Order.Order.Id, Key);
        return Redirect(there.ToString());
    }

    public async Task<IActionResult> OnPostCancelAsync([FromRoute] string? id, string? key, string? reason, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        var done = await orders.CancelAsync(KeyOf(), reason ?? "", cancellationToken);
        return done.IsFailure ? Fail(done.Errors) : Redirect(Here());
    }

    public async Task<IActionResult> OnPostReturnAsync([FromRoute] string? id, string? key, string? next, string? reason, string? note, string? to, string? exchange, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        if (!TypedId.TryParse<SaleReturnId>(next, out var returnId))
        {
            return BadRequest();
        }

        List<AskReturnLine> lines = [];
        foreach (var line in Order.Lines)
        {
            if (decimal.TryParse(Request.Form["line-" + line.No.ToString(CultureInfo.InvariantCulture)], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var many) && many > 0)
            {
                lines.Add(new AskReturnLine(line.No, many));
            }
        }

        var target = Enum.TryParse<RefundTarget>(to, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : RefundTarget.Origin;
        var done = await orders.AskReturnAsync(KeyOf(), new AskReturn(returnId, reason ?? "", lines, note, target, exchange == "yes"), cancellationToken);
        return done.IsFailure ? Fail(done.Errors) : Redirect(Here());
    }

    public async Task<IActionResult> OnPostReorderAsync([FromRoute] string? id, string? key, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, key, cancellationToken) is { } missing)
        {
            return missing;
        }

        var done = await orders.ReorderAsync(KeyOf(), HttpContext.CartKey(), cancellationToken);
        if (done.IsFailure)
        {
            return Fail(done.Errors);
        }

        HttpContext.Carry(done.Value.Token, done.Value.Cart.Pieces);
        return Redirect(Links.To("/cart"));
    }

    /// <summary>An instant in the time of the shop.</summary>
    public string When(DateTimeOffset at) => SlotText.Moment(at, Frame.Zone(), T);

    /// <summary>What is said of a step of its history.</summary>
    public string Said(OrderStep step) => T.Find("order.step." + step.Act) is { } text ? text : step.Act;

    /// <summary>Where an order is seen that this one is exchanged with. They are of one and the same shopper, so that who carries the secret of one may have that of the other.</summary>
    public string PageOf(OrderId exchanged) => Links.To(Key is { Length: > 0 } ? orders.PageOf(exchanged) : $"/orders/{exchanged}");

    private OrderKey KeyOf() => new(Order.Order.Id, HttpContext.Customer(), Key);

    private string Here() => Links.To($"/orders/{Order.Order.Id}" + (Key is { Length: > 0 } ? "?key=" + Uri.EscapeDataString(Key) : ""));

    private async Task<IActionResult?> LoadAsync(string? id, string? key, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<OrderId>(id, out var orderId))
        {
            return NotFound();
        }

        Key = key ?? HttpContext.PayingKey(orderId);
        if (await orders.FindAsync(new OrderKey(orderId, HttpContext.Customer(), Key), cancellationToken) is not { } order)
        {
            return NotFound();
        }

        Order = order;
        Head.Title = T["order.title_of", order.Order.Number];
        var intent = order.IntentId is { } intentId ? await payments.FindAsync(intentId, cancellationToken) : null;
        Attempt = intent?.Attempts.LastOrDefault();
        BankAccount = AwaitsTransfer ? await stores.SettingAsync("payments.bank_account", order.Order.StoreId, cancellationToken) : "";
        Options = order.CanBePaid && !IsChecking && await orders.PayOptionsAsync(KeyOf(), cancellationToken) is { IsSuccess: true } options ? options.Value : [];
        return null;
    }
}
