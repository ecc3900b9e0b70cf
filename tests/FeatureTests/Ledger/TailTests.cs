using Aisle.FeatureTests.Support;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Aisle.Contracts.Ledger;

namespace Aisle.FeatureTests.Ledger;

/// <summary>What waits to be sealed stays bounded, also where nobody seals, and is shown.</summary>
public sealed class TailTests(Cluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_posts_helps_to_seal_where_the_sealer_is_dead()
    {
        // As in a shop, but that little is too much.
        const int Most = 1_000;
        await using var lab = await ProofLab.EmptyAsync(cluster, services => services.AddSingleton(all =>
            new TailBound(all.GetRequiredService<ApartDatabase>(), TimeProvider.System, NullLogger<TailBound>.Instance) { Most = Most }));
        // The demo shop has posted before.
        var demo = await TailEntriesAsync(lab);
        const int Posters = 8;
        const int Calls = 4;
        const int Batch = 100;
        await Task.WhenAll(Enumerable.Range(0, Posters).Select(_ => Task.Run(async () =>
        {
            for (var call = 0; call < Calls; call++)
            {
                await lab.BooksAsync(books => books.PostAsync([.. Enumerable.Range(0, Batch).Select(_ => One())], Stop));
            }
        }, Stop)));
        var waiting = await lab.ScalarAsync<long>("select count(*) from ledger.tail");
        // Those that were past their look when the bound was reached may still come on top.
        waiting.ShouldBeInRange(1, Most + (Posters * Batch));
        (await lab.ScalarAsync<long>("select count(*) from ledger.seal where kind = 'entry'")).ShouldBe(demo + (Posters * Calls * Batch) - await TailEntriesAsync(lab));
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_chain_is_shown_with_its_tail_and_its_checkpoint()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        var accountant = await lab.Http.TokenAsync("accountant");
        var empty = (await lab.Http.SendAsync("GET", "/api/v1/ledger/chain", token: accountant)).Is(200).Json;
        (empty.GetProperty("sequence").GetInt64(), empty.GetProperty("tail").GetInt64(), empty.TryGetProperty("hash", out _), empty.TryGetProperty("checkpoint", out _)).ShouldBe((0, await lab.ScalarAsync<long>("select count(*) from ledger.tail"), false, false));

        await lab.BooksAsync(books => books.PostAsync(LedgerLab.Sale(), Stop));
        await lab.SealAsync();
        await lab.SignAsync();
        await lab.BooksAsync(books => books.PostAsync(LedgerLab.Sale(), Stop));
        var shown = (await lab.Http.SendAsync("GET", "/api/v1/ledger/chain", token: accountant)).Is(200).Json;
        var head = await lab.ScalarAsync<long>("select max(sequence) from ledger.seal");
        shown.GetProperty("sequence").GetInt64().ShouldBe(head);
        shown.GetProperty("hash").GetString().ShouldBe(await lab.ScalarAsync<string>("select encode(chain, 'hex') from ledger.seal order by sequence desc limit 1"));
        shown.GetProperty("tail").GetInt64().ShouldBe(1);
        shown.GetProperty("tailAge").GetDouble().ShouldBeGreaterThan(0);
        shown.GetProperty("checkpoint").GetProperty("sequence").GetInt64().ShouldBe(head);
        shown.GetProperty("checkpoint").GetProperty("key").GetString().ShouldBe(lab.Services.GetRequiredService<CheckpointFolder>().Key().Id);

        await lab.Services.GetRequiredService<TailBound>().LookAsync(Stop);
        var metrics = await lab.Http.GetStringAsync("/metrics", Stop);
        metrics.ShouldContain("aisle_ledger_tail ");
        metrics.ShouldContain("aisle_ledger_tail_age_seconds ");
        (await lab.Http.SendAsync("GET", "/api/v1/ledger/chain")).Is(401);
        (await lab.Http.SendAsync("GET", "/api/v1/ledger/chain", token: await lab.Http.TokenAsync("cashier"))).Is(403);
    }

    [Fact]
    public async Task Holds_whose_time_has_come_end_by_themselves_and_others_do_not()
    {
        await using var lab = await ProofLab.EmptyAsync(cluster);
        var wallet = await lab.BooksAsync(books => books.OpenAsync(new NewSubaccount(LedgerLab.Id<SubaccountId>(), AccountRef.For("payable"), "test/wallet", Floor: 0), Stop));
        await lab.BooksAsync(books => books.PostAsync(LedgerLab.TopUp(wallet, 10_000), Stop));
        for (var index = 0; index < 20; index++)
        {
            await lab.BooksAsync(books => books.HoldAsync(LedgerLab.Hold(wallet, 100, TimeSpan.FromMilliseconds(500)), Stop));
        }

        var lasting = await lab.BooksAsync(books => books.HoldAsync(LedgerLab.Hold(wallet, 300), Stop));
        await Task.Delay(600, Stop);
        // Several sweeps at once, of a few holds each, beside somebody who spends.
        var swept = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var (all, some) = (0, 1);
            while (some > 0)
            {
                some = await lab.ScalarAsync<int>("select ledger.expire_holds(now(), 3)");
                all += some;
                await lab.BooksAsync(books => books.PostAsync(LedgerLab.Pay(wallet, 1), Stop));
            }

            return all;
        }, Stop)));
        swept.Sum().ShouldBeLessThanOrEqualTo(20);
        (await lab.ScalarAsync<string>("select string_agg(state || ' ' || count, ',' order by state) from (select state, count(*) from ledger.hold group by state) states")).ShouldBe("expired 20,open 1");
        (await lab.ScalarAsync<long>($"select held from ledger.subaccount_balance where id = '{wallet}'")).ShouldBe(300);
        (await lab.BooksAsync(books => books.VoidAsync(lasting, Stop))).ShouldBe(HoldState.Voided);
        await lab.SealAsync();
        (await lab.VerifyAsync()).Results.SelectMany(result => result.Faults).ShouldBeEmpty();
    }

    private static Task<long> TailEntriesAsync(ProofLab lab) => lab.ScalarAsync<long>("select count(*) from ledger.tail where kind = 'entry'");

    private static NewEntry One() => LedgerLab.Entry(new NewLine(AccountRef.For("tender", "cash"), AccountRef.For("sales"), LedgerLab.Taka(100)));
}
