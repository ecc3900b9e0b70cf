using System.Globalization;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Messaging;

/// <summary>
/// What every transport must guarantee, written against <see cref="IMessageTransport"/> alone. A subclass says which transport
/// it is and adds what that one needs; nothing else. What outbox, inbox and pump do by themselves is in
/// <see cref="MessagingTests"/>.
/// </summary>
public abstract class TransportTests(Cluster cluster)
{
    private const string Event = "test.happened.v1";
    private static readonly DateTimeOffset _moment = new(2026, 11, 3, 8, 15, 30, 123, 456, TimeSpan.Zero);

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Registers the transport, and whatever brings its messages to the inbox where it does not do so itself.</summary>
    protected abstract void AddTransport(IServiceCollection services);

    /// <summary>How long a message that comes twice may take to come the second time.</summary>
    protected virtual TimeSpan Settle => TimeSpan.Zero;

    [Fact]
    public async Task Messages_arrive_as_they_were_written()
    {
        await using var test = await StartAsync();
        var sent = new List<Message>();
        foreach (var body in (string[])
            [
                "", "{}", "\"", "'; drop table platform.inbox; --", "line\r\nline\ttab", "চাল ডাল 🍚 \u202E\uFEFF Ünïcödé", "\\u0000", new string('x', 3_000_000), string.Concat(Enumerable.Repeat("ম🍚", 200_000)),
            ])
        {
            sent.Add(new Message(NewId(), Event, $"key/{sent.Count}", body, sent.Count % 2 == 0 ? null : "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", _moment.AddTicks(sent.Count * 10)));
        }

        sent.Add(sent[1] with { Id = NewId(), Key = new string('ক', 200) });
        await SendAsync(test, sent);
        await ArrivedAsync(test, sent.Count);

        var received = await ReceivedAsync(test);
        received.OrderBy(message => message.Id).ShouldBe(sent.OrderBy(message => message.Id));
    }

    [Fact]
    public async Task Nothing_and_what_nobody_wants_is_no_fault()
    {
        await using var test = await StartAsync();

        await SendAsync(test, []);
        await SendAsync(test, [New("a", 1) with { Name = "test.nobody.v1" }]);
        await SendAsync(test, [New("a", 2) with { Name = "test.nobody.v1" }, New("a", 3), New("b", 4) with { Name = "test.nobody.v1" }]);
        await ArrivedAsync(test, 1);

        (await ReceivedAsync(test)).ShouldHaveSingleItem().Body.ShouldBe("3");
    }

    [Fact]
    public async Task Thousands_of_messages_arrive_and_each_key_keeps_its_order()
    {
        await using var test = await StartAsync();
        var random = new Random(7);
        var messages = Enumerable.Range(0, 6000).Select(number => New($"key/{random.Next(60)}", number)).ToList();

        for (var next = 0; next < messages.Count;)
        {
            var size = random.Next(1, 700);
            await SendAsync(test, [.. messages.Skip(next).Take(size)]);
            next += size;
        }

        await ArrivedAsync(test, messages.Count);
        await ShouldBeOnceAndInOrderAsync(test, messages);
    }

    [Fact]
    public async Task What_is_sent_again_arrives_once()
    {
        await using var test = await StartAsync();
        var messages = Enumerable.Range(0, 200).Select(number => New($"key/{number % 7}", number)).ToList();

        await SendAsync(test, messages);
        await SendAsync(test, messages);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(test, messages)));
        await SendAsync(test, [messages[0], messages[0], messages[0]]);
        await ArrivedAsync(test, messages.Count);

        await ShouldBeOnceAndInOrderAsync(test, messages);
    }

    [Fact]
    public async Task What_the_writer_rolled_back_never_arrives()
    {
        await using var test = await StartAsync();

        await test.PublishAsync([new Happened("a", 1)], fails: true);
        await test.PublishAsync([new Happened("a", 2)]);
        await MoveAllAsync(test);
        await ArrivedAsync(test, 1);

        (await ReceivedAsync(test)).ShouldHaveSingleItem().Body.ShouldContain("2");
    }

    [Fact]
    public async Task Nothing_is_lost_where_the_hand_over_is_rolled_back()
    {
        await using var test = await StartAsync();
        await test.PublishAsync(Enumerable.Range(0, 50).Select(number => new Happened($"key/{number % 3}", number)));
        var broken = new OutboxRelay(test.Database, new FailsAfter(Transport(test)), test.Services.GetRequiredService<MessageBell>());

        await Should.ThrowAsync<IOException>(() => broken.MoveAsync(Stop));
        (await test.ScalarAsync<long>("select count(*) from platform.outbox")).ShouldBe(50, "they are not gone before they are safe");
        await MoveAllAsync(test);
        await ArrivedAsync(test, 50);

        await ShouldBeWholeAsync(test, 50, keys: 3);
    }

    [Fact]
    public async Task Nothing_is_lost_where_the_process_dies_between_handing_over_and_commit()
    {
        await using var test = await StartAsync();
        await test.PublishAsync(Enumerable.Range(0, 50).Select(number => new Happened($"key/{number % 3}", number)));

        for (var death = 0; death < 5; death++)
        {
            await using var connection = await test.Database.OpenConnectionAsync(Stop);
            var transaction = await connection.BeginTransactionAsync(Stop);
            await Transport(test).SendAsync(await TakeAsync(connection), connection, Stop);
            await test.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"select pg_terminate_backend({connection.ProcessID}, 5000)"));
            await Should.ThrowAsync<NpgsqlException>(() => transaction.CommitAsync(Stop));
        }

        (await test.ScalarAsync<long>("select count(*) from platform.outbox")).ShouldBe(50);
        await MoveAllAsync(test);
        await ArrivedAsync(test, 50);

        await ShouldBeWholeAsync(test, 50, keys: 3);
    }

    [Fact]
    public async Task Several_relays_at_once_lose_nothing_and_keep_the_order()
    {
        await using var test = await StartAsync();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var batch = 0; batch < 25; batch++)
            {
                await test.PublishAsync(Enumerable.Range(batch * 20, 20).Select(number => new Happened($"key/{writer}", number)));
            }
        })));
        var moving = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!writing.IsCompleted)
            {
                await Relay(test).MoveAsync(Stop);
            }
        })));
        await Task.WhenAll(writing, moving);
        await MoveAllAsync(test);
        await ArrivedAsync(test, 2000);

        (await test.ScalarAsync<bool>("""
            select bool_and(step = 1) from (
                select (body::jsonb ->> 'number')::integer - lag((body::jsonb ->> 'number')::integer, 1, -1) over (partition by key order by position) as step from platform.inbox) steps
            """)).ShouldBeTrue();
    }

    [Fact]
    public async Task One_that_delivers_twice_has_its_effect_once()
    {
        await using var test = await StartAsync(isWorker: true, inner => new Twice(inner));

        await test.PublishAsync(Enumerable.Range(0, 300).Select(number => new Happened($"key/{number % 5}", number)));
        await test.UntilAsync("select count(*) >= 300 from effect");
        await test.IdleAsync();
        await Task.Delay(Settle, Stop);

        await ShouldHaveEffectsAsync(test, 300, keys: 5);
    }

    [Fact]
    public async Task One_that_delivers_late_and_again_long_after_has_its_effect_once()
    {
        await using var test = await StartAsync(isWorker: true, inner => new Late(inner));
        var late = (Late)Transport(test);

        for (var batch = 0; batch < 10; batch++)
        {
            await test.PublishAsync(Enumerable.Range(batch * 30, 30).Select(number => new Happened($"key/{number % 5}", number)));
            await Task.Delay(10, Stop);
        }

        await test.UntilAsync("select count(*) >= 300 from effect");
        // All of it again, when it was handled already.
        await late.AgainAsync(test.Database, Stop);
        await test.IdleAsync();
        await Task.Delay(Settle, Stop);

        await ShouldHaveEffectsAsync(test, 300, keys: 5);
    }

    private static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    private static Message New(string key, int number) => new(NewId(), Event, key, number.ToString(CultureInfo.InvariantCulture), Trace: null, _moment);

    private static IMessageTransport Transport(MessageHost test) => test.Services.GetRequiredService<IMessageTransport>();

    private static OutboxRelay Relay(MessageHost test) => test.Services.GetRequiredService<OutboxRelay>();

    /// <summary>A host with this transport, or with one that does with it what a test wants; without a worker, the inbox shows what arrived.</summary>
    private Task<MessageHost> StartAsync(bool isWorker = false, Func<IMessageTransport, IMessageTransport>? wrap = null) => MessageHost.StartAsync(cluster, isWorker: isWorker, adjust: services =>
    {
        AddTransport(services);
        if (wrap is not null)
        {
            var inner = services.Last(service => service.ServiceType == typeof(IMessageTransport));
            services.AddSingleton(provider => wrap((IMessageTransport)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
        }
    });

    private async Task SendAsync(MessageHost test, IReadOnlyList<Message> messages)
    {
        await using var connection = await test.Database.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await Transport(test).SendAsync(messages, connection, Stop);
        await transaction.CommitAsync(Stop);
    }

    private async Task<IReadOnlyList<Message>> TakeAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select id, name, key, body, trace, occurred_at from platform.take_events(500) order by position", connection);
        return await ReadAsync(command);
    }

    private async Task MoveAllAsync(MessageHost test)
    {
        while (await Relay(test).MoveAsync(Stop))
        {
        }
    }

    private async Task ArrivedAsync(MessageHost test, int count)
    {
        await test.UntilAsync(string.Create(CultureInfo.InvariantCulture, $"select count(*) >= {count} from platform.inbox"));
        await Task.Delay(Settle, Stop);
        (await test.ScalarAsync<long>("select count(*) from platform.inbox")).ShouldBe(count);
    }

    private async Task<IReadOnlyList<Message>> ReceivedAsync(MessageHost test)
    {
        await using var command = test.Database.CreateCommand("select id, name, key, body, trace, occurred_at from platform.inbox where subscriber = 'test.writer' order by position");
        return await ReadAsync(command);
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var messages = new List<Message>();
        while (await reader.ReadAsync(Stop))
        {
            messages.Add(new Message(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return messages;
    }

    private async Task ShouldBeOnceAndInOrderAsync(MessageHost test, IReadOnlyList<Message> sent)
    {
        var received = await ReceivedAsync(test);
        received.Select(message => message.Id).Distinct().Count().ShouldBe(sent.Count);
        foreach (var key in sent.GroupBy(message => message.Key))
        {
            received.Where(message => message.Key == key.Key).Select(message => message.Body).ShouldBe(key.Select(message => message.Body), key.Key);
        }
    }

    private static async Task ShouldBeWholeAsync(MessageHost test, int count, int keys)
    {
        for (var key = 0; key < keys; key++)
        {
            (await test.ScalarAsync<int[]>($"select array_agg((body::jsonb ->> 'number')::integer order by position) from platform.inbox where key = 'key/{key}'"))
                .ShouldBe(Enumerable.Range(0, count).Where(number => number % keys == key), $"key/{key}");
        }
    }

    private static async Task ShouldHaveEffectsAsync(MessageHost test, int count, int keys)
    {
        for (var key = 0; key < keys; key++)
        {
            (await test.ScalarAsync<int[]>($"select array_agg(number order by position) from effect where key = 'key/{key}'"))
                .ShouldBe(Enumerable.Range(0, count).Where(number => number % keys == key), $"key/{key}");
        }
    }

    /// <summary>Hands messages over and then does not know that it did.</summary>
    private sealed class FailsAfter(IMessageTransport inner) : IMessageTransport
    {
        public async Task<Waiting> SendAsync(IReadOnlyList<Message> messages, NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            await inner.SendAsync(messages, connection, cancellationToken);
            throw new IOException("The answer of the broker never came.");
        }
    }

    /// <summary>Takes its time with every hand-over, and delivers all of it once more when it is asked to.</summary>
    private sealed class Late(IMessageTransport inner) : IMessageTransport
    {
        private readonly List<Message> _sent = [];

        public async Task<Waiting> SendAsync(IReadOnlyList<Message> messages, NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            await Task.Delay(Random.Shared.Next(5, 60), cancellationToken);
            var where = await inner.SendAsync(messages, connection, cancellationToken);
            _sent.AddRange(messages);
            return where;
        }

        public async Task AgainAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await inner.SendAsync([.. _sent], connection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Delivers everything twice.</summary>
    private sealed class Twice(IMessageTransport inner) : IMessageTransport
    {
        public async Task<Waiting> SendAsync(IReadOnlyList<Message> messages, NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            await inner.SendAsync(messages, connection, cancellationToken);
            return await inner.SendAsync(messages, connection, cancellationToken);
        }
    }
}
