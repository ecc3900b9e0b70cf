using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Verify;
using Aisle.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Simulation;

/// <summary>What must be true of a shop at rest, whatever has happened to it: the simulators' books, the payments, the orders and the stock say the same.</summary>
internal sealed class Balance(World world, ShopHost shop, Told told)
{
    private readonly List<string> _faults = [];

    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<RowStore>();
        var attempts = await rows.ListAsync<AttemptRow>("true", World.Stop);
        var refunds = await rows.ListAsync<RefundRow>("true", World.Stop);
        var orders = await rows.ListAsync<OrderRow>("true", World.Stop);
        var lines = await rows.ListAsync<OrderLineRow>("true", World.Stop);
        Payments(attempts, refunds);
        Orders(orders, attempts, refunds);
        await StockAsync(orders, lines);
        Check(await world.ScalarAsync<long>("select count(*) from platform.inbox where dead_at is not null") == 0, await world.ScalarAsync<string>("select 'Given up: ' || coalesce(string_agg(subscriber || ' ' || fault, '; '), '') from platform.inbox where dead_at is not null"));
        var uses = await world.ScalarAsync<long>("select coalesce(sum(uses), 0)::bigint from catalog.promotion_use where coupon_id is not null and given_back_at is null");
        Check(uses <= World.CouponUses, $"The coupon is good for {World.CouponUses} uses and was used {uses} times.");
        var proof = (await shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, World.Stop))!;
        _faults.AddRange(proof.Results.Where(result => !result.Ok).SelectMany(result => result.Faults, (result, fault) => $"verify {result.Name}: {fault}"));
        return _faults;
    }

    private void Check(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            _faults.Add(otherwise);
        }
    }

    /// <summary>Money at the providers: what each of them took is what we know it took, and what it gave back is what we know it gave back.</summary>
    private void Payments(List<AttemptRow> attempts, List<RefundRow> refunds)
    {
        var known = attempts.Where(attempt => attempt.Reference.Length > 0).ToDictionary(attempt => (attempt.Method, attempt.Reference));
        foreach (var payment in world.Book.Newest(int.MaxValue))
        {
            var (took, gave) = (payment.Status == SandboxStatus.Paid ? payment.Taken.Minor : 0, payment.Refunded.Minor);
            if (!known.TryGetValue((payment.Provider, payment.Reference), out var attempt))
            {
                Check(took == 0, $"{payment.Provider} took {took} for {payment.Order}, of which nobody knows.");
                continue;
            }

            var back = refunds.Where(refund => refund.AttemptId == attempt.Id && refund.Method == payment.Provider && refund.State == OtherStates.Done).Sum(refund => refund.Amount);
            Check(took == attempt.Paid, $"{payment.Provider} took {took} for attempt {attempt.Id}, which is {attempt.State} and says {attempt.Paid}.");
            Check(gave == back, $"{payment.Provider} gave back {gave} of attempt {attempt.Id}, and its refunds say {back}.");
        }

        foreach (var attempt in attempts.Where(attempt => Methods.IsProvider(attempt.Method) && attempt.IsOpen()))
        {
            _faults.Add($"Attempt {attempt.Id} of {attempt.Method} is {attempt.State} for ever.");
        }

        foreach (var refund in refunds.Where(refund => refund.State != OtherStates.Done))
        {
            _faults.Add($"Refund {refund.Id} by {refund.Method} is {refund.State} for ever.");
        }
    }

    /// <summary>Every order that was promised is there, is paid at most once, and what was paid for nothing is back.</summary>
    private void Orders(List<OrderRow> orders, List<AttemptRow> attempts, List<RefundRow> refunds)
    {
        var (byIntent, backOf) = (attempts.ToLookup(attempt => attempt.IntentId), refunds.ToLookup(refund => refund.IntentId));
        foreach (var order in orders)
        {
            var (state, kept) = (OrderStore.StateOf(order), order.Paid - order.Refunded);
            Check(told.Asked.ContainsKey(order.Id), $"Nobody has asked for order {order.Number}.");
            Check(order.Paid == byIntent[order.Id].Sum(attempt => attempt.Paid) && order.Refunded == backOf[order.Id].Sum(refund => refund.Amount), $"Order {order.Number} says {order.Paid} came and {order.Refunded} went back, and its payments say something else.");
            Check(kept <= order.Owed(), $"Order {order.Number} ({state}) is paid {kept} and owes {order.Owed()}: {Plan(order)}.");
            // What was paid in part, and costs more now, is thrown away by nobody but a person, who is told.
            Check(!OrderFlow.AwaitsMoney(state) || order is { Attention: "underpaid" or "promise_lost", Paid: > 0 }, $"Order {order.Number} still waits for its money ({order.Attention}): {Plan(order)}.");
            Check(state != Contracts.Orders.OrderState.Paid || kept == order.Owed(), $"Order {order.Number} counts as paid with {kept} of {order.Owed()}: {Plan(order)}.");
            Check(kept == order.Owed() || order.IsPromised || order.Attention is "underpaid" or "unpaid" or "promise_lost" || kept == 0 && order.Owed() == 0, $"Order {order.Number} ({state}) has {kept} of {order.Owed()} and nobody is told ({order.Attention}): {Plan(order)}.");
        }

        var there = orders.Select(order => order.Id).ToHashSet();
        foreach (var (id, plan) in told.Placed.Where(pair => !there.Contains(pair.Key)))
        {
            _faults.Add($"Order {id} was promised and is lost: {plan}.");
        }
    }

    private string Plan(OrderRow order) => told.Placed.TryGetValue(order.Id, out var plan) ? plan.ToString() : "no answer came";

    /// <summary>What left the stock is what was shipped, what is promised is what is open, and there was enough of everything.</summary>
    private async Task StockAsync(List<OrderRow> orders, List<OrderLineRow> lines)
    {
        var units = lines.ToDictionary(line => (line.OrderId, line.No));
        var open = orders.Where(order => OrderStore.StateOf(order) is not (Contracts.Orders.OrderState.Cancelled or Contracts.Orders.OrderState.Returned) && order.PromisedUntil is not null).ToDictionary(order => order.Id);
        var wasted = (await world.ScalarAsync<string>("select coalesce(string_agg(back.order_id || ' ' || line.line_no || ' ' || coalesce(line.wasted, 0), ';'), '') from orders.sale_return_line line join orders.sale_return back on back.id = line.return_id where back.state = 'received'"))
            .Split(';', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' ')).Select(one => (Line: units[(Guid.Parse(one[0]), int.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture))], Wasted: long.Parse(one[2], System.Globalization.CultureInfo.InvariantCulture))).ToList();
        foreach (var goods in world.Goods)
        {
            var level = await shop.LevelAsync(world.Store, goods.Variant);
            var of = lines.Where(line => line.VariantId == goods.Variant.Value).ToList();
            var left = of.Sum(line => line.Stock(line.Packed)) - of.Sum(line => line.Stock(line.Returned)) + wasted.Where(one => one.Line.VariantId == goods.Variant.Value).Sum(one => one.Line.Stock(one.Wasted));
            var wanted = of.Where(line => open.ContainsKey(line.OrderId) && line.Replaces is null).ToLookup(line => line.IsShort && OrderStore.StateOf(open[line.OrderId]) == Contracts.Orders.OrderState.PartlyPacked, line => line.Stock(Math.Max(0, line.Quantity - line.Packed)));
            // What was not found of an order is free when the next of it is packed; until then it is promised, though some of it may be packed already.
            var (promised, mayBe) = (wanted[false].Sum(), wanted[true].Sum());
            Check(level.OnHand == goods.Stock - left, $"Of {goods.Variant} there were {goods.Stock}, {left} left, and there are {level.OnHand}.");
            Check(level.Reserved >= promised && level.Reserved <= promised + mayBe, $"Of {goods.Variant} {level.Reserved} are promised, and open orders want {promised}, and {mayBe} more that were not found.");
            Check(level.OnHand >= level.Reserved && level.OnHand >= 0, $"Of {goods.Variant} {level.Reserved} are promised and {level.OnHand} are there.");
        }
    }
}
