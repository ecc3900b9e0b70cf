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
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A purchase order as it is to be.</summary>
/// <param name="SupplierId">From whom.</param>
/// <param name="StoreId">For which store.</param>
/// <param name="Lines">What, 1 to 1,000 lines.</param>
/// <param name="ExpectedOn">When the goods are expected; absent for today and the supplier's days.</param>
/// <param name="Note">What is said on it.</param>
/// <param name="Id">Of a new one, made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record OrderBody(SupplierId SupplierId, StoreId StoreId, IReadOnlyList<OrderLineBody> Lines, DateOnly? ExpectedOn = null, string? Note = null, PurchaseOrderId? Id = null)
{
    public const int MostLines = 1_000;
}

/// <summary>A line of an order.</summary>
/// <param name="VariantId">Of what.</param>
/// <param name="Packs">How many packs; units where a pack is one unit.</param>
/// <param name="PackUnits">Units in a pack; absent for what the supplier's list says, or 1.</param>
/// <param name="Price">Of a pack, without tax; absent for what the supplier's list says today.</param>
/// <param name="TaxClass">Class of tax.</param>
internal sealed record OrderLineBody(VariantId VariantId, decimal Packs, decimal? PackUnits = null, Money? Price = null, string? TaxClass = null);

/// <summary>Writes orders, and changes them while they are drafts.</summary>
internal sealed class WriteOrder(UnitOfWork work, RowStore rows, OrderStore orders, ICatalog catalog, PurchasingClock clock, CallerContext caller)
{
    /// <summary>Most thousandths of a line: what the stock takes.</summary>
    private const long MostQuantity = 1_000_000_000_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<WriteOrder, OrderBody, OrderDetail>("/purchase-orders", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddPurchaseOrder").WithTags("Purchase orders").WithSummary("Write a purchase order").WithDescription("A draft. What is not said of a line is as the supplier's list has it.")
            .WithExample(PurchasingExamples.OrderDetail).Requires(Permissions.OrderEdit);
        api.MapPut<WriteOrder, OrderBody, OrderDetail>("/purchase-orders/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName("EditPurchaseOrder").WithTags("Purchase orders").WithSummary("Edit a purchase order").WithDescription("All of it is as the body says. Only a draft can be edited.")
            .WithExample(PurchasingExamples.OrderDetail).WithProblems(404).Requires(Permissions.OrderEdit);
    }

    public async Task<Result<OrderDetail>> AddAsync(OrderBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.OrderEdit, body.StoreId))
        {
            return Access.Forbidden;
        }

        var added = await work.RunAsync<OrderDetail>(async stop =>
        {
            var id = body.Id ?? clock.New<PurchaseOrderId>();
            var content = BodyText.ContentOf(body);
            return await rows.OnceAsync<OrderRow, OrderDetail>(id.Value, content, PurchasingErrors.Contradiction, async known => (await orders.DetailAsync(known.Id, stop))!, () => WriteAsync(body, id, content, stop), stop);
        }, request.Stop);
        request.Location = added.IsSuccess ? $"/api/v1/purchase-orders/{added.Value.Order.Id}" : null;
        request.Version = added.IsSuccess ? added.Value.Order.Version : null;
        return added;
    }

    private async Task<Result<OrderDetail>> WriteAsync(OrderBody body, PurchaseOrderId id, string content, CancellationToken cancellationToken)
    {
        var made = await ReadAsync(body, id.Value, writtenOn: null, cancellationToken);
        if (made.IsFailure)
        {
            return made.Errors.ToArray();
        }

        var (day, unit, lines, expected, note) = made.Value;
        var number = await rows.NumberAsync("PO", day, cancellationToken);
        var row = new OrderRow(
            id.Value, number, body.SupplierId.Value, body.StoreId.Value, ChoiceWords.Of(PurchaseOrderState.Draft), day.Today.Date, expected, note, unit.Code, lines.Sum(line => line.Amount), caller.By(), SentHow: null, content, 1, clock.Now, clock.Now);
        await rows.InsertOneAsync(row, cancellationToken);
        await rows.InsertAsync(lines, cancellationToken);
        await orders.NoteAsync(row.Id, "write", PurchaseOrderState.Draft, "", cancellationToken);
        work.Audit(new AuditEntry("purchasing.order.write", "purchasing.order", row.Id.ToString(), number, After: new { row.Number, supplier = row.SupplierId, total = new Money(row.Total, unit), lines = lines.Count }, StoreId: row.StoreId));
        work.Publish(new PurchaseOrderChanged(id, body.StoreId, row.State));
        return (await orders.DetailAsync(row.Id, cancellationToken))!;
    }

    public async Task<Result<OrderDetail>> EditAsync(OrderBody body, WriteRequest request)
    {
        var (id, version) = (request.Id<PurchaseOrderId>(), request.IfMatch());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        var saved = await orders.ChangeAsync(id.Value, OrderAct.Edit, Permissions.OrderEdit, request, async (before, stop) =>
        {
            if (!request.Caller.MayIn(Permissions.OrderEdit, body.StoreId))
            {
                return Access.Forbidden;
            }

            if (before.Version != version.Value)
            {
                return PurchasingErrors.Outdated;
            }

            var problems = new Problems();
            problems.Require(body.Id is null || body.Id == id.Value, "purchase.contradiction", "The id is that of another order.", "id");
            // Its number is of this store, and stays.
            problems.Require(body.StoreId.Value == before.StoreId, "purchase.store", "An order stays with its store; write another one.", "storeId");
            var made = problems.Any ? problems.Errors.ToArray() : await ReadAsync(body, before.Id, before.OrderedOn, stop);
            if (made.IsFailure)
            {
                return made.Errors.ToArray();
            }

            var (_, unit, lines, expected, note) = made.Value;
            await rows.ExecuteAsync("delete from purchasing.order_line where order_id = $1", stop, before.Id);
            await rows.InsertAsync(lines, stop);
            return before with { SupplierId = body.SupplierId.Value, Currency = unit.Code, ExpectedOn = expected, Note = note, Total = lines.Sum(line => line.Amount), AuthorId = caller.By() };
        });
        request.Version = saved.IsSuccess ? saved.Value.Order.Version : null;
        return saved;
    }

    private async Task<Result<(ShopDay Day, Currency Unit, List<OrderLineRow> Lines, DateOnly? Expected, string Note)>> ReadAsync(OrderBody body, Guid id, DateOnly? writtenOn, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        BodyText.Id(problems, body.Id?.Value);
        Body.Day(problems, body.ExpectedOn, "expectedOn");
        var note = problems.Lines(body.Note, "note", 1_000);
        var (supplier, day) = (await rows.HeldAsync(body.SupplierId.Value, cancellationToken), await clock.DayAsync(body.StoreId, cancellationToken));
        problems.Require(day is not null, "store.unknown", "There is no such store.", "storeId");
        problems.Require(day is null || body.ExpectedOn is not { } wanted || wanted >= (writtenOn ?? day.Today.Date), "purchase.expected_past", "Goods are not expected before the day of their order.", "expectedOn");
        if (supplier is not { Status: "active" })
        {
            problems.Add(PurchasingErrors.SupplierGone);
        }

        problems.Require(body.Lines.Count is > 0 and <= OrderBody.MostLines, "purchase.lines", $"An order has 1 to {OrderBody.MostLines} lines.", "lines");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var unit = Currency.Get(supplier!.Currency);
        var variants = body.Lines.Select(line => line.VariantId.Value).Distinct().ToArray();
        var items = (await catalog.ItemsAsync([.. variants.Select(VariantId.From)], cancellationToken)).ToDictionary(item => item.Id);
        var packs = (await rows.ListAsync<ItemRow>("supplier_id = $1 and variant_id = any ($2)", cancellationToken, supplier.Id, variants)).ToDictionary(item => item.VariantId);
        var prices = (await rows.SelectAsync<PriceRow>(
            "select distinct on (variant_id) * from purchasing.supplier_price where supplier_id = $1 and variant_id = any ($2) and valid_from <= $3 order by variant_id, valid_from desc",
            cancellationToken, supplier.Id, variants, day!.Today.Date)).ToDictionary(price => price.VariantId);
        var taxes = (await clock.ShopAsync(cancellationToken))!.TaxClasses.Select(tax => tax.Code).ToHashSet(StringComparer.Ordinal);
        List<OrderLineRow> lines = [];
        for (var index = 0; index < body.Lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (body.Lines[index], FormattableString.Invariant($"lines[{index}]"));
            if (!items.TryGetValue(line.VariantId, out var item))
            {
                problems.Require(ok: false, "purchase.item_unknown", "There is no such product.", at + ".variantId");
                continue;
            }

            if (item.Status == ArchivedItems.Status)
            {
                problems.Add(PurchasingErrors.ItemArchived(index, item.Sku));
            }

            var (pack, price) = (packs.GetValueOrDefault(item.Id.Value), prices.GetValueOrDefault(item.Id.Value));
            var units = line.PackUnits is { } given ? Body.Quantity(problems, given, at + ".packUnits", unit: item.Unit) : pack?.PackUnits ?? 1_000;
            var count = Body.Quantity(problems, line.Packs, at + ".packs");
            // What is no quantity is told once.
            problems.Require(count == 0 || pack is null || count >= pack.Minimum, "purchase.minimum", "The supplier takes no order of so few packs.", at + ".packs");
            problems.Require(line.Price is not null || (price is not null && (line.PackUnits is null || units == pack?.PackUnits)), "purchase.price_needed", "The supplier's list has no price for this; say one.", at + ".price");
            problems.Require(line.TaxClass is null || taxes.Contains(line.TaxClass), "tax_class.unknown", "There is no such class of tax.", at + ".taxClass");
            var unitPrice = line.Price is { } said ? Body.Amount(problems, said, unit, at + ".price") : price?.Price ?? 0;
            var quantity = (Int128)count * units / 1_000;
            problems.Require((Int128)count * units % 1_000 == 0 && quantity > 0 && quantity <= MostQuantity || problems.Any, "purchase.quantity", "A quantity is above zero, with at most three decimals.", at + ".packs");
            Body.Whole(problems, problems.Any ? 0 : Body.Units((long)quantity), item.Unit, at + ".packs");
            if (!problems.Any)
            {
                lines.Add(new OrderLineRow(
                    id, index + 1, item.Id.Value, item.Sku, item.Name, item.Unit.Code, (long)quantity, units, unitPrice, Body.Cost(problems, (long)quantity, units, unitPrice, at + ".price"), line.TaxClass, 0));
            }
        }

        problems.Require(problems.Any || lines.Sum(line => (decimal)line.Amount) <= Contracts.Ledger.NewEntry.LargestAmount, "purchase.amount", "The order is of more than the books take.", "lines");
        return problems.Any ? problems.Errors.ToArray() : (day, unit, lines, body.ExpectedOn ?? (supplier.LeadDays > 0 ? day.Today.Date.AddDays(supplier.LeadDays) : null), note);
    }
}
