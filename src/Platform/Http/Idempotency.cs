using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Platform.Http;

/// <summary>An answer as it is sent, and kept for who asks again with the same key.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Location">Address of what was made, or null.</param>
/// <param name="Tag">Entity tag, or null.</param>
/// <param name="Body">JSON; empty for 204.</param>
public sealed record KeptAnswer(int Status, string? Location, string? Tag, byte[] Body);

/// <summary>
/// Answers of requests with an <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header), kept for a day in the
/// transaction of what they answer. A request that failed is not kept: nothing has happened, and it may be sent again.
/// </summary>
public sealed class Idempotency(UnitOfWork work, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <summary>How a request is written down: what its body left out is null, whatever the answer to that will be.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonDefaults.Options) { Converters = { new UnsetConverter<Money>(new MoneyJsonConverter()), new UnsetConverter<Quantity>(new QuantityJsonConverter()) } };

    private readonly IDataProtector _seal = protection.CreateProtector("Aisle.Idempotency.v1");

    /// <summary>Whether a text can be a key: 8 to 64 visible ASCII characters, such as a UUID.</summary>
    public static bool IsKey(string text) => text is { Length: >= 8 and <= 64 } && text.All(character => character is > ' ' and <= '~');

    /// <summary>
    /// Does <paramref name="act"/> once for the key, in one transaction with the keeping of its answer. Errors:
    /// <c>idempotency.contradiction</c> (another request under this key), <c>idempotency.in_flight</c>.
    /// </summary>
    /// <param name="caller">Who asks: one caller's key means nothing from another.</param>
    /// <param name="key">Their key.</param>
    /// <param name="request">What they ask: method, address and body.</param>
    /// <param name="act">Does it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Result<KeptAnswer>> RunAsync(
        string caller, string key, ReadOnlyMemory<byte> request, Func<CancellationToken, Task<Result<KeptAnswer>>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        var hash = SHA256.HashData(request.Span);
        return work.RunAsync(async stop =>
        {
            if (!await LockAsync(caller, key, stop))
            {
                return Error.Conflict("idempotency.in_flight", "A request with this Idempotency-Key is under way; ask again in a moment.");
            }

            if (await FindAsync(caller, key, stop) is { } known)
            {
                return CryptographicOperations.FixedTimeEquals(known.Request, hash)
                    ? known.Answer with { Body = _seal.Unprotect(known.Answer.Body) }
                    : new Error("idempotency.contradiction", "This Idempotency-Key was used for another request.", ErrorKind.Contradiction);
            }

            var done = await act(stop);
            if (done.IsSuccess)
            {
                await work.SaveAsync(stop);
                await KeepAsync(caller, key, hash, done.Value, stop);
            }

            return done;
        }, cancellationToken);
    }

    /// <summary>Forgets what is older than <see cref="Memory"/>; answers how many.</summary>
    public static async Task<int> ForgetAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(time);
        await using var command = database.CreateCommand("delete from platform.idempotency where created_at < $1").With(time.GetUtcNow() - Memory);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> LockAsync(string caller, string key, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select pg_try_advisory_xact_lock(hashtextextended($1 || '/' || $2, 3))", cancellationToken)).With(caller, key);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<(byte[] Request, KeptAnswer Answer)?> FindAsync(string caller, string key, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select request, status, location, tag, body from platform.idempotency where caller = $1 and key = $2 and created_at >= $3", cancellationToken)).With(caller, key, time.GetUtcNow() - Memory);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetFieldValue<byte[]>(0), new KeptAnswer(
                reader.GetInt16(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetFieldValue<byte[]>(4)))
            : null;
    }

    private async Task KeepAsync(string caller, string key, byte[] hash, KeptAnswer answer, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            insert into platform.idempotency (caller, key, request, status, location, tag, body, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (caller, key) do update set
                request = excluded.request, status = excluded.status, location = excluded.location, tag = excluded.tag, body = excluded.body, created_at = excluded.created_at
            """, cancellationToken)).With(caller, key, hash, (short)answer.Status, answer.Location, answer.Tag, _seal.Protect(answer.Body), time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Registers the keeping of answers.</summary>
public static class IdempotencyServices
{
    /// <summary>Keeps answers for who asks again, and forgets them in time.</summary>
    public static IServiceCollection AddIdempotency(this IServiceCollection services) =>
        services.AddScoped<Idempotency>().AddJob<ForgetAnswers>(ForgetAnswers.Name, JobSchedule.Every(TimeSpan.FromHours(1)));
}
