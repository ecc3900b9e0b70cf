using Aisle.FeatureTests.Support;
using Aisle.Host;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aisle.FeatureTests.Platform;

public sealed class MigratorTests(Cluster cluster)
{
    [Fact]
    public async Task Hosts_that_start_at_once_migrate_once()
    {
        var connection = await cluster.EmptyAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var source = NpgsqlDataSource.Create(connection);
            return await With(source, AisleApp.Migrations()).RunAsync(TestContext.Current.CancellationToken);
        }));

        applied.Order().ShouldBe([0, 0, 0, 0, 0, AisleApp.Migrations().Count]);
    }

    [Fact]
    public async Task A_shop_that_was_begun_with_any_version_takes_each_newer_file_by_itself()
    {
        // What one file leaves in its connection, such as a library that was loaded, the next one of a later version does not have.
        var connection = new NpgsqlConnectionStringBuilder(await cluster.EmptyAsync()) { Pooling = false }.ConnectionString;
        var all = AisleApp.Migrations();
        for (var count = 1; count <= all.Count; count++)
        {
            await using var source = NpgsqlDataSource.Create(connection);
            (await With(source, [.. all.Take(count)]).RunAsync(TestContext.Current.CancellationToken)).ShouldBe(1, all[count - 1].File);
        }
    }

    [Fact]
    public async Task A_changed_old_file_is_refused_by_its_name()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.EmptyAsync());
        await With(source, [new Migration("shop", 1, "0001_first", "create schema shop")]).RunAsync(TestContext.Current.CancellationToken);

        var fault = await Should.ThrowAsync<FaultException>(() =>
            With(source, [new Migration("shop", 1, "0001_first", "create schema shop -- changed")]).RunAsync(TestContext.Current.CancellationToken));

        fault.Message.ShouldContain("shop/0001_first.sql");
    }

    [Fact]
    public async Task Line_ends_of_another_system_are_no_change()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.EmptyAsync());
        await With(source, [new Migration("shop", 1, "0001_first", "create schema\n shop")]).RunAsync(TestContext.Current.CancellationToken);

        (await With(source, [new Migration("shop", 1, "0001_first", "create schema\r\n shop")]).RunAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    [Fact]
    public async Task An_older_program_does_not_touch_a_newer_database()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.EmptyAsync());
        Migration[] newer = [new("shop", 1, "0001_first", "create schema shop"), new("shop", 2, "0002_second", "create table shop.thing (id integer)")];
        await With(source, newer).RunAsync(TestContext.Current.CancellationToken);

        var fault = await Should.ThrowAsync<FaultException>(() => With(source, newer[..1]).RunAsync(TestContext.Current.CancellationToken));

        fault.Message.ShouldContain("shop/0002_second.sql");
    }

    [Fact]
    public async Task A_file_that_fails_leaves_nothing_of_itself()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.EmptyAsync());
        var broken = new Migration("shop", 1, "0001_first", "create schema shop; create table shop.thing (id no_such_type)");

        var fault = await Should.ThrowAsync<FaultException>(() => With(source, [broken]).RunAsync(TestContext.Current.CancellationToken));

        fault.Message.ShouldContain("no_such_type");
        await using var command = source.CreateCommand("select count(*) from pg_namespace where nspname = 'shop'");
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    private static Migrator With(NpgsqlDataSource source, IReadOnlyList<Migration> migrations) =>
        new(source, migrations, TimeProvider.System, NullLogger<Migrator>.Instance);
}
