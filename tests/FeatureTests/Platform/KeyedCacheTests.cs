using Aisle.FeatureTests.Support;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Platform;

/// <summary>What is kept by key while it changes under many readers.</summary>
public sealed class KeyedCacheTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Tag = "a thing of nobody else";
    private const int Keys = 4;
    private const int Changes = 20_000;

    [Fact]
    public async Task Nothing_that_was_read_before_a_change_is_kept_after_it()
    {
        var listener = shop.Services.GetRequiredService<ChangeListener>();
        using var cache = new KeyedCache<int, string>(listener, most: 100, tag => tag == Tag ? (_, _) => true : null);
        var truth = new int[Keys];
        using var done = new CancellationTokenSource();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var all = 0;
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var kept = 0;
            for (var step = reader; !done.IsCancellationRequested; step++)
            {
                var key = step % Keys;
                if (cache.Find(key) is null)
                {
                    var turn = cache.Turn;
                    var read = Volatile.Read(ref truth[key]);
                    Thread.SpinWait(step % 50);
                    cache.Keep(turn, key, Text(read));
                    kept++;
                    Interlocked.Increment(ref all);
                }
            }

            return kept;
        })).ToList();

        // One changes and says so, as after a commit. Every so often it is quiet for a while; then what is kept is what is true.
        for (var change = 1; change <= Changes || (Volatile.Read(ref all) <= Changes / 10 && !limit.IsCancellationRequested); change++)
        {
            Volatile.Write(ref truth[change % Keys], change);
            ((IChangeSink)listener).Changed(Tag);
            Thread.SpinWait(change % 70);
        }

        await done.CancelAsync();
        (await Task.WhenAll(readers)).Sum().ShouldBeGreaterThan(Changes / 10);
        for (var key = 0; key < Keys; key++)
        {
            (cache.Find(key) ?? Text(truth[key])).ShouldBe(Text(truth[key]));
        }
    }

    [Fact]
    public void What_others_change_is_kept_and_all_goes_when_there_is_no_room_or_everything_changes()
    {
        var listener = shop.Services.GetRequiredService<ChangeListener>();
        using var cache = new KeyedCache<int, string>(listener, most: 3, tag => tag.StartsWith(Tag, StringComparison.Ordinal) ? (key, _) => tag == Tag + key : null);
        void Keep(params int[] keys) => Array.ForEach(keys, key => cache.Keep(cache.Turn, key, Text(key)));
        IEnumerable<int> Kept() => Enumerable.Range(0, 10).Where(key => cache.Find(key) is not null);

        Keep(0, 1, 2);
        ((IChangeSink)listener).Changed("another thing");
        ((IChangeSink)listener).Changed(Tag + "1");
        Kept().ShouldBe([0, 2]);
        Keep(1, 3);
        Kept().ShouldBe([3]);
        ((IChangeSink)listener).Changed(CacheTags.Everything);
        Kept().ShouldBeEmpty();

        var turn = cache.Turn;
        ((IChangeSink)listener).Changed(Tag + "7");
        cache.Keep(turn, 7, Text(7));
        Kept().ShouldBeEmpty();
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
