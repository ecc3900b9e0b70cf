using Aisle.FeatureTests.Support;
using Aisle.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aisle.FeatureTests.Messaging;

/// <summary>A process that writes and handles events at full load is killed at random moments, and nothing is lost or done twice.</summary>
public sealed class KillTests(Cluster cluster)
{
    private const int Kills = 50;

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_committed_event_is_handled_once_and_in_order_whenever_the_process_is_killed()
    {
        var connectionString = await cluster.EmptyAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await new Migrator(database, Migration.In(typeof(Migrator).Assembly, "platform"), TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(Stop);
        await ExecuteAsync(database, """
            create schema kill;
            create table kill.thing (id integer primary key, number bigint not null default 0);
            insert into kill.thing (id) select generate_series(0, 39);
            create table kill.effect (position bigint generated always as identity, who text, thing integer, number bigint);
            """);

        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = KillTarget.Start(connectionString, "4");
            (await process.StandardOutput.ReadLineAsync(Stop)).ShouldBe("warm");
            await Task.Delay(Random.Shared.Next(1, 400), Stop);
            process.Kill();
            await process.WaitForExitAsync(Stop);
        }

        using var last = KillTarget.Start(connectionString, "0");
        await last.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromMinutes(2), Stop);
        last.ExitCode.ShouldBe(0);

        var written = await NumberAsync(database, "select sum(number)::bigint from kill.thing");
        written.ShouldBeGreaterThan(Kills * 100, "there was no load to speak of");
        foreach (var who in (string[])["counter", "flaky"])
        {
            (await NumberAsync(database, $"select count(*) from kill.effect where who = '{who}'")).ShouldBe(written, $"effects of {who}");
            (await NumberAsync(database, $"select count(distinct (thing, number)) from kill.effect where who = '{who}'")).ShouldBe(written, $"different effects of {who}");
            (await NumberAsync(database, $"""
                select count(*) from (select number - lag(number, 1, 0) over (partition by thing order by position) as step from kill.effect where who = '{who}') steps where step <> 1
                """)).ShouldBe(0, $"effects of {who} out of order");
        }

        (await NumberAsync(database, "select count(distinct (thing, number)) from kill.effect where who = 'sender'"))
            .ShouldBe(await NumberAsync(database, "select sum(number / 20)::bigint from kill.thing"), "what was sent outside, at least once");
        (await NumberAsync(database, "select count(*) from platform.inbox where dead_at is not null")).ShouldBe(0);
    }

    private async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private async Task<long> NumberAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }
}
