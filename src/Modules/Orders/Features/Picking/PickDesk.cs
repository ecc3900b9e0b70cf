using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders.Features;

/// <summary>Orders to be picked together.</summary>
/// <param name="StoreId">In which store.</param>
/// <param name="OrderIds">Which, 1 to 50.</param>
/// <param name="Id">Made by the caller: the same again answers the same wave.</param>
internal sealed record WaveBody(StoreId StoreId, IReadOnlyList<OrderId> OrderIds, WaveId? Id = null);

/// <summary>Something that was found.</summary>
/// <param name="Id">Made by the caller: the same again changes nothing.</param>
/// <param name="OrderId">For which order.</param>
/// <param name="No">For which line.</param>
/// <param name="Quantity">How many packs, or kilograms.</param>
/// <param name="Code">What was scanned; absent where it was found by eye.</param>
/// <param name="LocationId">Where it was found; absent for what is taken first.</param>
/// <param name="LotId">Of which lot; absent for what expires first.</param>
/// <param name="Serials">Its serial numbers, where it is kept by them.</param>
internal sealed record PickBody(Guid Id, OrderId OrderId, int No, decimal Quantity, string? Code = null, LocationId? LocationId = null, LotId? LotId = null, IReadOnlyList<string>? Serials = null);

/// <summary>Something there is no more of.</summary>
/// <param name="OrderId">For which order.</param>
/// <param name="No">Which line.</param>
internal sealed record ShortBody(OrderId OrderId, int No);

/// <summary>Something else for what is not there.</summary>
/// <param name="OrderId">For which order.</param>
/// <param name="No">In place of which line.</param>
/// <param name="PackId">What.</param>
/// <param name="Quantity">How many packs, or kilograms.</param>
internal sealed record SubstituteBody(OrderId OrderId, int No, PackId PackId, decimal Quantity);

/// <summary>Picks orders: who goes through the store with several boxes, what they find, and what they do not.</summary>
internal sealed class PickDesk(UnitOfWork work, RowStore rows, OrderStore orders, ReadWave read, PriceCart price, ICatalog catalog, IInventory inventory, OrdersClock clock)
{
    private const int MostOrders = 50;

    /// <summary>What is weighed may be so much more than was ordered, in percent.</summary>
    private const int MostOverWeight = 20;

    public async Task<Result<WaveView>> StartAsync(WaveBody body, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.MayIn(Permissions.OrderPick, body.StoreId))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        BodyText.Id(problems, body.Id?.Value);
        var wanted = body.OrderIds.Distinct().OrderBy(order => order.Value).ToList();
        problems.Require(wanted.Count is >= 1 and <= MostOrders, "wave.orders", $"A wave has 1 to {MostOrders} orders.", "orderIds");
        var day = await clock.DayAsync(body.StoreId, cancellationToken);
        problems.Require(day is not null, "store.unknown", "There is no such store.", "storeId");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var id = body.Id ?? clock.New<WaveId>();
        var begun = await work.RunAsync<WaveId>(async stop =>
        {
            await rows.AloneAsync(id.Value, stop);
            return await rows.FindAsync<WaveRow>(id.Value, stop) is not null ? id : await BeginAsync(id, day!, wanted, stop);
        }, cancellationToken);
        return begun.IsFailure ? begun.Errors.ToArray() : (await read.RunAsync(id, cancellationToken))!;
    }

    /// <summary>Begins a wave of orders that are ticked: all of one store.</summary>
    public async Task<Result<WaveView>> StartOfAsync(IReadOnlyList<OrderId> wanted, Caller caller, CancellationToken cancellationToken)
    {
        var stores = (await rows.ListAsync<OrderRow>("id = any ($1)", cancellationToken, wanted.Select(order => order.Value).ToArray())).Select(order => order.StoreId).Distinct().ToList();
        return stores.Count != 1 ? Error.Validation("wave.stores", "Choose orders of one store.", "orderIds") : await StartAsync(new WaveBody(StoreId.From(stores[0]), wanted), caller, cancellationToken);
    }

    public Task<Result<WaveView>> PickAsync(WaveId wave, PickBody body, Caller caller, CancellationToken cancellationToken) => OnLineAsync(wave, body.OrderId, body.No, caller, async (order, line, others, stop) =>
    {
        if (await rows.FindAsync<PickRow>(body.Id, stop) is not null)
        {
            return Result.Success;
        }

        var problems = new Problems();
        BodyText.Id(problems, body.Id);
        var found = Quantity(problems, body.Quantity, line.ByWeight);
        if (body.Code is { } code && !await IsOfAsync(code, line, StoreId.From(order.StoreId), stop))
        {
            problems.Require(ok: false, "pick.wrong_item", "What was scanned is something else.", "code");
        }

        // What was taken for a line and is missing too may be replaced already: it is not found later, but taken anew.
        var most = line.ByWeight ? line.Quantity * (100 + MostOverWeight) / 100 : line.Replaces is null ? line.Quantity : Kept(line);
        problems.Require((line.Picked ?? 0) + found + others.Sum(other => Stands(other, line)) <= most, "pick.too_much", "This is more than was ordered.", "quantity");
        if (body.Serials is { } serials)
        {
            problems.Take(inventory.SerialNumbers(serials).WithoutValue(), "serials");
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        await rows.InsertOneAsync(new PickRow(body.Id, order.Id, line.No, found, body.LocationId?.Value, body.LotId?.Value, body.Serials is { } said ? [.. inventory.SerialNumbers(said).Value] : null, orders.By, clock.Now, ShipmentId: null), stop);
        // What is weighed is found in one go, whatever it weighs.
        await rows.ExecuteAsync("update orders.order_line set picked = coalesce(picked, 0) + $3, is_short = by_weight where order_id = $1 and no = $2", stop, order.Id, line.No, found);
        return Result.Success;
    }, cancellationToken);

    public Task<Result<WaveView>> ShortAsync(WaveId wave, ShortBody body, Caller caller, CancellationToken cancellationToken) => OnLineAsync(wave, body.OrderId, body.No, caller, async (order, line, _, stop) =>
    {
        await orders.ShortAsync(order, line, stop);
        return Result.Success;
    }, cancellationToken);

    public Task<Result<WaveView>> SubstituteAsync(WaveId wave, SubstituteBody body, Caller caller, CancellationToken cancellationToken) => OnLineAsync(wave, body.OrderId, body.No, caller, async (order, line, others, stop) =>
    {
        var problems = new Problems();
        var pack = (await catalog.PacksAsync([body.PackId], stop)).FirstOrDefault();
        problems.Require(pack is not null, OrderErrors.PackUnknown.Code, OrderErrors.PackUnknown.Message, "packId");
        problems.Require(line.Replaces is null && line.Substitution != ChoiceWords.Of(Substitution.Refund), "pick.no_substitute", "The customer wants nothing else for this.", "no");
        problems.Require(body.PackId.Value != line.PackId, "pick.same_item", "This is what is missing: take something else for it.", "packId");
        var quantity = Quantity(problems, body.Quantity, pack is not null && Unit.TryGet(pack.Unit, out var unit) && unit.Dimension == Dimension.Mass);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var priced = await price.RunAsync(new ToPrice(StoreId.From(order.StoreId), order.CustomerId is { } customer ? UserId.From(customer) : null, [(body.PackId, quantity)], [], Zone: null, PaysCash: false), stop);
        if (priced.IsFailure || !priced.Value.Lines.TryGetValue(body.PackId.Value, out var quoted))
        {
            return priced.IsFailure ? priced.Errors.ToArray() : OrderErrors.PackUnknown;
        }

        var of = priced.Value.Sheet.Packs[body.PackId];
        var isWeighed = of.SellBy == SellBy.Weight;
        var missing = Math.Max(0, line.Quantity - (line.Picked ?? 0));
        var left = Math.Max(0, missing - others.Sum(other => Stands(other, line)));
        // What is not weighed stands in for a part of a kilogram only as a whole.
        var most = line.ByWeight && !isWeighed ? (left + 999) / 1_000 * 1_000 : left;
        if (Stands(quantity, VariantId.From(line.VariantId) == of.Variant ? of.Thousandths : line.PackUnits, line) > most)
        {
            return OrderErrors.Substituted(most / 1_000m);
        }

        // Never dearer than what it stands in for: of the original's price, the part that was not found, less what else was taken for it costs already.
        long Cap(Func<OrderLineRow, long> price) => Math.Max(0, OrderSum.Share(price(line), missing, line.Quantity) - others.Where(other => other.Replaces == line.No).Sum(other => OrderSum.Share(price(other), Kept(other), other.Quantity)));
        var (capNet, capTax) = (Cap(one => one.Net), Cap(one => one.Tax));
        var isCheaper = quoted.Tax.Gross.Minor <= capNet + capTax;
        var (net, tax) = isCheaper ? (quoted.Tax.Net.Minor, quoted.Tax.Tax.Minor) : (capNet, capTax);
        var amount = isCheaper ? quoted.Amount.Minor : Cap(one => one.Amount);
        var no = others.Max(one => one.No) + 1;
        var trace = quoted.Trace.Steps.Select(step => new TraceRow(step.Code, priced.Value.NameOf(step), step.Pieces, step.Before?.Minor, step.After.Minor)).ToList();
        await rows.InsertOneAsync(
            new OrderLineRow(
                order.Id, no, body.PackId.Value, of.Variant.Value, of.Product.Value, of.Slug, of.Sku, of.Name, of.Image, of.Unit.Code, of.Thousandths, isWeighed, quantity, quoted.UnitPrice.Minor, Math.Max(quoted.Full.Minor, amount), amount,
                net, tax, isCheaper ? quoted.Rate?.PartsPerMillion : line.Rate, isCheaper ? of.TaxClass : line.TaxClass, trace, line.Substitution, "", line.No, Picked: null, 0, 0), stop);
        await rows.ExecuteAsync("update orders.order_line set picked = coalesce(picked, 0), is_short = true where order_id = $1 and no = $2", stop, order.Id, line.No);
        await orders.NoteAsync(order.Id, "substitute", OrderStore.StateOf(order), $"{line.Sku}: {of.Sku}", net + tax, stop);
        return Result.Success;
    }, cancellationToken);

    /// <summary>Gives the picking of an order up: its goods go back to where they were.</summary>
    public async Task<Result<OrderState>> PutBackAsync(OrderId id, Caller caller, CancellationToken cancellationToken) => await work.RunAsync<OrderState>(async stop =>
    {
        if (await orders.LockAsync(id, stop) is not { } order || !caller.MayIn(Permissions.OrderPick, order.StoreId))
        {
            return OrderErrors.Unknown;
        }

        await rows.ExecuteAsync("delete from orders.pick where order_id = $1 and shipment_id is null", stop, order.Id);
        await rows.ExecuteAsync("delete from orders.order_line where order_id = $1 and replaces is not null and packed = 0", stop, order.Id);
        await rows.ExecuteAsync("update orders.order_line set picked = case when packed > 0 then packed end, is_short = false where order_id = $1", stop, order.Id);
        await LeaveWaveAsync(order.Id, stop);
        var isOwed = order.Due() > 0;
        return await orders.MoveAsync(order, isOwed ? OrderAct.PutBackUnpaid : OrderAct.PutBack, stop);
    }, cancellationToken);

    /// <summary>The order is picked no more; with its last order a wave is done.</summary>
    public async Task LeaveWaveAsync(Guid order, CancellationToken cancellationToken) => await rows.ExecuteAsync("""
        with gone as (update orders.wave_order set is_open = false where order_id = $1 and is_open returning wave_id)
        update orders.wave set state = 'done', done_at = $2 from gone where wave.id = gone.wave_id and not exists (select from orders.wave_order other where other.wave_id = wave.id and other.is_open and other.order_id <> $1)
        """, cancellationToken, order, clock.Now);

    private async Task<Result<WaveId>> BeginAsync(WaveId id, ShopDay day, List<OrderId> wanted, CancellationToken cancellationToken)
    {
        List<WaveOrderRow> taken = [];
        foreach (var one in wanted)
        {
            if (await orders.LockAsync(one, cancellationToken) is not { } order || order.StoreId != day.Store.Id.Value)
            {
                return OrderErrors.Unknown;
            }

            // What is left of an order that was packed in part is picked again as it is.
            if (OrderStore.StateOf(order) != OrderState.PartlyPacked && await orders.MoveAsync(order, OrderAct.Pick, cancellationToken) is { IsFailure: true } refused)
            {
                return refused.Errors.Select(error => error with { Message = $"{order.Number}: {error.Message}", Field = "orderIds" }).ToArray();
            }

            taken.Add(new WaveOrderRow(id.Value, order.Id, taken.Count + 1, IsOpen: true));
        }

        var number = await rows.NumberAsync(new DocumentSeries("PW", day.Store.Id.Value, day.Store.Code, day.Today.Date.Year), cancellationToken);
        await rows.InsertOneAsync(new WaveRow(id.Value, number, day.Store.Id.Value, "open", orders.By, orders.ByName, clock.Now, DoneAt: null), cancellationToken);
        await rows.InsertAsync(taken, cancellationToken);
        return id;
    }

    private async Task<Result<WaveView>> OnLineAsync(WaveId wave, OrderId id, int no, Caller caller, Func<OrderRow, OrderLineRow, List<OrderLineRow>, CancellationToken, Task<Result>> act, CancellationToken cancellationToken)
    {
        var done = await work.RunAsync<WaveId>(async stop =>
        {
            if (await orders.LockAsync(id, stop) is not { } order || !caller.MayIn(Permissions.OrderPick, order.StoreId) ||
                (await rows.ListAsync<WaveOrderRow>("wave_id = $1 and order_id = $2 and is_open", stop, wave.Value, id.Value)).Count == 0)
            {
                return Error.NotFound("wave.unknown", "There is no such order in this wave.");
            }

            var lines = await orders.LinesAsync(order.Id, stop);
            if (lines.Find(one => one.No == no) is not { } line)
            {
                return Error.Validation("order.line_unknown", "The order has no such line.", "no");
            }

            var acted = await act(order, line, lines, stop);
            return acted.IsSuccess ? wave : acted.Errors.ToArray();
        }, cancellationToken);
        return done.IsFailure ? done.Errors.ToArray() : (await read.RunAsync(wave, cancellationToken))!;
    }

    private async Task<bool> IsOfAsync(string code, OrderLineRow line, StoreId store, CancellationToken cancellationToken) =>
        (await catalog.PacksAsync([code], store, cancellationToken)).TryGetValue(code, out var pack) ? pack.Id.Value == line.PackId
            : await catalog.ByBarcodeAsync(code, store, PriceChannelName.Online, cancellationToken) is { IsSuccess: true } read && read.Value.PackId.Value == line.PackId;

    /// <summary>How much of a line another stands in for: of the same goods in other packs what is in them, of anything else pack for pack.</summary>
    private static long Stands(OrderLineRow other, OrderLineRow line) => other.Replaces != line.No ? 0 : Stands(Kept(other), other.VariantId == line.VariantId ? other.PackUnits : line.PackUnits, line);

    private static long Stands(long quantity, long packUnits, OrderLineRow line) => (long)((Int128)quantity * packUnits / line.PackUnits);

    /// <summary>What there is of a line, or may still be found.</summary>
    private static long Kept(OrderLineRow line) => line.IsShort ? line.Picked ?? 0 : line.Quantity;

    private static long Quantity(Problems problems, decimal quantity, bool byWeight)
    {
        var fine = quantity is > 0 and <= 100_000 && decimal.Round(quantity, byWeight ? 3 : 0) == quantity;
        problems.Require(fine, OrderErrors.Quantity.Code, OrderErrors.Quantity.Message, OrderErrors.Quantity.Field);
        return fine ? (long)(quantity * 1_000) : 0;
    }
}
