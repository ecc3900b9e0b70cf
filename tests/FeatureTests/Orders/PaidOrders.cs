using System.Text.Json;
using Aisle.FeatureTests.Payments;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;
using Aisle.Sandbox;

namespace Aisle.FeatureTests.Orders;

/// <summary>Orders placed over HTTP in a shop that pays at the simulators, and what their shoppers and their money do.</summary>
internal sealed class PaidOrders(PaymentsLab lab, OrdersLab orders)
{
    /// <summary>Staff whose login is not over, however much time has gone by.</summary>
    public Task<OrdersLab> StaffAsync() => OrdersLab.OfAsync(lab.Shop);

    /// <summary>Begins a test: no faults, fresh tokens, and notices that come to this host.</summary>
    public static async Task<PaidOrders> OfAsync(PaymentsLab lab)
    {
        await lab.ReadyAsync();
        foreach (var provider in (string[])["bkash", "stripe"])
        {
            lab.Notices.Addresses[provider] = lab.Http.BaseAddress + $"api/v1/payments/notices/{provider}/S1";
        }

        return new PaidOrders(lab, await OrdersLab.OfAsync(lab.Shop));
    }

    /// <summary>An order that waits for its money.</summary>
    public async Task<Placed> PlaceAsync(string method, Goods[]? goods = null, string login = "", bool isDelivered = false, decimal quantity = 2)
    {
        var shopper = new Shopper(orders) { Login = login };
        foreach (var one in goods ?? await orders.GoodsAsync(2, 50))
        {
            await shopper.AddAsync(one, quantity);
        }

        if (isDelivered)
        {
            await orders.ZoneAsync();
        }

        await (isDelivered ? shopper.DeliverAsync() : shopper.FetchAsync());
        var placed = (await shopper.PlaceAsync(method)).Is(201);
        return new Placed(this, shopper, placed, OrdersLab.Minor(placed.Json.GetProperty("order").GetProperty("sums").GetProperty("total")));
    }

    /// <summary>Where a shopper is sent to pay; the beginning may fail for a while.</summary>
    public async Task<Uri> SentToAsync(Placed placed, string method)
    {
        for (var i = 0; i < 4; i++)
        {
            var step = await placed.Shopper.PayAsync(placed.Answer, method);
            if (step.Status == 200 && step.Json.TryGetProperty("sendTo", out var to) && to.ValueKind == JsonValueKind.String)
            {
                return new Uri(to.GetString()!);
            }

            (step.Status == 200 ? step.Json.GetProperty("attempt").GetProperty("state").GetString() : step.Code).ShouldBeOneOf("failed", "payment.open", "payment.in_hand", "payment.no_answer", "payment.broken", "payment.unreadable");
        }

        throw new ShouldAssertException($"{method} never began.");
    }

    /// <summary>The shopper pays on the provider's page; the answer is how they come back.</summary>
    public Task<Func<Task<PageAnswer>>> PayAtAsync(Uri sendTo, string method) => lab.WayBackAsync(sendTo, ModelCalls.PaysAt(method));

    public async Task PayAndReturnAsync(Placed placed, string method) => (await (await PayAtAsync(await SentToAsync(placed, method), method))()).Is(303);

    /// <summary>Lets time go by and asks after everything, until nothing of the order is under way any more.</summary>
    public async Task RestAsync(Placed placed)
    {
        for (var i = 0; i < 40; i++)
        {
            if (await lab.ScalarAsync<bool>("""
                select not exists (select from payments.attempt where intent_id = $1 and next_at is not null)
                    and not exists (select from payments.refund where intent_id = $1 and next_at is not null)
                """, placed.Id) && !await lab.ScalarAsync<bool>("select exists (select from platform.outbox) or exists (select from platform.inbox where handled_at is null and dead_at is null) or exists (select from payments.notice where state = 'waiting')"))
            {
                return;
            }

            await Task.Delay(50, PaymentsLab.Stop);
            // Who speaks with a provider does so alone for a time that the leap of the clock would end.
            for (var wait = 0; wait < 200 && await lab.ScalarAsync<bool>("select exists (select from payments.attempt where claimed_until > $1) or exists (select from payments.refund where claimed_until > $1)", lab.Clock.GetUtcNow()); wait++)
            {
                await Task.Delay(50, PaymentsLab.Stop);
            }

            await lab.SweepAsync(i < 20 ? TimeSpan.FromMinutes(6) : TimeSpan.FromHours(12));
        }

        throw new ShouldAssertException(await lab.ScalarAsync<string>("""
            select coalesce((select string_agg(format('%s %s next %s', method, state, next_at), ', ') from payments.attempt where intent_id = $1), '') || ' / '
                || coalesce((select string_agg(format('%s %s %s next %s', method, state, fault, next_at), ', ') from payments.refund where intent_id = $1), '')
                || ' / ' || (select count(*) from platform.inbox where handled_at is null and dead_at is null) || ' in the inbox'
            """, placed.Id));
    }

    /// <summary>Has a job run and waits for what it does.</summary>
    public async Task ExpireAsync(Placed placed)
    {
        var owner = await lab.Http.TokenAsync("owner");
        await Eventually.IsAsync(async () =>
        {
            await lab.Http.SendAsync("POST", "/api/v1/jobs/orders.expire/run", token: owner);
            await Task.Delay(250, PaymentsLab.Stop);
            return await StateAsync(placed) == "cancelled";
        });
    }

    public Task<string> StateAsync(Placed placed) => lab.ScalarAsync<string>("select state from orders.sale_order where id = $1", placed.Id);

    /// <summary>
    /// The order's money as it is written down: what came and what went back, which is what its payments say and what the simulators' own books say.
    /// </summary>
    public async Task<(long Paid, long Refunded)> MoneyAsync(Placed placed)
    {
        var attempts = await lab.WithAsync<RowStore, List<AttemptRow>>(rows => rows.ListAsync<AttemptRow>("intent_id = $1 order by created_at", PaymentsLab.Stop, placed.Id));
        foreach (var attempt in attempts.Where(attempt => attempt.Reference.Length > 0))
        {
            var taken = lab.Book.Find(attempt.Method, attempt.Reference).ShouldNotBeNull();
            (taken.Status == SandboxStatus.Paid ? taken.Taken.Minor : 0).ShouldBe(attempt.Paid, $"what {attempt.Method} took");
            taken.Refunded.Minor.ShouldBe(
                await lab.ScalarAsync<long>("select coalesce(sum(amount), 0)::bigint from payments.refund where attempt_id = $1 and method = $2 and state = 'done'", attempt.Id, attempt.Method), $"what {attempt.Method} gave back");
        }

        var order = await lab.ScalarAsync<long[]>("select array[paid, refunded] from orders.sale_order where id = $1", placed.Id);
        order[0].ShouldBe(attempts.Sum(attempt => attempt.Paid));
        order[1].ShouldBe(await lab.ScalarAsync<long>("select coalesce(sum(amount), 0)::bigint from payments.refund where intent_id = $1 and state = 'done'", placed.Id));
        return (order[0], order[1]);
    }

    public async Task<string> MoneyStateAsync(Placed placed) => (await (await StaffAsync()).OrderAsync(placed.Id)).GetProperty("order").GetProperty("money").GetString()!;

    public async Task<Answer> CancelAsync(Placed placed) => await lab.Http.SendAsync("PUT", $"/api/v1/orders/{placed.Id}/cancel", new { reason = "changed my mind" }, null, ("Order-Token", placed.Answer["token"]));
}

/// <summary>An order that was placed, with its shopper.</summary>
internal sealed record Placed(PaidOrders Of, Shopper Shopper, Answer Answer, long Total)
{
    public Guid Id => Shopper.Id;
}
