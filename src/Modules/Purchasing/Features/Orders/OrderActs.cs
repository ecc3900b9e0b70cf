using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What is said of an act.</summary>
/// <param name="Note">At most 500 characters.</param>
internal sealed record NoteBody(string? Note = null);

/// <summary>Approves, sends, closes and cancels orders.</summary>
internal sealed class OrderActs(RowStore rows, OrderStore orders, OrderMail mail, ArchivedItems archived, ApprovalLimit limit, PurchasingClock clock)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, OrderAct.Approve, "Approve a purchase order", "Above the amount that is set somebody other than its author does so.", Permissions.OrderApprove);
        Map(api, OrderAct.Send, "Send a purchase order", "By mail to the supplier; where the supplier has no address it is marked as sent by hand.", Permissions.OrderEdit);
        Map(api, OrderAct.Close, "Close a purchase order", "Nothing more is expected of it.", Permissions.OrderEdit);
        Map(api, OrderAct.Cancel, "Cancel a purchase order", "Before anything came of it.", Permissions.OrderEdit);
    }

    public async Task<Result<OrderDetail>> RunAsync(OrderAct act, NoteBody body, WriteRequest request)
    {
        var (id, problems) = (request.Id<PurchaseOrderId>(), new Problems());
        var note = problems.Line(body.Note, "note", 500);
        if (id.IsFailure || problems.Any)
        {
            return id.IsFailure ? id.Errors.ToArray() : problems.Errors.ToArray();
        }

        return await orders.ChangeAsync(id.Value, act, act == OrderAct.Approve ? Permissions.OrderApprove : Permissions.OrderEdit, request, async (order, stop) => act switch
        {
            OrderAct.Approve or OrderAct.Send when await archived.FaultsAsync(order.Id, stop) is { Length: > 0 } faults => faults,
            OrderAct.Approve => await ApproveAsync(order, request, stop),
            OrderAct.Send => order with { SentHow = await mail.SendAsync(order, stop) ? "mail" : "hand" },
            _ => order,
        }, note);
    }

    private async Task<Result<OrderRow>> ApproveAsync(OrderRow order, WriteRequest request, CancellationToken cancellationToken)
    {
        var day = await clock.DayAsync(StoreId.From(order.StoreId), cancellationToken);
        if (day is null)
        {
            return PurchasingErrors.NoShop;
        }

        // A draft may grow until then; who approves it says that it goes to the supplier.
        if (await rows.HeldAsync(order.SupplierId, cancellationToken) is { } supplier && supplier.Currency == order.Currency && order.Total < supplier.MinimumOrder)
        {
            return PurchasingErrors.OrderMinimum(new Money(supplier.MinimumOrder, Currency.Get(supplier.Currency)));
        }

        var isOwn = order.AuthorId is { } author && author == request.Caller.Id;
        return isOwn && await limit.IsExceededAsync(new Money(order.Total, Currency.Get(order.Currency)), day, cancellationToken) ? PurchasingErrors.OwnApproval : order;
    }

    private static void Map(IEndpointRouteBuilder api, OrderAct act, string summary, string description, Permission permission) =>
        api.MapPost<OrderActs, NoteBody, OrderDetail>($"/purchase-orders/{{id}}/{ChoiceWords.Of(act)}", (use, body, request) => use.RunAsync(act, body, request))
            .WithName($"{act}PurchaseOrder").WithTags("Purchase orders").WithSummary(summary).WithDescription(description).WithExample(PurchasingExamples.OrderDetail).WithProblems(404).Requires(permission);
}
