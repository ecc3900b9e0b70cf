using Aisle.Platform.Caching;

namespace Aisle.UnitTests.Platform;

/// <summary>Whoever asks gets what was read after they asked, and those who wait together read once.</summary>
public sealed class SharedReadsTests
{
    [Fact]
    public async Task Who_asks_while_it_is_read_waits_for_the_next_read_together_with_others()
    {
        var (shared, reads) = (new SharedReads<string, int>(), new List<TaskCompletionSource<int>>());
        var first = shared.ReadAsync("list", ReadAsync, CancellationToken.None);
        var others = Enumerable.Range(0, 5).Select(_ => shared.ReadAsync("list", ReadAsync, CancellationToken.None)).ToArray();
        var another = shared.ReadAsync("another", () => Task.FromResult(7), CancellationToken.None);
        (await another).ShouldBe(7, "another thing waits for nobody");
        reads.Count.ShouldBe(1);

        reads[0].SetResult(1);
        (await first).ShouldBe(1);
        await UntilAsync(() => reads.Count == 2);
        others.ShouldAllBe(one => !one.IsCompleted, "what was read before they asked is not for them");
        var late = shared.ReadAsync("list", ReadAsync, CancellationToken.None);
        reads[1].SetResult(2);
        (await Task.WhenAll(others)).ShouldAllBe(value => value == 2);
        await UntilAsync(() => reads.Count == 3);
        reads[2].SetResult(3);
        (await late).ShouldBe(3);

        // Nothing is kept.
        var again = shared.ReadAsync("list", ReadAsync, CancellationToken.None);
        reads.Count.ShouldBe(4);
        reads[3].SetResult(4);
        (await again).ShouldBe(4);

        Task<int> ReadAsync()
        {
            var read = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            reads.Add(read);
            return read.Task;
        }
    }

    [Fact]
    public async Task A_read_that_fails_fails_for_those_who_waited_for_it_alone_and_one_who_goes_away_stops_nobody()
    {
        var (shared, first, second) = (new SharedReads<string, int>(), new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        using var away = new CancellationTokenSource();
        var one = shared.ReadAsync("list", () => first.Task, CancellationToken.None);
        var leader = shared.ReadAsync("list", () => second.Task, CancellationToken.None);
        var (leaves, stays) = (shared.ReadAsync("list", () => second.Task, away.Token), shared.ReadAsync("list", () => second.Task, CancellationToken.None));
        await away.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaves);
        first.SetException(new InvalidOperationException("gone"));
        await Should.ThrowAsync<InvalidOperationException>(() => one);
        second.SetResult(2);
        (await leader, await stays).ShouldBe((2, 2));
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var tries = 0; tries < 500 && !isSo(); tries++)
        {
            await Task.Delay(5, CancellationToken.None);
        }

        isSo().ShouldBeTrue();
    }
}
