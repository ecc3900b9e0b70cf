using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Data;

/// <summary>What is to be sealed beside entries and holds, which the database adds itself.</summary>
internal static class Tail
{
    /// <summary>The subject of the one book.</summary>
    public static readonly Guid Book = new("b00c0000-0000-7000-8000-000000000001");

    private const string Sql = "insert into ledger.tail (kind, subject, version, hash, recorded_at, by) values ($1, $2, $3, $4, $5, $6)";

    /// <summary>Has a state of something sealed, with the transaction that writes it.</summary>
    public static async Task AddAsync(UnitOfWork work, string kind, Guid subject, int version, byte[] hash, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(Sql, cancellationToken)).With(kind, subject, version, hash, at, by);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same as a part of a batch.</summary>
    public static NpgsqlBatchCommand Command(string kind, Guid subject, int version, byte[] hash, DateTimeOffset at, Guid? by) =>
        new NpgsqlBatchCommand(Sql).With(kind, subject, version, hash, at, by);
}
