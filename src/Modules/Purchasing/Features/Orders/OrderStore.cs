using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>An order as a list reads it: with what its supplier is called.</summary>
internal sealed record NamedOrder(
    Guid Id, string Number, Guid SupplierId, string Supplier, Guid StoreId, string State, DateOnly OrderedOn, DateOnly? ExpectedOn, string Note, string Currency, long Total, Guid? AuthorId, string? SentHow, int Version, DateTimeOffset CreatedAt)
{
    public PurchaseOrderRecord Record() => new(
        PurchaseOrderId.From(Id), Number, Contracts.Purchasing.SupplierId.From(SupplierId), Supplier, Contracts.Stores.StoreId.From(StoreId), ChoiceWords.To<PurchaseOrderState>(State), OrderedOn, ExpectedOn, new Money(Total, Kernel.Currency.Get(Currency)), SentHow, Note,
        CreatedAt, Version);
}

/// <summary>Reads orders whole, and moves them from state to state: the one place that does.</summary>
internal sealed class OrderStore(UnitOfWork work, RowStore rows, PurchasingClock clock, CallerContext caller)
{
    public const string Named = "select r.*, supplier.name as supplier from purchasing.purchase_order r join purchasing.supplier on supplier.id = r.supplier_id";

    /// <summary>An order with all that belongs to it; null where there is none.</summary>
    public async Task<OrderDetail?> DetailAsync(Guid id, CancellationToken cancellationToken)
    {
        if ((await rows.SelectAsync<NamedOrder>(Named + " where r.id = $1", cancellationToken, id)).FirstOrDefault() is not { } order)
        {
            return null;
        }

        var unit = Currency.Get(order.Currency);
        var lines = await rows.ListAsync<OrderLineRow>("order_id = $1 order by no", cancellationToken, id);
        var acts = await rows.ListAsync<OrderActRow>("order_id = $1 order by no", cancellationToken, id);
        var receipts = await rows.ListAsync<ReceiptRow>("order_id = $1 order by created_at, id", cancellationToken, id);
        return new OrderDetail(
            order.Record(), [.. lines.Select(line => Line(line, unit))], [.. acts.Select(act => new OrderActRecord(act.Act, act.State, act.ByName, act.At, act.Note))],
            [.. receipts.Select(receipt => new ReceiptName(GoodsReceiptId.From(receipt.Id), receipt.Number))]);
    }

    /// <summary>
    /// Does something to an order that is locked, if its state allows it and the caller may in its store. What comes of it is written
    /// with a line of its history, and told.
    /// </summary>
    public Task<Result<OrderDetail>> ChangeAsync(
        PurchaseOrderId id, OrderAct act, Permission permission, WriteRequest request, Func<OrderRow, CancellationToken, Task<Result<OrderRow>>> change, string note = "") => work.RunAsync<OrderDetail>(async stop =>
    {
        if (await rows.FindAsync<OrderRow>(id.Value, stop, isLocked: true) is not { } before)
        {
            return PurchasingErrors.OrderUnknown;
        }

        if (!request.Caller.MayIn(permission, before.StoreId))
        {
            return Access.Forbidden;
        }

        var state = ChoiceWords.To<PurchaseOrderState>(before.State);
        if (OrderFlow.After(state, act) is not { } next)
        {
            return PurchasingErrors.State(state, act);
        }

        var changed = await change(before, stop);
        if (changed.IsFailure)
        {
            return changed.Errors.ToArray();
        }

        await MoveAsync(before, changed.Value, act, next, note, stop);
        return (await DetailAsync(before.Id, stop))!;
    }, request.Stop);

    /// <summary>Writes what an act has made of an order that is locked.</summary>
    public async Task MoveAsync(OrderRow before, OrderRow changed, OrderAct act, PurchaseOrderState next, string note, CancellationToken cancellationToken)
    {
        var after = changed with { State = ChoiceWords.Of(next), Version = before.Version + 1, UpdatedAt = clock.Now };
        await rows.UpdateAsync(before.Id, after, cancellationToken);
        var name = ChoiceWords.Of(act);
        await NoteAsync(before.Id, name, next, note, cancellationToken);
        work.Audit(new AuditEntry("purchasing.order." + name, "purchasing.order", before.Id.ToString(), before.Number, new { before.State, before.Total }, new { after.State, after.Total, note }, before.StoreId));
        work.Publish(new PurchaseOrderChanged(PurchaseOrderId.From(before.Id), StoreId.From(before.StoreId), after.State));
    }

    /// <summary>A line of an order's history.</summary>
    public Task<int> NoteAsync(Guid order, string act, PurchaseOrderState state, string note, CancellationToken cancellationToken) => rows.ExecuteAsync("""
        insert into purchasing.order_act (order_id, no, act, state, by_user, by_name, at, note) select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7 from purchasing.order_act where order_id = $1
        """, cancellationToken, order, act, ChoiceWords.Of(state), caller.By(), caller.Caller.Name, clock.Now, note);

    private static OrderLineRecord Line(OrderLineRow line, Currency unit) => new(
        line.No, VariantId.From(line.VariantId), line.Sku, line.Name, decimal.Round((decimal)line.Quantity / line.PackUnits, 3) / 1.000000000m, Body.Units(line.PackUnits), Body.Units(line.Quantity), line.Unit, new Money(line.Price, unit),
        new Money(line.Amount, unit), line.TaxClass, Body.Units(line.Received));
}
