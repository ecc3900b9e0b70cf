using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Aisle.Modules.Ledger.Features;

/// <summary>How far the books are sealed and signed.</summary>
/// <param name="Sequence">The newest link of the chain; 0 before the first.</param>
/// <param name="Hash">Its hash, in hexadecimal; left out before the first.</param>
/// <param name="Tail">What is written and not yet in the chain.</param>
/// <param name="TailAge">Seconds the oldest of it waits.</param>
/// <param name="Checkpoint">The newest head of the chain that was signed; left out before the first.</param>
internal sealed record ChainAnswer(long Sequence, string? Hash, long Tail, double TailAge, CheckpointAnswer? Checkpoint)
{
    public static ChainAnswer Example { get; } = new(
        48_211, "5f0b7c1e9d3a44e2b8a6f1d2c3e4f5061728394a5b6c7d8e9f00112233445566", 3, 0.041,
        new CheckpointAnswer(48_102, new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero), "Zr0Sxk2Yb1m8q3oXw0d5y7P9uVnT4cRjL6hGfEaBtKs"));
}

/// <summary>A head of the chain that was signed.</summary>
/// <param name="Sequence">The link.</param>
/// <param name="SignedAt">When.</param>
/// <param name="Key">Id of the key: its thumbprint by RFC 7638.</param>
internal sealed record CheckpointAnswer(long Sequence, DateTimeOffset SignedAt, string Key);

/// <summary><c>GET /api/v1/ledger/chain</c>.</summary>
internal static class GetChain
{
    private const string Sql = """
        select (select sequence from ledger.seal order by sequence desc limit 1), (select chain from ledger.seal order by sequence desc limit 1),
               tail.length, tail.oldest, checkpoint.sequence, checkpoint.signed_at, checkpoint.key_id
        from (select count(*) as length, min(recorded_at) as oldest from ledger.tail) tail
            left join lateral (select * from ledger.checkpoint order by sequence desc limit 1) checkpoint on true
        """;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/ledger/chain", RunAsync)
        .WithName("GetLedgerChain").WithTags("Ledger").WithSummary("Read the state of the chain")
        .WithDescription("The head of the chain that seals the books, how much waits to be sealed, and the newest signature. A tail that grows or ages means that no process seals.")
        .WithQuery([]).Produces<ChainAnswer>().WithExample(ChainAnswer.Example).Requires(Permissions.Read);

    private static async Task<IResult> RunAsync(HttpContext context, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var query = QueryReader.Strict(context.Request, []);
        if (query.Problems.Any)
        {
            return query.Problems.Errors.ToProblem();
        }

        if (!context.Caller().Rights.HasEverywhere(Permissions.Read.Name))
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        await using var command = database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var age = reader.MomentOrNull(3) is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0;
        return TypedResults.Ok(new ChainAnswer(
            reader.WholeOrNull(0) ?? 0, reader.IsDBNull(1) ? null : Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2), Math.Round(age, 3),
            reader.IsDBNull(4) ? null : new CheckpointAnswer(reader.GetInt64(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetString(6))));
    }
}
