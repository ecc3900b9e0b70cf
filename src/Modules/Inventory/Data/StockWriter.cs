using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>Changes the stock, each call in one round trip.</summary>
internal sealed class StockWriter(UnitOfWork work, CallerContext caller)
{
    /// <summary>SQLSTATE of the faults that a caller can act on; the message is their code.</summary>
    private const string FaultState = "IN000";

    private const string ReserveSql = "select inventory.reserve($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    private const string ReplaceSql = "select inventory.replace_reservation($12, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    private const string PostSql = "select * from inventory.post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

    private const string RevalueSql = "select * from inventory.revalue($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

    private const string RelocateSql = "select inventory.relocate($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

    /// <summary>What makes something the same when it is asked for again.</summary>
    public static byte[] ContentOf(object asked) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, JsonDefaults.Options));

    /// <summary>Promises stock; answers the hash of a reservation of this id that was there already, or nothing.</summary>
    public async Task<Result<byte[]>> ReserveAsync(NewReservation asked, ReservationId? replaced, byte[] hash, DateTimeOffset at, DateOnly day, Guid? by, CancellationToken cancellationToken)
    {
        var sums = asked.Lines.GroupBy(line => line.Variant).Select(lines => (Variant: lines.Key.Value, Quantity: lines.Sum(line => line.Quantity))).OrderBy(sum => sum.Variant).ToList();
        await using var command = (await work.CommandAsync(replaced is null ? ReserveSql : ReplaceSql, cancellationToken)).With(
            asked.Id.Value, asked.Store.Value, asked.Owner.Type, asked.Owner.Id, asked.ExpiresAt.ToUniversalTime(), hash, by, at, day,
            sums.Select(sum => sum.Variant).ToArray(), sums.Select(sum => sum.Quantity).ToArray());
        if (replaced is { } old)
        {
            command.With(old.Value);
        }

        return await RefusableAsync<byte[]>(
            async () => await command.ExecuteScalarAsync(cancellationToken) as byte[] ?? [],
            id => asked.Lines.ToList().FindIndex(line => line.Variant.Value == id) is >= 0 and var at ? $"lines[{at}]" : null);
    }

    /// <summary>Gives a reservation up; answers how it stood before.</summary>
    public async Task<Result<ReservationState>> ReleaseAsync(ReservationId reservation, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select inventory.release($1, $2)", cancellationToken)).With(reservation.Value, at);
        return await command.ExecuteScalarAsync(cancellationToken) is string was ? ChoiceWords.To<ReservationState>(was) : InventoryErrors.ReservationUnknown;
    }

    /// <summary>Keeps an open reservation until another instant.</summary>
    public async Task<Result<ReservationId>> ExtendAsync(ReservationId reservation, DateTimeOffset until, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(
            "update inventory.reservation set expires_at = $2, version = version + 1 where id = $1 and state = 'open' and expires_at > $3 returning true", cancellationToken))
            .With(reservation.Value, until.ToUniversalTime(), at);
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            return reservation;
        }

        await using var look = (await work.CommandAsync("select exists (select from inventory.reservation where id = $1)", cancellationToken)).With(reservation.Value);
        return await look.ExecuteScalarAsync(cancellationToken) is true ? InventoryErrors.ReservationEnded : InventoryErrors.ReservationUnknown;
    }

    /// <summary>Does what a document says; answers what each part was worth. A part of no line is goods, sold before they came, that cost more or less.</summary>
    public async Task<Result<List<WrittenPart>>> PostAsync(NewStockPosting asked, byte[] hash, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(PostSql, cancellationToken)).With(
            asked.Id.Value, ChoiceWords.Of(asked.Kind), asked.Store.Value, asked.Document.Type, asked.Document.Id, asked.Reason ?? "", asked.Date.Date, at, by, hash, ChoiceWords.Of(asked.Way), asked.Reservation?.Value,
            asked.Lines.Select(line => line.Variant.Value).ToArray(), asked.Lines.Select(line => line.Location?.Value).ToArray(), asked.Lines.Select(line => line.Lot?.Value).ToArray(),
            asked.Lines.Select(line => line.Quantity).ToArray(), asked.Lines.Select(line => line.Value?.Minor).ToArray(), Serials.ForDatabase(asked.Lines.Select(line => line.Serials)));
        return await PartsAsync(command, asked, cancellationToken);
    }

    /// <summary>Puts right what goods have cost; answers for each line what the stock took of it.</summary>
    public async Task<Result<List<WrittenPart>>> RevalueAsync(NewStockPosting asked, byte[] hash, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(RevalueSql, cancellationToken)).With(
            asked.Id.Value, asked.Store.Value, asked.Document.Type, asked.Document.Id, asked.Reason ?? "", asked.Date.Date, at, by, hash, asked.Cost!.Came.Value,
            asked.Lines.Select(line => line.Variant.Value).ToArray(), asked.Lines.Select(line => line.Lot?.Value).ToArray(), asked.Lines.Select(line => line.Quantity).ToArray(),
            asked.Lines.Select(line => line.Value!.Value.Minor).ToArray());
        return await PartsAsync(command, asked, cancellationToken);
    }

    /// <summary>Puts what lies of a lot in some places of a store into its quarantine.</summary>
    public async Task<Result<int>> QuarantineAsync(
        StockPostingId id, StoreId store, VariantId item, LotId lot, IReadOnlyList<(LocationId From, long Quantity)> parts, string reason, DateOnly date, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var place = (await work.CommandAsync("select inventory.place_of($1, 'quarantine', $2)", cancellationToken)).With(store.Value, at);
        if (await place.ExecuteScalarAsync(cancellationToken) is not Guid quarantine)
        {
            return InventoryErrors.LocationUnknown;
        }

        await using var command = (await work.CommandAsync(RelocateSql, cancellationToken)).With(
            id.Value, store.Value, "lot_recall", lot.ToString(), reason, date, at, caller.Caller.Kind == CallerKind.System ? null : caller.Caller.Id, ContentOf(new { store, item, lot, parts = parts.Select(part => part.Quantity) }),
            parts.Select(_ => item.Value).ToArray(), parts.Select(part => part.From.Value).ToArray(), parts.Select(_ => quarantine).ToArray(), parts.Select(_ => lot.Value).ToArray(), parts.Select(part => part.Quantity).ToArray());
        return await RefusableAsync<int>(async () => await command.ExecuteNonQueryAsync(cancellationToken), _ => null);
    }

    /// <summary>Puts pieces of a store into other places of it. What they are worth stays as it is.</summary>
    public async Task<Result> MoveAsync(
        StockPostingId id, StoreId store, DocumentRef document, string reason, DateOnly date, DateTimeOffset at, IReadOnlyList<(Guid Variant, Guid From, Guid To, IReadOnlyList<string> Serials)> lines, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select inventory.relocate($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)", cancellationToken)).With(
            id.Value, store.Value, document.Type, document.Id, reason, date, at, caller.Caller.Kind == CallerKind.System ? null : caller.Caller.Id, ContentOf(new { store, document, lines = lines.Select(line => line.Serials) }),
            lines.Select(line => line.Variant).ToArray(), lines.Select(line => line.From).ToArray(), lines.Select(line => line.To).ToArray(), lines.Select(_ => (Guid?)null).ToArray(),
            lines.Select(line => line.Serials.Count * 1_000L).ToArray(), Serials.ForDatabase(lines.Select(line => line.Serials)));
        return (await RefusableAsync<int>(async () => await command.ExecuteNonQueryAsync(cancellationToken), _ => null)).WithoutValue();
    }

    private static Task<Result<List<WrittenPart>>> PartsAsync(NpgsqlCommand command, NewStockPosting asked, CancellationToken cancellationToken) => RefusableAsync<List<WrittenPart>>(
        async () =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ListAsync(row => new WrittenPart(row.IsDBNull(0) ? null : row.GetInt32(0), row.IdOrNull(1) is { } lot && lot != Guid.Empty ? LotId.From(lot) : null, row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetBoolean(4)), cancellationToken);
        },
        id => asked.Lines.ToList().FindIndex(line => line.Variant.Value == id) is >= 0 and var found ? $"lines[{found}]" : null);

    /// <summary>Runs what the database may refuse, and answers its reasons.</summary>
    public static async Task<Result<T>> RefusableAsync<T>(Func<Task<Result<T>>> run, Func<Guid, string?> place)
    {
        try
        {
            return await run();
        }
        catch (PostgresException fault) when (string.Equals(fault.SqlState, FaultState, StringComparison.Ordinal))
        {
            return InventoryErrors.Refused(fault.MessageText, fault.Hint, place);
        }
        catch (PostgresException fault) when (string.Equals(fault.SqlState, PostgresErrorCodes.NumericValueOutOfRange, StringComparison.Ordinal) || string.Equals(fault.ConstraintName, "stock_on_hand_check", StringComparison.Ordinal))
        {
            return Error.Validation("inventory.range", "The stock would grow beyond what can be counted.");
        }
    }
}

/// <summary>A part of a line, as it was written; and whether with it the item can be had again, or no more, where that has changed.</summary>
internal sealed record WrittenPart(int? Line, LotId? Lot, long Quantity, long Value, bool? CanBeHad);
