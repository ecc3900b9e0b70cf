using System.Text.Json;
using System.Threading.Channels;
using Aisle.Modules.Payments.Providers.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Aisle.Modules.Payments.Data;

/// <summary>
/// Writes what is said to and by providers, behind those who speak: they never wait for it, and where more comes than can be written the
/// newest is left out and counted.
/// </summary>
internal sealed partial class TrafficLog(NpgsqlDataSource database, TimeProvider time, ILogger<TrafficLog> logger) : BackgroundService, ITrafficSink
{
    private const int Most = 2_000;
    private const int Batch = 100;

    private static readonly AsyncLocal<Guid?> _attempt = new();

    private readonly Channel<(Guid? Attempt, Exchange Exchange)> _waiting = Channel.CreateBounded<(Guid?, Exchange)>(new BoundedChannelOptions(Most) { SingleReader = true });
    private long _left;

    /// <summary>What is said until the end of the scope is about this attempt.</summary>
    public static IDisposable About(Guid attempt)
    {
        var before = _attempt.Value;
        _attempt.Value = attempt;
        return new Scope(before);
    }

    public void Record(Exchange exchange)
    {
        if (!_waiting.Writer.TryWrite((_attempt.Value, exchange)))
        {
            Interlocked.Increment(ref _left);
        }
    }

    /// <summary>Deletes what is older, and the oldest of what is more than so much; a batch at a time. Answers how many rows went.</summary>
    public async Task<int> ForgetAsync(DateTimeOffset before, long most, int batch, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            delete from payments.traffic where id in (
                select id from payments.traffic where at < greatest($1, (select at from payments.traffic order by at desc offset $2 limit 1)) order by at limit $3)
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = most });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = batch });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What was said before the stop is written, too: the reader ends when nothing comes any more.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var batch = new List<(Guid? Attempt, Exchange Exchange)>();
            while (batch.Count < Batch && _waiting.Reader.TryRead(out var one))
            {
                batch.Add(one);
            }

            try
            {
                await WriteAsync(batch, CancellationToken.None);
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
            {
                Lost(batch.Count, fault);
            }

            if (Interlocked.Exchange(ref _left, 0) is > 0 and var left)
            {
                TooMuch(left);
            }
        }
    }

    private async Task WriteAsync(List<(Guid? Attempt, Exchange Exchange)> batch, CancellationToken cancellationToken)
    {
        await using var commands = database.CreateBatch();
        foreach (var (attempt, said) in batch)
        {
            var command = new NpgsqlBatchCommand("""
                insert into payments.traffic (id, attempt_id, provider, at, took, direction, method, address, status, request_headers, request_body, response_headers, response_body)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                """);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(time.GetUtcNow()) });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)attempt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            command.Parameters.Add(Text(said.Provider));
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = said.At.ToUniversalTime() });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)Math.Clamp(said.Took.TotalMilliseconds, 0, int.MaxValue) });
            command.Parameters.Add(Text(said.Direction));
            command.Parameters.Add(Text(said.Method));
            command.Parameters.Add(Text(said.Address));
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = said.Status });
            command.Parameters.Add(Json(said.RequestHeaders));
            command.Parameters.Add(Text(said.RequestBody));
            command.Parameters.Add(Json(said.ResponseHeaders));
            command.Parameters.Add(Text(said.ResponseBody));
            commands.BatchCommands.Add(command);
        }

        await commands.ExecuteNonQueryAsync(cancellationToken);

        // PostgreSQL keeps no NUL in texts.
        static NpgsqlParameter Text(string text) => new NpgsqlParameter<string> { TypedValue = text.Replace('\0', ' ') };
        static NpgsqlParameter Json(IReadOnlyDictionary<string, string> headers) => new() { Value = JsonSerializer.Serialize(headers).Replace("\\u0000", " ", StringComparison.Ordinal), NpgsqlDbType = NpgsqlDbType.Jsonb };
    }

    [LoggerMessage(7201, LogLevel.Warning, "{Count} exchanges with payment providers were not written down.")]
    private partial void Lost(int count, Exception fault);

    [LoggerMessage(7202, LogLevel.Warning, "{Count} exchanges with payment providers were left out: more came than could be written.")]
    private partial void TooMuch(long count);

    private sealed class Scope(Guid? before) : IDisposable
    {
        public void Dispose() => _attempt.Value = before;
    }
}
