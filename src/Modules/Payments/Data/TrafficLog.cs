using System.Text.Json;
using System.Threading.Channels;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

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
            """).With(before, most, batch);
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
            commands.BatchCommands.Add(new NpgsqlBatchCommand("""
                insert into payments.traffic (id, attempt_id, provider, at, took, direction, method, address, status, request_headers, request_body, response_headers, response_body)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12::jsonb, $13)
                """).With(
                Guid.CreateVersion7(time.GetUtcNow()), attempt, Text(said.Provider), said.At.ToUniversalTime(), (int)Math.Clamp(said.Took.TotalMilliseconds, 0, int.MaxValue), Text(said.Direction), Text(said.Method),
                Text(said.Address), said.Status, Json(said.RequestHeaders), Text(said.RequestBody), Json(said.ResponseHeaders), Text(said.ResponseBody)));
        }

        await commands.ExecuteNonQueryAsync(cancellationToken);

        // PostgreSQL keeps no NUL in texts.
        static string Text(string text) => text.Replace('\0', ' ');
        static string Json(IReadOnlyDictionary<string, string> headers) => JsonSerializer.Serialize(headers).Replace("\\u0000", " ", StringComparison.Ordinal);
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
