using System.Diagnostics;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Ledger;

/// <summary>A shop that posts sales and sells out of its stock is killed at random moments: what was confirmed is in the books and in the stock, once, numbered and proved.</summary>
public sealed class LedgerKillTests(Cluster cluster)
{
    private const int Kills = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_every_kill_the_books_hold_what_was_confirmed_and_are_proved()
    {
        var connectionString = await cluster.CopyAsync();
        var data = Directory.CreateDirectory(Path.Combine(cluster.Scratch, "killed")).FullName;
        var (confirmed, sold) = (new HashSet<Guid>(), new HashSet<Guid>());
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = KillTarget.Start(connectionString, "ledger", data);
            await ReadUntilKilledAsync(process, kill % 2 == 1, confirmed, sold);
            // The checkpoints of the killed one, as its next start would find them.
            var (app, http) = await ShopHost.StartAsync(cluster, connectionString, ("Aisle:Ledger:Checkpoints", Path.Combine(data, "ledger")));
            await ProveAsync(app, connectionString, confirmed, sold, kill);
            http.Dispose();
            await app.StopAsync(Stop);
            await app.DisposeAsync();
        }

        confirmed.Count.ShouldBeGreaterThan(Kills * 2, "there was no load to speak of");
        sold.Count.ShouldBeGreaterThanOrEqualTo(Kills / 2, "nothing to speak of was sold");
    }

    private static async Task ProveAsync(WebApplication app, string connectionString, HashSet<Guid> confirmed, HashSet<Guid> sold, int kill)
    {
        await Eventually.IsAsync(async () => await ScalarAsync<long>(connectionString, "select count(*) from ledger.tail") == 0);
        (await ScalarAsync<string>(connectionString, "select concat_ws(' ', min(number), max(number) - count(*), count(distinct number) - count(*)) from ledger.seal where series = 'KL'"))
            .ShouldBe("1 0 0", $"numbers after kill {kill}");
        var there = await ScalarAsync<Guid[]>(connectionString, "select array_agg(id) from ledger.entry where series = 'KL'");
        confirmed.Except(there).ShouldBeEmpty($"confirmed and lost by kill {kill}");
        var left = await ScalarAsync<Guid[]>(connectionString, "select coalesce(array_agg(id), '{}') from inventory.posting join ledger.entry using (id) where posting.kind = 'sale'");
        sold.Except(left).ShouldBeEmpty($"sold and lost by kill {kill}");
        var run = await app.Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, Stop);
        run.Results.SelectMany(result => result.Faults).ShouldBeEmpty($"after kill {kill}");
    }

    /// <summary>Half of them are killed while they begin, half once something has been sold: on a busy machine that comes late.</summary>
    private static async Task ReadUntilKilledAsync(Process process, bool sells, HashSet<Guid> confirmed, HashSet<Guid> sold)
    {
        var before = sold.Count;
        do
        {
            Take((await process.StandardOutput.ReadLineAsync(Stop)).ShouldNotBeNull());
        }
        while (sells && sold.Count == before);

        var reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            {
                Take(line);
            }
        }, Stop);
        await Task.Delay(Random.Shared.Next(50, 700), Stop);
        process.Kill();
        await process.WaitForExitAsync(Stop);
        await reading;

        void Take(string line)
        {
            // The last one may be cut by the kill.
            var isSale = line.StartsWith("sold ", StringComparison.Ordinal);
            if (Guid.TryParseExact(isSale ? line[5..] : line, "D", out var id))
            {
                (isSale ? sold : confirmed).Add(id);
            }
        }
    }

    private static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }
}
