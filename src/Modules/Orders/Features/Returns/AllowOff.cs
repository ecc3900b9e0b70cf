using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Orders.Features;

/// <summary>Something taken off an order that was invoiced, although no goods come back.</summary>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Amount">How much, with tax: above zero, and at most what the goods that the customer kept have cost them.</param>
/// <param name="Reason">Why, 1 to 200 characters: the customer sees it.</param>
/// <param name="RefundTo">Where the money goes, if it is paid already.</param>
internal sealed record AllowanceBody(SaleReturnId Id, Money Amount, string Reason, RefundTarget RefundTo = RefundTarget.Origin);

/// <summary>
/// Takes something off an order that was invoiced: the customer owes so much less, income and tax are lowered by it in the proportion of the goods, and what is paid
/// already goes back. Money that is only given back by hand, at the payment, is owed again.
/// </summary>
internal sealed class AllowOff(UnitOfWork work, RowStore rows, OrderStore orders, CreditOrder credit, ReadOrder read, IPayments payments, OrdersClock clock)
{
    private const int MostReason = 200;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<AllowOff, AllowanceBody, OrderView>("/orders/{id}/allowances", async (use, body, request) =>
            {
                var id = request.Id<OrderId>();
                return id.IsFailure ? id.Errors.ToArray() : await use.RunAsync(id.Value, body, request.Caller, request.Stop);
            })
            .WithName("AllowOffOrder").WithTags("Returns").WithSummary("Take something off an order afterwards").WithDescription("An allowance for goods that the customer keeps: it is credited, and what of it is paid already goes back. It stands among the order's returns, with the reason `allowance`.")
            .WithProblems(404, 409).WithExample(OrdersExamples.Order).Requires(Permissions.ReturnDecide);

    public async Task<Result<OrderView>> RunAsync(OrderId id, AllowanceBody body, Caller caller, CancellationToken cancellationToken)
    {
        var done = await work.RunAsync<OrderId>(async stop =>
        {
            await payments.LockAsync(PaymentIntentId.From(id.Value), stop);
            if (await orders.LockAsync(id, stop) is not { } order || !caller.MayIn(Permissions.ReturnDecide, order.StoreId))
            {
                return OrderErrors.Unknown;
            }

            var content = BodyText.ContentOf(new { id, body });
            return await rows.FindAsync<SaleReturnRow>(body.Id.Value, stop) is not { } known ? await WriteAsync(order, body, content, stop) : known.Content == content ? id : OrderErrors.ReturnContradiction;
        }, cancellationToken);
        return done.IsFailure ? done.Errors.ToArray() : (await read.AnyAsync(id, cancellationToken))!;
    }

    private async Task<Result<OrderId>> WriteAsync(OrderRow order, AllowanceBody body, string content, CancellationToken cancellationToken)
    {
        var (problems, day) = (new Problems(), (await clock.DayAsync(StoreId.From(order.StoreId), cancellationToken))!);
        BodyText.Id(problems, body.Id.Value);
        var reason = problems.Line(body.Reason, "reason", MostReason);
        problems.Require(reason.Length > 0, "allowance.reason", "The customer is told why: a reason is needed.", "reason");
        problems.Require(body.Amount.Currency == day.Currency && body.Amount.Minor > 0, "allowance.amount", $"An allowance is an amount above zero in {day.Currency.Code}.", "amount");
        problems.Require(body.RefundTo == RefundTarget.Origin || order.CustomerId is not null, "return.refund_to", "Only a customer with an account has a wallet.", "refundTo");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var kept = await KeptAsync(order, cancellationToken);
        var most = Math.Min(kept.Sum(one => one.Net + one.Tax), order.Invoiced - order.Credited);
        if (body.Amount.Minor > most)
        {
            return OrderErrors.AllowanceMore(day.Money(most));
        }

        var parts = Over(kept, body.Amount);
        var back = new SaleReturnRow(
            body.Id.Value, await rows.NumberAsync(new DocumentSeries("CR", order.StoreId, day.Store.Code, day.Today.Date.Year), cancellationToken), order.Id, order.StoreId, "received", ReturnReasons.Allowance, reason, "",
            ChoiceWords.Of(body.RefundTo), parts.Net, parts.Tax, orders.By, ByCustomer: false, content, clock.Now, clock.Now, 1);
        await rows.InsertOneAsync(back, cancellationToken);
        await rows.InsertAsync(parts.Goods.Select(one => new SaleReturnLineRow(back.Id, one.Line.No, 0, 0, one.Net, one.Tax)).ToList(), cancellationToken);
        var posted = await credit.PostAsync(order, back, parts, day, cancellationToken);
        if (posted.IsFailure)
        {
            return posted.Errors.ToArray();
        }

        await orders.NoteAsync(order.Id, ReturnReasons.Allowance, OrderStore.StateOf(order), $"{back.Number}: {reason}", parts.Total, cancellationToken);
        work.Audit(new AuditEntry("orders.allowance", "orders.return", back.Id.ToString(), back.Number, After: new { back.Number, order = order.Number, amount = body.Amount, reason }, StoreId: order.StoreId));
        var refunded = await credit.RefundAsync(posted.Value, back, body.RefundTo, day, cancellationToken);
        return refunded.IsFailure ? refunded.Errors.ToArray() : OrderId.From(order.Id);
    }

    /// <summary>What the customer has kept of each line, and what that has cost them.</summary>
    private async Task<List<(OrderLineRow Line, long Net, long Tax)>> KeptAsync(OrderRow order, CancellationToken cancellationToken)
    {
        var lines = (await orders.LinesAsync(order.Id, cancellationToken)).FindAll(line => line.Packed > 0).ToDictionary(line => line.No);
        var off = (await OrderAllowances.OfAsync(rows, order.Id, cancellationToken)).Left(lines);
        return [.. lines.Values.Where(line => line.Packed > line.Returned).Select(line =>
        {
            var (net, tax) = OrderSum.Less(line.Worth(line.Packed - line.Returned), off.GetValueOrDefault(line.No));
            return (line, net, tax);
        })];
    }

    /// <summary>An amount over lines by what each has cost, to the last minor unit.</summary>
    private static OrderCredit Over(List<(OrderLineRow Line, long Net, long Tax)> kept, Money amount)
    {
        var shares = amount.Allocate([.. kept.Select(one => one.Net + one.Tax)]);
        return new OrderCredit([.. kept.Zip(shares, (one, share) => (one.Line, Share: share.Minor, Tax: OrderSum.Share(one.Tax, share.Minor, one.Net + one.Tax)))
            .Where(one => one.Share > 0).Select(one => (one.Line, one.Share - one.Tax, one.Tax))]);
    }
}
