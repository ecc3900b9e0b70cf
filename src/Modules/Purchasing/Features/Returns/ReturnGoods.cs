using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
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

/// <summary>Goods that go back to a supplier.</summary>
/// <param name="SupplierId">To whom.</param>
/// <param name="StoreId">From which store.</param>
/// <param name="Lines">What, 1 to 1,000 lines.</param>
/// <param name="Agreed">What the supplier gives for all of it, without VAT.</param>
/// <param name="Note">Why.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record ReturnBody(SupplierId SupplierId, StoreId StoreId, IReadOnlyList<ReturnLineBody> Lines, Money Agreed, string? Note = null, SupplierReturnId? Id = null);

/// <summary>A line of what goes back.</summary>
/// <param name="VariantId">Of what.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Lot">Code of the lot; absent for what expires first.</param>
/// <param name="ExpiresOn">Last day of sale of the lot.</param>
/// <param name="Serials">The serial number of each piece, where it is kept by them, up to 1,000; <c>SN0098..SN0103</c> is a range.</param>
internal sealed record ReturnLineBody(VariantId VariantId, decimal Quantity, string? Lot = null, DateOnly? ExpiresOn = null, IReadOnlyList<string>? Serials = null);

/// <summary>Sends goods back: out of stock, and what the supplier gives for them awaits their credit note.</summary>
internal sealed class ReturnGoods(UnitOfWork work, RowStore rows, ReturnStore returns, ICatalog catalog, IInventory inventory, PurchasingClock clock, CallerContext caller)
{
    private const int MostLines = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<ReturnGoods, ReturnBody, ReturnDetail>("/supplier-returns", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName("ReturnToSupplier").WithTags("Supplier returns").WithSummary("Send goods back to a supplier").WithDescription("Takes them out of stock. What is agreed beyond or below what they are worth here is a price difference.")
            .WithExample(PurchasingExamples.Return).Requires(Permissions.GoodsReceive);
    }

    public async Task<Result<ReturnDetail>> RunAsync(ReturnBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.GoodsReceive, body.StoreId))
        {
            return Access.Forbidden;
        }

        var done = await work.RunAsync<ReturnDetail>(async stop =>
        {
            var (id, content) = (body.Id?.Value ?? clock.New<SupplierReturnId>().Value, BodyText.ContentOf(body));
            return await rows.OnceAsync<ReturnRow, ReturnDetail>(id, content, PurchasingErrors.Contradiction, async _ => (await returns.DetailAsync(id, stop))!, async () =>
            {
                var read = await ReadAsync(body, id, content, stop);
                if (read.IsFailure)
                {
                    return read.Errors.ToArray();
                }

                var (day, draft, lines) = read.Value;
                var row = draft with { Number = await rows.NumberAsync("RT", day, stop) };
                var stocked = await StockAsync(body, row, day, stop);
                if (stocked.IsFailure)
                {
                    return stocked.Errors.ToArray();
                }

                await rows.InsertOneAsync(row with { Worth = -stocked.Value.Value.Minor }, stop);
                await rows.InsertAsync(lines, stop);
                work.Audit(new AuditEntry("purchasing.return.send", "purchasing.return", id.ToString(), row.Number, After: new { row.Number, agreed = day.Money(row.Agreed), lines = lines.Count }, StoreId: row.StoreId));
                return (await returns.DetailAsync(id, stop))!;
            }, stop);
        }, request.Stop);
        request.Location = done.IsSuccess ? $"/api/v1/supplier-returns/{done.Value.Return.Id}" : null;
        return done;
    }

    private async Task<Result<StockPosting>> StockAsync(ReturnBody body, ReturnRow row, ShopDay day, CancellationToken cancellationToken)
    {
        var inLots = body.Lines.Index().Where(line => line.Item.Lot is { Length: > 0 }).ToList();
        var found = await inventory.LotsAsync([.. inLots.Select(line => new NewLot(line.Item.VariantId, line.Item.Lot!, line.Item.ExpiresOn))], cancellationToken);
        if (found.IsFailure)
        {
            return found.Errors.Select(error => error with { Field = ReceiptStore.LotFieldOf(error.Field, inLots.ConvertAll(line => line.Index)) }).ToArray();
        }

        var lots = inLots.Zip(found.Value).ToDictionary(pair => pair.First.Index, pair => pair.Second);
        List<NewStockLine> stock =
        [
            .. body.Lines.Select((line, index) => new NewStockLine(
                line.VariantId, -(long)(line.Quantity * 1_000m), Value: null, Location: null, lots.TryGetValue(index, out var lot) ? lot : null, line.Serials is { } serials ? inventory.SerialNumbers(serials).Value : null)),
        ];
        var posted = await inventory.PostAsync(
            new NewStockPosting(StockPostingId.From(row.Id), StockKind.SupplierReturn, day.Store.Id, new DocumentRef(PurchasingDocuments.Return, row.Id.ToString()), day.Today, row.Number, stock) { Agreed = day.Money(row.Agreed) }, cancellationToken);
        return posted.IsSuccess ? posted : posted.Errors.Select(error => error with { Field = ReceiptStore.FieldOf(error, [.. body.Lines.Select((_, index) => index)]) }).ToArray();
    }

    private async Task<Result<(ShopDay Day, ReturnRow Row, List<ReturnLineRow> Lines)>> ReadAsync(ReturnBody body, Guid id, string content, CancellationToken cancellationToken)
    {
        var (problems, day) = (new Problems(), await clock.DayAsync(body.StoreId, cancellationToken));
        BodyText.Id(problems, body.Id?.Value);
        var note = problems.Lines(body.Note, "note", 1_000);
        problems.Require(day is not null, "store.unknown", "There is no such store.", "storeId");
        problems.Require(await rows.FindAsync<SupplierRow>(body.SupplierId.Value, cancellationToken) is not null, "supplier.archived", "There is no such supplier.", "supplierId");
        problems.Require(body.Lines.Count is > 0 and <= MostLines, "purchase.lines", $"A return has 1 to {MostLines} lines.", "lines");
        var items = (await catalog.ItemsAsync([.. body.Lines.Take(MostLines).Select(line => line.VariantId).Distinct()], cancellationToken)).ToDictionary(item => item.Id);
        List<ReturnLineRow> lines = [];
        for (var index = 0; index < body.Lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (body.Lines[index], FormattableString.Invariant($"lines[{index}]"));
            var quantity = Body.Quantity(problems, line.Quantity, at + ".quantity");
            var lot = problems.Line(line.Lot, at + ".lot", 20);
            Body.Day(problems, line.ExpiresOn, at + ".expiresOn");
            if (line.Serials is { } serials)
            {
                problems.Take(inventory.SerialNumbers(serials).WithoutValue(), at + ".serials");
            }

            if (!items.TryGetValue(line.VariantId, out var item))
            {
                problems.Require(ok: false, "purchase.item_unknown", "There is no such product.", at + ".variantId");
                continue;
            }

            lines.Add(new ReturnLineRow(id, index + 1, item.Id.Value, item.Sku, item.Name, item.Unit.Code, quantity, lot.Length > 0 ? lot : null, line.ExpiresOn));
        }

        var agreed = day is null ? 0 : Body.Amount(problems, body.Agreed, day.Currency, "agreed");
        return problems.Any ? problems.Errors.ToArray() : (day!, new ReturnRow(id, "", body.SupplierId.Value, body.StoreId.Value, day!.Today.Date, day.Currency.Code, agreed, Worth: null, note, caller.By(), content, clock.Now), lines);
    }
}
