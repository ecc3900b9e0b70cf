using System.Diagnostics;
using System.Globalization;
using Aisle.FeatureTests.Simulation;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Orders;

/// <summary>
/// Random checkouts, many at once, against a shop that is killed again and again, with providers that fail: in the end all books say the same. What
/// every shopper does is a function of the seed: <c>AISLE_SIM_SEED</c> replays it, <c>AISLE_SIM_CHECKOUTS</c> says how many.
/// </summary>
public sealed class SimulationTests(Cluster cluster)
{
    private const int Usual = 250;
    private const int Seats = World.Customers;
    private const int Kills = 4;

    [Fact]
    public async Task However_it_is_killed_and_whatever_providers_do_no_money_and_no_goods_are_lost()
    {
        var seed = Setting("AISLE_SIM_SEED") ?? Random.Shared.Next(1_000_000);
        var count = Setting("AISLE_SIM_CHECKOUTS") ?? Usual;
        var (watch, told) = (Stopwatch.StartNew(), new Told());
        await using var world = await World.BeginAsync(cluster);
        var begun = watch.Elapsed;
        var logins = new Logins(world);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(World.Stop);
        var (next, done) = (0, 0);
        var shoppers = Enumerable.Range(0, Seats).Select(seat => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
            {
                var plan = ShopperPlan.Of(seed, number, world);
                try
                {
                    await new SimShopper(world, plan, seat, logins, told).RunAsync();
                }
                catch (Exception fault)
                {
                    told.Wrong.Enqueue($"{plan}: {fault.GetType().Name} {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Simulation", StringComparison.Ordinal))}");
                }

                Interlocked.Increment(ref done);
            }
        })).ToArray();
        var clock = TickAsync(world, logins, over.Token);
        for (var kill = 1; kill <= Kills; kill++)
        {
            while (Volatile.Read(ref done) < count * kill / (Kills + 1))
            {
                await Task.Delay(5, World.Stop);
            }

            await world.KillAsync();
            await world.StartAsync();
        }

        await Task.WhenAll(shoppers);
        var shopped = watch.Elapsed;
        await over.CancelAsync();
        await clock;
        await world.KillAsync();
        world.Faults.Clear();
        var (app, http) = await world.HostAsync();
        IReadOnlyList<string> faults;
        try
        {
            await new Rest(world, app, http).RunAsync();
            faults = await new Balance(world, world.ShopOf(app, http), told).FaultsAsync();
        }
        finally
        {
            http.Dispose();
            await app.StopAsync(World.Stop);
            await app.DisposeAsync();
        }

        var summary = $"seed {seed}, {count} checkouts, {told.Placed.Count} orders placed, killed {world.Kills} times; {begun.TotalSeconds:0} s to begin, {(shopped - begun).TotalSeconds:0} s of shopping, {(watch.Elapsed - shopped).TotalSeconds:0} s to rest. "
            + await world.ScalarAsync<string>("""
                select string_agg(format('%s %s', count, state), ', ') from (select state, count(*) as count from orders.sale_order group by state order by 2 desc) states
                """) + "; " + await world.ScalarAsync<string>("select coalesce(string_agg(format('%s %s %s', count, method, state), ', '), '') from (select method, state, count(*) as count from payments.attempt group by 1, 2 order by 1, 2) states")
            + "; " + await world.ScalarAsync<string>("select coalesce(string_agg(format('%s refunds by %s of %s', count, method, sum), ', '), '') from (select method, count(*) as count, sum(amount) as sum from payments.refund group by 1 order by 1) states");
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', told.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}")));
        if (Environment.GetEnvironmentVariable("AISLE_SIM_LOG") is { Length: > 0 } log)
        {
            await File.AppendAllTextAsync(log, summary + "\n" + string.Join('\n', told.Counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}")) + "\n" + string.Join('\n', faults.Concat(told.Wrong)) + "\n\n", World.Stop);
        }

        faults.Concat(told.Wrong.Distinct()).Concat(world.Said.Distinct()).Take(40).ShouldBeEmpty($"Replay with AISLE_SIM_SEED={seed} AISLE_SIM_CHECKOUTS={count}. {summary}");
        told.Placed.Count.ShouldBeGreaterThan(count / 2, summary);
    }

    /// <summary>Lets the shop's clock run twenty times as fast as the real one, and has the sweepers run at each minute of it.</summary>
    private static async Task TickAsync(World world, Logins logins, CancellationToken over)
    {
        for (var tick = 0; !over.IsCancellationRequested; tick++)
        {
            await Task.Delay(250, CancellationToken.None);
            world.Advance(TimeSpan.FromSeconds(4.75));
            if (tick % 8 != 0)
            {
                continue;
            }

            try
            {
                var owner = await logins.OfAsync(World.Staff);
                foreach (var job in (string[])["payments.sweep", "orders.expire"])
                {
                    if ((await world.Http.SendAsync("POST", $"/api/v1/jobs/{job}/run", token: owner)).Status == 401)
                    {
                        logins.Forget(World.Staff);
                    }
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
            {
                // It was killed; the next one will do.
            }
        }
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
