using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Modules.Ledger.Sealing;

/// <summary>
/// Signs the head of the chain now and then, by one process at a time: into the file outside of the database first, then into
/// its table. A kill between the two is mended the next time.
/// </summary>
internal sealed class CheckpointSigner(NpgsqlDataSource database, CheckpointFolder folder, TimeProvider time)
{
    /// <summary>As many new links are signed at once.</summary>
    public const long Links = 1_000;

    /// <summary>What is new is signed after this time at the latest.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private const string HeadSql = "select (select sequence from ledger.seal order by sequence desc limit 1), (select sequence from ledger.checkpoint order by sequence desc limit 1), (select max(signed_at) from ledger.checkpoint)";

    private const string InsertSql = """
        insert into ledger.checkpoint (sequence, chain, signed_at, key_id, signature)
        select $1, $2, $3, $4, $5 where exists (select from ledger.seal where sequence = $1 and chain = $2) on conflict do nothing
        """;

    /// <summary>Signs where it is due; answers whether it did.</summary>
    /// <param name="now">Sign what is new, however little it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> SignAsync(bool now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (!await IsDueAsync(connection, now, cancellationToken))
        {
            return false;
        }

        var key = folder.Key();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = new NpgsqlCommand("select pg_try_advisory_xact_lock(4707341003)", connection, transaction))
        {
            if (await alone.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return false;
            }
        }

        // Another process may have signed since.
        var isDue = await IsDueAsync(connection, now, cancellationToken);
        await PublishAsync(connection, key, cancellationToken);
        var outside = folder.Newest();
        var inside = await NewestInsideAsync(connection, cancellationToken);
        foreach (var known in outside.Where(known => known.Sequence > inside))
        {
            await InsertAsync(connection, known, cancellationToken);
        }

        var head = isDue ? await HeadAsync(connection, cancellationToken) : null;
        // A chain that is shorter than what was signed has been cut: signing it would cover that up.
        if (head is var (sequence, chain) && (outside.Count == 0 || outside[^1].Sequence < sequence))
        {
            var checkpoint = Checkpoint.Sign(sequence, chain, time.GetUtcNow(), key);
            folder.Append(checkpoint);
            await InsertAsync(connection, checkpoint, cancellationToken);
        }
        else
        {
            isDue = false;
        }

        await transaction.CommitAsync(cancellationToken);
        return isDue;
    }

    private async Task<bool> IsDueAsync(NpgsqlConnection connection, bool now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(HeadSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (head, signed) = (reader.WholeOrNull(0) ?? 0, reader.WholeOrNull(1) ?? 0);
        return head > signed && (now || head - signed >= Links || time.GetUtcNow() - (reader.MomentOrNull(2) ?? DateTimeOffset.MinValue) >= Longest);
    }

    private static async Task<long> NewestInsideAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select max(sequence) from ledger.checkpoint", connection);
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    private static async Task<(long Sequence, byte[] Chain)?> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select sequence, chain from ledger.seal order by sequence desc limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(InsertSql, connection).With(checkpoint.Sequence, checkpoint.Chain, checkpoint.SignedAt, checkpoint.Key, checkpoint.Signature);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task PublishAsync(NpgsqlConnection connection, Es256Key key, CancellationToken cancellationToken)
    {
        var (x, y) = key.PublicNumbers();
        await using var command = new NpgsqlCommand("insert into ledger.signing_key (id, x, y, published_at) values ($1, $2, $3, $4) on conflict do nothing", connection).With(key.Id, x, y, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Has the head of the chain signed for as long as the host serves, and once more when it stops.</summary>
internal sealed partial class CheckpointService(CheckpointSigner signer, TimeProvider time, ILogger<CheckpointService> logger) : BackgroundService
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _afterFault = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await signer.SignAsync(now: true, cancellationToken);
        }
        catch (Exception fault)
        {
            // The next start signs it.
            LogFault(logger, fault);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = _look;
            try
            {
                await signer.SignAsync(now: false, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(logger, fault);
                pause = _afterFault;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1602, LogLevel.Warning, "The head of the ledger's chain is not signed now; it is tried again")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
