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
/// <param name="Agreed">What the supplier gives for all of it, without VAT, in the supplier's currency.</param>
/// <param name="Note">Why.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Rate">What one of that currency is worth in the company's, such as <c>122.5</c>; absent for the last one that was used.</param>
/// <param name="ConfirmRate">Whether that rate is right although it lies far from the last one; said by who approves orders.</param>
internal sealed record ReturnBody(SupplierId SupplierId, StoreId StoreId, IReadOnlyList<ReturnLineBody> Lines, Money Agreed, string? Note = null, SupplierReturnId? Id = null, string? Rate = null, bool ConfirmRate = false);

/// <summary>A line of what goes back.</summary>
/// <param name="VariantId">Of what.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Lot">Code of the lot; absent for what expires first.</param>
/// <param name="ExpiresOn">Last day of sale of the lot.</param>
/// <param name="Serials">The serial number of each piece, where it is kept by them, up to 1,000; <c>SN0098..SN0103</c> is a range.</param>
internal sealed record ReturnLineBody(VariantId VariantId, decimal Quantity, string? Lot = null, DateOnly? ExpiresOn = null, IReadOnlyList<string>? Serials = null);

/// <summary>Sends goods back: out of stock, and what the supplier gives for them awaits their credit note.</summary>
internal sealed class ReturnGoods(UnitOfWork work, RowStore rows, ReturnStore returns, ICatalog catalog, IInventory inventory, ExchangeRates rates, ApprovalLimit limit, PurchasingClock clock, CallerContext caller)
{
    private const int MostLines = 1_000;
    private const int LongestLot = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<ReturnGoods, ReturnBody, ReturnDetail>("/supplier-returns", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName("ReturnToSupplier").WithTags("Supplier returns").WithSummary("Send goods back to a supplier").WithDescription("Takes them out of stock. Only what came from this supplier goes back there, and above the amount that is set somebody who approves orders sends it. What is agreed beyond or below what they are worth here is a price difference.")
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

                var (day, draft, lines, lots) = read.Value;
                var row = draft with { Number = await rows.NumberAsync("RT", day, stop) };
                var stocked = await StockAsync(body, row, lots, day, stop);
                if (stocked.IsFailure)
                {
                    return stocked.Errors.ToArray();
                }

                var worth = -stocked.Value.Value.Minor;
                if (!request.Caller.MayIn(Permissions.OrderApprove, body.StoreId) && (await limit.IsExceededAsync(Math.Max(worth, row.Booked), day, stop) || await limit.IsExceededAsync(new Money(row.Agreed, Currency.Get(row.Currency)), day, stop)))
                {
                    return PurchasingErrors.ReturnLimit;
                }

                await rows.InsertOneAsync(row with { Worth = worth }, stop);
                await rows.InsertAsync(lines, stop);
                work.Audit(new AuditEntry("purchasing.return.send", "purchasing.return", id.ToString(), row.Number, After: new { row.Number, agreed = new Money(row.Agreed, Currency.Get(row.Currency)), lines = lines.Count }, StoreId: row.StoreId));
                return (await returns.DetailAsync(id, stop))!;
            }, stop);
        }, request.Stop);
        request.Location = done.IsSuccess ? $"/api/v1/supplier-returns/{done.Value.Return.Id}" : null;
        return done;
    }

    private async Task<Result<StockPosting>> StockAsync(ReturnBody body, ReturnRow row, IReadOnlyDictionary<int, IReadOnlyList<LotInStore>> lots, ShopDay day, CancellationToken cancellationToken)
    {
        List<NewStockLine> stock = [];
        List<int> places = [];
        // What lies of a lot in a place is taken once, however many lines are of it.
        var left = lots.Values.SelectMany(lying => lying).Distinct().ToDictionary(lying => lying, lying => lying.OnHand);
        foreach (var (index, line) in body.Lines.Index())
        {
            var (rest, lot) = ((long)(line.Quantity * 1_000m), lots.GetValueOrDefault(index));
            var serials = line.Serials is { } said ? inventory.SerialNumbers(said).Value : null;
            foreach (var lying in lot ?? [])
            {
                var taken = serials is null ? Math.Min(rest, left[lying]) : 0;
                if (taken > 0)
                {
                    (left[lying], rest) = (left[lying] - taken, rest - taken);
                    Add(index, line, taken, lying.Location, lying.Lot, serials: null);
                }
            }

            if (rest > 0)
            {
                // From where it comes out first; what is not there is refused by the stock.
                Add(index, line, rest, place: null, lot?[0].Lot, serials);
            }
        }

        var posted = await inventory.PostAsync(
            new NewStockPosting(StockPostingId.From(row.Id), StockKind.SupplierReturn, day.Store.Id, new DocumentRef(PurchasingDocuments.Return, row.Id.ToString()), day.Today, row.Number, stock) { Agreed = day.Money(row.Booked) }, cancellationToken);
        return posted.IsSuccess ? posted : posted.Errors.Select(error => error with { Field = ReceiptStore.FieldOf(error, places) }).ToArray();

        void Add(int index, ReturnLineBody line, long quantity, LocationId? place, LotId? lot, IReadOnlyList<string>? serials)
        {
            stock.Add(new NewStockLine(line.VariantId, -quantity, Value: null, place, lot, serials));
            places.Add(index);
        }
    }

    /// <summary>
    /// Where the lot of each line lies that names one: the lot of that expiry; where none is said, the one that does not expire, or the only one of that code.
    /// </summary>
    private async Task<IReadOnlyDictionary<int, IReadOnlyList<LotInStore>>> LotsAsync(ReturnBody body, Problems problems, CancellationToken cancellationToken)
    {
        var inLots = body.Lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item.Lot)).Select(line => (line.Index, line.Item, Code: line.Item.Lot!.Trim())).ToList();
        // What is too long is a fault of its own, and what holds other letters is no lot's code.
        inLots.RemoveAll(line => line.Code.Length > LongestLot);
        var codes = inLots.Select(line => line.Code).Where(code => code.All(letter => letter is >= '!' and <= 'z')).Distinct(StringComparer.Ordinal).ToList();
        var found = await inventory.LotsInStoreAsync([.. inLots.Select(line => line.Item.VariantId).Distinct()], codes, body.StoreId, cancellationToken);
        var lots = new Dictionary<int, IReadOnlyList<LotInStore>>();
        foreach (var (index, line, code) in inLots)
        {
            var named = found.Where(lot => lot.Variant == line.VariantId && string.Equals(lot.Code, code, StringComparison.Ordinal)).GroupBy(lot => lot.Lot).Select(lot => lot.ToList()).ToList();
            var one = named.Find(lot => lot[0].ExpiresOn == line.ExpiresOn) ?? (line.ExpiresOn is null && named is [var only] ? only : null);
            if (problems.Require(one is not null, "inventory.lot_unknown", "This product has no such lot.", FormattableString.Invariant($"lines[{index}].lot")))
            {
                lots[index] = one!;
            }
        }

        return lots;
    }

    private async Task<Result<(ShopDay Day, ReturnRow Row, List<ReturnLineRow> Lines, IReadOnlyDictionary<int, IReadOnlyList<LotInStore>> Lots)>> ReadAsync(ReturnBody body, Guid id, string content, CancellationToken cancellationToken)
    {
        var (problems, day) = (new Problems(), await clock.DayAsync(body.StoreId, cancellationToken));
        BodyText.Id(problems, body.Id?.Value);
        var note = problems.Lines(body.Note, "note", 1_000);
        problems.Require(day is not null, "store.unknown", "There is no such store.", "storeId");
        var supplier = await rows.HeldAsync(body.SupplierId.Value, cancellationToken);
        problems.Require(supplier is not null, "supplier.archived", "There is no such supplier.", "supplierId");
        problems.Require(body.Lines.Count is > 0 and <= MostLines, "purchase.lines", $"A return has 1 to {MostLines} lines.", "lines");
        var items = (await catalog.ItemsAsync([.. body.Lines.Take(MostLines).Select(line => line.VariantId).Distinct()], cancellationToken)).ToDictionary(item => item.Id);
        var lots = problems.Any ? new Dictionary<int, IReadOnlyList<LotInStore>>() : await LotsAsync(body, problems, cancellationToken);
        var supplied = await SuppliedAsync(body, cancellationToken);
        List<ReturnLineRow> lines = [];
        for (var index = 0; index < body.Lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (body.Lines[index], FormattableString.Invariant($"lines[{index}]"));
            var quantity = Body.Quantity(problems, line.Quantity, at + ".quantity", unit: items.GetValueOrDefault(line.VariantId)?.Unit);
            var lot = problems.Line(line.Lot, at + ".lot", LongestLot);
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

            problems.Require(supplied.Contains(item.Id.Value), "purchase.return_not_supplied", "This never came from this supplier.", at + ".variantId");
            lines.Add(new ReturnLineRow(id, index + 1, item.Id.Value, item.Sku, item.Name, item.Unit.Code, quantity, lot.Length > 0 ? lot : null, lots.TryGetValue(index, out var lying) ? lying[0].ExpiresOn : line.ExpiresOn));
        }

        if (day is null || supplier is null)
        {
            return problems.Errors.ToArray();
        }

        var unit = Currency.Get(supplier.Currency);
        var rate = await rates.ReadAsync(problems, new SaidRate(body.Rate, body.ConfirmRate), unit, day, cancellationToken);
        var agreed = Body.Amount(problems, body.Agreed, unit, "agreed");
        var booked = Body.Booked(problems, rate, agreed, "agreed");
        return problems.Any ? problems.Errors.ToArray() : (day, new ReturnRow(
            id, "", body.SupplierId.Value, body.StoreId.Value, day.Today.Date, unit.Code, agreed, rate.Value, day.Currency.Code, booked, Worth: null, note, caller.By(), content, clock.Now), lines, lots);
    }

    /// <summary>What of it ever came from the supplier, in whichever store.</summary>
    private async Task<HashSet<Guid>> SuppliedAsync(ReturnBody body, CancellationToken cancellationToken) => (await rows.SelectAsync<Supplied>("""
        select asked.variant_id from unnest($2::uuid[]) asked (variant_id) where exists (
            select from purchasing.receipt_line line join purchasing.receipt on receipt.id = line.receipt_id where line.variant_id = asked.variant_id and line.quantity > 0 and receipt.supplier_id = $1)
        """, cancellationToken, body.SupplierId.Value, body.Lines.Take(MostLines).Select(line => line.VariantId.Value).Distinct().ToArray())).Select(one => one.VariantId).ToHashSet();

    private sealed record Supplied(Guid VariantId);
}
