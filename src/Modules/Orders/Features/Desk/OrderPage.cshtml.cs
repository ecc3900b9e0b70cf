using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Orders.Features;

/// <summary><c>/admin/orders/{id}</c>: an order with the timeline of everything, and what can be done now.</summary>
internal sealed class OrderPageModel(ReadOrder read, OrderDesk desk, PickDesk picking, PackOrder pack, ShipOrder ship, ReturnDesk returns, AllowOff allowances, IPayments payments, OrdersClock clock) : AdminPage
{
    public OrderView Detail { get; private set; } = null!;

    public PaymentIntentRecord? Intent { get; private set; }

    public string Store { get; private set; } = "";

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Id of the next document, made before the form is shown.</summary>
    public Guid Next { get; private set; }

    public IEnumerable<ListChoice> Reasons => ReturnReasons.All.Select(reason => new ListChoice(reason, T["orders.reason." + reason]));

    public IEnumerable<ListChoice> Targets => Enum.GetValues<RefundTarget>().Select(to => new ListChoice(to.ToString(), T["orders.refund_to." + ChoiceWords.Of(to)]));

    private OrderRecord Order => Detail.Order;

    public bool MayPick => OrderFlow.Can(Order.State, OrderAct.Pick) && Caller.MayIn(Permissions.OrderPick, Order.StoreId);

    public bool MayEdit => Detail.CanBeEdited && Caller.MayIn(Permissions.OrderEdit, Order.StoreId);

    public bool MayPack => OrderFlow.Can(Order.State, OrderAct.PackAll) && (HasPicked || Order.State == OrderState.PartlyPacked) && Caller.MayIn(Permissions.OrderPick, Order.StoreId);

    /// <summary>Whether something was picked that is not packed yet.</summary>
    public bool HasPicked => Detail.Lines.Any(line => line.Picked > line.Packed);

    public bool MaySend => Order.Kind == Fulfilment.Delivery && Detail.Shipments.Any(shipment => shipment.State == "packed") && OrderFlow.Can(Order.State, OrderAct.Send) && Caller.MayIn(Permissions.OrderShip, Order.StoreId);

    public bool MayDeliver => Detail.Shipments.Any(shipment => shipment.State is "packed" or "out") && OrderFlow.Can(Order.State, OrderAct.DeliverPart) && Caller.MayIn(Permissions.OrderShip, Order.StoreId);

    /// <summary>What is to be paid at the door: of an order that comes in parts, for those that are packed.</summary>
    public Money ToCollect
    {
        get
        {
            var (sums, currency) = (Detail.Sums, Order.Total.Currency);
            var packed = new Money(Math.Max(0, sums.Invoiced.Minor - sums.Credited.Minor - sums.Paid.Minor + sums.Refunded.Minor), currency);
            return Order.State == OrderState.PartlyPacked && packed.Minor < sums.Due.Minor ? packed : sums.Due;
        }
    }

    /// <summary>What was typed as taken, also where it is no number, or what is to be.</summary>
    public string Collected => Request.HasFormContentType && Request.Form.TryGetValue("collected", out var typed) ? typed.ToString() : ToCollect.ToAmountString();

    public bool MayComeBack => OrderFlow.Can(Order.State, OrderAct.ComeBack) && Detail.Shipments.Any(shipment => shipment.State == "out") && Caller.MayIn(Permissions.OrderShip, Order.StoreId);

    public bool MayCancel => OrderFlow.Can(Order.State, OrderAct.Cancel) && Caller.MayIn(Permissions.OrderCancel, Order.StoreId);

    public bool MayReturn => OrderFlow.Can(Order.State, OrderAct.ReturnAll) && Detail.Lines.Any(line => line.Packed > line.Returned) && Caller.MayIn(Permissions.ReturnDecide, Order.StoreId);

    /// <summary>Whether something can be taken off what was invoiced: an exchange costs nothing, and there is nothing to take it off.</summary>
    public bool MayAllow => MayDecide && Detail.Sums.Invoiced > Detail.Sums.Credited && Detail.Lines.Any(line => line.Packed > line.Returned);

    public bool MayDecide => Caller.MayIn(Permissions.ReturnDecide, Order.StoreId);

    public string WastedOf(SaleReturnLineView line) => T["orders.order_page.wasted_of", T.Of(Detail.Lines.First(one => one.No == line.No).Name), OrderWords.Quantity(T, line.Quantity)];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public Task<IActionResult> OnPostPickAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, async order =>
    {
        var begun = await picking.StartOfAsync([order], Caller, cancellationToken);
        return begun.IsSuccess ? (IActionResult)Redirect(To($"/admin/orders/picking/{begun.Value.Id}")) : Fail(begun.Errors);
    }, cancellationToken);

    public Task<IActionResult> OnPostPackAsync([FromRoute] string id, string? next, string? last, CancellationToken cancellationToken) => DoAsync(id, order => pack.RunAsync(order, new PackOrderBody(ShipmentId.From(Made(next)), last != "no"), Caller, cancellationToken), "packed", cancellationToken);

    public Task<IActionResult> OnPostSendAsync([FromRoute] string id, string? carrier, string? tracking, CancellationToken cancellationToken) => DoAsync(id, order => ship.SendAsync(order, new SendBody(carrier, tracking), Caller, cancellationToken), "sent", cancellationToken);

    public Task<IActionResult> OnPostDeliverAsync([FromRoute] string id, string? next, string? collected, CancellationToken cancellationToken) => DoAsync(id, async order =>
    {
        var problems = new Problems();
        var cash = Typed.Number(collected ?? "", "collected", problems) is { } amount ? problems.Take(Money.FromDecimal(amount, Order.Total.Currency), "collected") : (Money?)null;
        return problems.Any ? problems.Errors.ToArray() : await ship.DeliverAsync(order, new DeliverBody(PaymentAttemptId.From(Made(next)), cash is { IsZero: false } ? cash : null), Caller, cancellationToken);
    }, "delivered", cancellationToken);

    public Task<IActionResult> OnPostComeBackAsync([FromRoute] string id, string? note, CancellationToken cancellationToken) => DoAsync(id, order => ship.ComeBackAsync(order, new ComeBackBody(note), Caller, cancellationToken), "came_back", cancellationToken);

    public Task<IActionResult> OnPostCancelAsync([FromRoute] string id, string? reason, CancellationToken cancellationToken) => DoAsync(id, order => desk.CancelAsync(new OrderKey(order, Customer: null, Token: null), reason, Caller, cancellationToken), "cancelled", cancellationToken);

    public Task<IActionResult> OnPostReturnAsync([FromRoute] string id, string? next, string? reason, string? note, string? to, CancellationToken cancellationToken) => DoAsync(id, async order =>
    {
        var (problems, lines) = (new Problems(), new List<AskReturnLine>());
        foreach (var line in Detail.Lines)
        {
            var field = FormattableString.Invariant($"line-{line.No}");
            if (Typed.Number(Request.Form[field].ToString(), field, problems) is > 0 and { } many)
            {
                lines.Add(new AskReturnLine(line.No, many));
            }
        }

        return problems.Any ? problems.Errors.ToArray() : await returns.AskAsync(order, new AskReturn(SaleReturnId.From(Made(next)), reason ?? "", lines, note, Target(to)), Caller, cancellationToken);
    }, "return_written", cancellationToken);

    public Task<IActionResult> OnPostAllowAsync([FromRoute] string id, string? next, string? amount, string? reason, string? to, CancellationToken cancellationToken) => DoAsync(id, async order =>
    {
        var problems = new Problems();
        var off = Typed.Number(amount ?? "", "amount", problems) is { } typed ? problems.Take(Money.FromDecimal(typed, Order.Total.Currency), "amount") : Money.Zero(Order.Total.Currency);
        return problems.Any ? problems.Errors.ToArray() : await allowances.RunAsync(order, new AllowanceBody(SaleReturnId.From(Made(next)), off, reason ?? "", Target(to)), Caller, cancellationToken);
    }, "allowed", cancellationToken);

    public Task<IActionResult> OnPostDecideAsync([FromRoute] string id, string? back, string? answer, string? decision, CancellationToken cancellationToken) =>
        DoAsync(id, _ => returns.DecideAsync(SaleReturnId.From(Made(back)), new DecideReturnBody(decision == "approve", answer), Caller, cancellationToken), "return_decided", cancellationToken);

    public Task<IActionResult> OnPostReceiveAsync([FromRoute] string id, string? back, string? delivery, string? exchange, CancellationToken cancellationToken) => DoAsync(id, async _ =>
    {
        var (problems, lines) = (new Problems(), new List<ReceiveReturnLine>());
        foreach (var line in Detail.Returns.FirstOrDefault(one => one.Id.ToString() == back)?.Lines ?? [])
        {
            var field = FormattableString.Invariant($"wasted-{line.No}");
            lines.Add(new ReceiveReturnLine(line.No, Typed.Number(Request.Form[field].ToString(), field, problems) ?? 0));
        }

        return problems.Any ? problems.Errors.ToArray() : await returns.ReceiveAsync(SaleReturnId.From(Made(back)), new ReceiveReturnBody(lines, delivery == "yes", exchange == "yes"), Caller, cancellationToken);
    }, "return_received", cancellationToken);

    private static RefundTarget Target(string? to) => Enum.TryParse<RefundTarget>(to, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : RefundTarget.Origin;

    private static Guid Made(string? text) => Guid.TryParseExact(text, "D", out var id) ? id : Guid.Empty;

    private Task<IActionResult> DoAsync(string id, Func<OrderId, Task<Result<OrderView>>> act, string done, CancellationToken cancellationToken) => ActAsync(id, async order =>
    {
        var result = await act(order);
        if (result.IsSuccess)
        {
            return Done(T["orders.done." + done], $"/admin/orders/{order}");
        }

        await LoadAsync(id, cancellationToken);
        return Fail(result.Errors);
    }, cancellationToken);

    private async Task<IActionResult> ActAsync(string id, Func<OrderId, Task<IActionResult>> act, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? await act(Order.Id) : Missing();

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<OrderId>(id, out var wanted) || await read.AnyAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderRead, found.Order.StoreId))
        {
            return false;
        }

        var shop = await clock.ShopAsync(cancellationToken);
        (Detail, Zone, Title, Next) = (found, shop.Zone(), found.Order.Number, clock.New<ShipmentId>().Value);
        Store = shop?.Stores.FirstOrDefault(store => store.Id == found.Order.StoreId) is { } place ? $"{place.Code} {T.Of(place.Name)}" : "–";
        Intent = found.IntentId is { } intent ? await payments.FindAsync(intent, cancellationToken) : null;
        Crumbs = [new AdminCrumb(T["orders.orders_page.title"], "/admin/orders")];
        return true;
    }
}
