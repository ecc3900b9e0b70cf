using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Ledger;

public sealed class ProofTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_is_green_while_sixteen_post()
    {
        var wallets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.WalletAsync(100_000, ceiling: 1_000_000)));
        using var enough = new CancellationTokenSource();
        var posted = 0;
        var posting = Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; !enough.IsCancellationRequested; round++)
            {
                var (from, to) = (wallets[(worker + round) % 4], wallets[(worker + round + 1) % 4]);
                var hold = LedgerLab.Hold(from, 10);
                (await shop.BooksAsync(books => books.HoldAsync(hold, Stop))).IsSuccess.ShouldBeTrue();
                var done = (worker % 3) switch
                {
                    0 => (await shop.BooksAsync(books => books.PostAsync([LedgerLab.Sale(), LedgerLab.Pay(from, 5), LedgerLab.TopUp(to, 5)], Stop))).IsSuccess,
                    1 => (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Pay(from, 7) with { Hold = hold.Id }, Stop))).IsSuccess,
                    _ => (await shop.BooksAsync(books => books.VoidAsync(hold.Id, Stop))).IsSuccess,
                };
                done.ShouldBeTrue();
                Interlocked.Increment(ref posted);
            }
        }, Stop)));
        for (var run = 0; run < 6; run++)
        {
            var proof = await shop.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, Stop);
            proof.Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty($"run {run}");
        }

        await enough.CancelAsync();
        await posting;
        posted.ShouldBeGreaterThan(50);
        await shop.SealedAsync();
    }
}
