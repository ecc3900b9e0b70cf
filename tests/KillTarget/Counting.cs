using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.KillTarget;

/// <summary>A thing was counted on.</summary>
[EventName("kill.counted.v1")]
internal sealed record Counted(int Thing, long Number) : IEvent
{
    public string Key => $"thing/{Thing}";
}

/// <summary>A thing was counted to a round number.</summary>
[EventName("kill.rounded.v1")]
internal sealed record Rounded(int Thing, long Number) : IEvent
{
    public const int Step = 20;

    public string Key => $"thing/{Thing}";
}

/// <summary>Counts things on, each time with an event in the same transaction.</summary>
internal static class Writer
{
    private const int Things = 40;
    private const int Warm = 100;
    private static int _written;

    public static async Task RunAsync(IServiceProvider services)
    {
        while (true)
        {
            await using var scope = services.CreateAsyncScope();
            var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
            await work.RunAsync(async stop =>
            {
                var thing = Random.Shared.Next(Things);
                await using var command = await work.CommandAsync("update kill.thing set number = number + 1 where id = $1 returning number", stop);
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = thing });
                var number = (long)(await command.ExecuteScalarAsync(stop))!;
                work.Publish(new Counted(thing, number));
                if (number % Rounded.Step == 0)
                {
                    work.Publish(new Rounded(thing, number));
                }

                return (Result<int>)thing;
            }, CancellationToken.None);
            if (Interlocked.Increment(ref _written) == Warm)
            {
                Console.WriteLine("warm");
            }
        }
    }
}

/// <summary>Writes down what it is told.</summary>
internal sealed class Counter(UnitOfWork work) : ISubscriber<Counted>
{
    public Task HandleAsync(Counted happened, CancellationToken cancellationToken) => WriteAsync(work, "counter", happened, cancellationToken);

    internal static async Task WriteAsync(UnitOfWork work, string who, Counted happened, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("insert into kill.effect (who, thing, number) values ($1, $2, $3)", cancellationToken);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = who });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = happened.Thing });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = happened.Number });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Fails now and then, after it has written.</summary>
internal sealed class FlakyCounter(UnitOfWork work) : ISubscriber<Counted>
{
    public async Task HandleAsync(Counted happened, CancellationToken cancellationToken)
    {
        await Counter.WriteAsync(work, "flaky", happened, cancellationToken);
        if (Random.Shared.Next(100) == 0)
        {
            throw new InvalidDataException("It did not want to.");
        }
    }
}

/// <summary>Acts outside of the transaction: what it writes stays, even where the process is killed right after.</summary>
internal sealed class Sender(NpgsqlDataSource database) : IOutsideSubscriber<Rounded>
{
    public async Task HandleAsync(Rounded happened, Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("insert into kill.effect (who, thing, number) values ('sender', $1, $2)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = happened.Thing });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = happened.Number });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
