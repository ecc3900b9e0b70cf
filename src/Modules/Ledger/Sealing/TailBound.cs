using System.Diagnostics.Metrics;
using Aisle.Platform.Database;
using Aisle.Platform.Telemetry;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Modules.Ledger.Sealing;

/// <summary>
/// Keeps the tail bounded: where more waits than it should, because the sealer is slow or dead, who posts helps to seal first,
/// on a connection and in a transaction apart. How long the tail is, is looked at now and then and counted on in between.
/// </summary>
internal sealed partial class TailBound(ApartDatabase database, TimeProvider time, ILogger<TailBound> logger) : IDisposable
{
    private const string LengthSql = "select (select ordinal from ledger.tail order by ordinal desc limit 1) - (select ordinal from ledger.tail order by ordinal limit 1) + 1, (select recorded_at from ledger.tail order by ordinal limit 1)";

    /// <summary>Longer than between two looks of a sealer that lives: who posts then never looks.</summary>
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _othersTurn = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);
    private static long _shownLength;
    private static long _shownSince;

    private static readonly ObservableGauge<long> _lengthGauge = TelemetrySetup.Meter.CreateObservableGauge(
        "aisle.ledger.tail", () => Interlocked.Read(ref _shownLength), description: "What is written into the books and not yet in the chain.");

    private static readonly ObservableGauge<double> _ageGauge = TelemetrySetup.Meter.CreateObservableGauge(
        "aisle.ledger.tail_age", () => Interlocked.Read(ref _shownSince) is > 0 and var since ? Math.Max(0, (TimeProvider.System.GetUtcNow().UtcTicks - since) / (double)TimeSpan.TicksPerSecond) : 0, "s", "How long the oldest of it waits.");

    private readonly SemaphoreSlim _turn = new(1);
    private long _length;
    private long _lookedAt;

    /// <summary>As many may wait before posting helps.</summary>
    public long Most { get; init; } = 20_000;

    /// <summary>Says that something more waits.</summary>
    public void Posted(int count) => Interlocked.Add(ref _length, count);

    /// <summary>Looks how long the tail is: the place of its last less that of its first, so a little too long where posts failed.</summary>
    public async Task<long> LookAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(LengthSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (length, oldest) = (reader.WholeOrNull(0) ?? 0, reader.MomentOrNull(1));
        Interlocked.Exchange(ref _length, length);
        Interlocked.Exchange(ref _lookedAt, time.GetTimestamp());
        Interlocked.Exchange(ref _shownLength, length);
        Interlocked.Exchange(ref _shownSince, oldest?.UtcTicks ?? 0);
        return length;
    }

    /// <summary>Before something is posted: helps to seal where too much waits, or waits for the one who does.</summary>
    public async ValueTask HelpAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Read(ref _length) <= Most && time.GetElapsedTime(Interlocked.Read(ref _lookedAt)) < _look)
        {
            return;
        }

        // One of this process is enough; the others go on unless it is too much.
        if (!await _turn.WaitAsync(Interlocked.Read(ref _length) > Most ? _longest : TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            await SealAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            // A sale happens whether or not it can be sealed now; that it cannot is seen in the log and in the metrics.
            LogFault(logger, fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task SealAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var sealer = new Sealer(database.Source);
        while (await LookAsync(cancellationToken) > Most && time.GetElapsedTime(began) < _longest)
        {
            if (await sealer.SealAsync(cancellationToken) is null)
            {
                await Task.Delay(_othersTurn, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(1603, LogLevel.Error, "The tail of the ledger is too long, and it cannot be sealed now")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
