using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Platform;

/// <summary>What a unit of work leaves to its commit.</summary>
public sealed class UnitOfWorkTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly Error _refused = Error.Conflict("test.refused", "It cannot be.");

    [Fact]
    public async Task What_is_left_to_the_commit_is_written_with_it()
    {
        var subject = ActsLab.NewId();
        (await RunAsync(work => work.WithCommit(Line(subject, "now()"), _ => _refused), subject)).IsSuccess.ShouldBeTrue();
        (await CountAsync(subject)).ShouldBe(2);
    }

    [Fact]
    public async Task A_statement_stays_prepared_whether_a_value_is_there_or_null()
    {
        const string Sql = "select $1, $2, $3, $4, $5, $6, 'a statement of nobody else'";
        await using var connection = await shop.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);
        async Task<long> RunsAsync()
        {
            await using var command = new NpgsqlCommand("select coalesce(sum(generic_plans + custom_plans), 0)::bigint from pg_prepared_statements where statement = $1", connection).With(Sql);
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }

        async Task RunAsync(Guid? id, string? text, long? number, DateTimeOffset? moment, string[]? words, bool? flag)
        {
            await using var command = new NpgsqlCommand(Sql, connection).With(id, text, number, moment, words, flag);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        for (var time = 0; time < 10; time++)
        {
            await RunAsync(null, null, null, null, null, null);
        }

        var before = await RunsAsync();
        before.ShouldBeGreaterThan(0);
        for (var time = 0; time < 10; time++)
        {
            await RunAsync(ActsLab.NewId(), "a", 1, DateTimeOffset.UnixEpoch, ["a"], flag: true);
        }

        (await RunsAsync()).ShouldBe(before + 10);
    }

    [Fact]
    public async Task A_refusal_is_the_answer_of_the_whole_and_nothing_is_written()
    {
        var subject = ActsLab.NewId();
        var answer = await RunAsync(
            work =>
            {
                work.WithCommit(Line(subject, "now()"), _ => Error.Validation("test.other", "Of another one."));
                work.WithCommit(Line(subject, "null"), fault => fault.SqlState == PostgresErrorCodes.NotNullViolation ? _refused : null);
                work.WithCommit(Line(subject, "now()"), _ => Error.Validation("test.other", "Of another one."));
            }, subject);
        answer.FirstError.ShouldBe(_refused);
        (await CountAsync(subject)).ShouldBe(0);
    }

    [Fact]
    public async Task A_fault_that_is_no_refusal_is_thrown_and_nothing_is_written()
    {
        var subject = ActsLab.NewId();
        (await Should.ThrowAsync<PostgresException>(() => RunAsync(work => work.WithCommit(Line(subject, "null"), _ => null), subject))).SqlState.ShouldBe(PostgresErrorCodes.NotNullViolation);
        (await CountAsync(subject)).ShouldBe(0);
        await using var scope = shop.Services.CreateAsyncScope();
        Should.Throw<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<UnitOfWork>().WithCommit(Line(subject, "now()"), _ => null));
    }

    /// <summary>Only the journal knows that an entry of this id is there.</summary>
    [Fact]
    public async Task Goods_whose_value_the_books_refuse_stay_where_they_are()
    {
        var (store, variant) = (await shop.StoreAsync(), (await shop.VariantsAsync(0, 1))[0]);
        await shop.ReceiveAsync(store, variant, 5, 50);
        var sale = StockLab.Posting(store, StockKind.Sale, new NewStockLine(variant, -2_000));
        (await shop.BooksAsync(books => books.PostAsync(LedgerLab.Sale() with { Id = EntryId.From(sale.Id.Value) }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        var refused = (await shop.StockAsync(stock => stock.PostAsync(sale, CancellationToken.None))).FirstError;
        (refused.Code, refused.Field).ShouldBe(("ledger.contradiction", "id"));
        (await shop.LevelAsync(store, variant)).OnHand.ShouldBe(5_000);
        (await shop.ScalarAsync<long>($"select count(*) from inventory.movement where posting_id = '{sale.Id}'")).ShouldBe(0);
    }

    private static NpgsqlBatchCommand Line(Guid subject, string at) =>
        new NpgsqlBatchCommand($"insert into platform.audit (at, actor_kind, actor_name, action, subject_type, subject_id, subject_name, address, trace) values ({at}, 'system', '', 'stores.store.update', 'store', $1, '', '', '')").With(subject.ToString());

    private Task<long> CountAsync(Guid subject) => shop.ScalarAsync<long>($"select count(*) from platform.audit where subject_id = '{subject}'");

    private async Task<Result<int>> RunAsync(Action<UnitOfWork> act, Guid subject)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        return await work.RunAsync<int>(
            _ =>
            {
                work.Audit(new AuditEntry("stores.store.update", "store", subject.ToString(), ""));
                act(work);
                return Task.FromResult<Result<int>>(1);
            }, TestContext.Current.CancellationToken);
    }
}
