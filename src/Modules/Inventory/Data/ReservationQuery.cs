using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Inventory.Data;

/// <summary>What is asked of a list of promises.</summary>
/// <param name="Scope">Of which stores.</param>
/// <param name="Owner">For whom, or null.</param>
/// <param name="State">How they stand, or null for any.</param>
/// <param name="Item">Of which item, or null.</param>
internal sealed record ReservationFilter(StoreScope Scope, DocumentRef? Owner = null, ReservationState? State = null, VariantId? Item = null);

/// <summary>What is promised of an item.</summary>
/// <param name="Item">What.</param>
/// <param name="Quantity">How much.</param>
internal sealed record ReservedLine(ItemBrief Item, Quantity Quantity);

/// <summary>A promise of stock.</summary>
/// <param name="Id">Id.</param>
/// <param name="Store">Of which store.</param>
/// <param name="Owner">For whom.</param>
/// <param name="State">How it stands.</param>
/// <param name="ExpiresAt">Until when it holds.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="EndedAt">When it ended, or absent.</param>
/// <param name="Posting">What fulfilled it, or absent.</param>
/// <param name="Lines">What is promised.</param>
internal sealed record ReservationRecord(
    ReservationId Id, StoreId Store, DocumentRef Owner, ReservationState State, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, StockPostingId? Posting, IReadOnlyList<ReservedLine> Lines);

/// <summary>Lists promises, newest first: one statement for them and one for their lines.</summary>
internal sealed class ReservationQuery(UnitOfWork work)
{
    /// <summary>The one order there is.</summary>
    public const string Sort = "-created";

    /// <summary>Where the list goes on; what does not belong to it is a fault.</summary>
    public static Cursor? ReadCursor(string? text, Problems problems)
    {
        var cursor = Cursor.Read(text, Sort, problems);
        if (cursor is null || Moment(cursor) is not null)
        {
            return cursor;
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }

    public async Task<Page<ReservationRecord>> ListAsync(ReservationFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(filter.Scope, "reservation.store_id");
        if (filter.Owner is { } owner)
        {
            var (type, id) = (conditions.Value(owner.Type), conditions.Value(owner.Id));
            conditions.Add($"reservation.owner_type = ${type} and reservation.owner_id = ${id}");
        }

        if (filter.State is { } state)
        {
            // Written out: an index of the open ones is of no use to a parameter.
            conditions.Add($"reservation.state = '{ChoiceWords.Of(state)}'");
        }

        if (filter.Item is { } item)
        {
            conditions.Add(item.Value, n => $"reservation.id in (select line.reservation_id from inventory.reservation_line line where line.variant_id = ${n})");
        }

        if (cursor is not null && Moment(cursor) is { } last)
        {
            var (at, id) = (conditions.Value(last), conditions.Value(cursor.Id));
            conditions.Add($"(reservation.created_at, reservation.id) < (${at}, ${id})");
        }

        var rows = await ReadAsync(command, $"where {conditions} order by reservation.created_at desc, reservation.id desc limit ${conditions.Value(limit + 1)}", cancellationToken);
        return new Page<ReservationRecord>(
            await WithLinesAsync([.. rows.Take(limit)], cancellationToken),
            rows.Count > limit ? new Cursor(Sort, rows[limit - 1].CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), rows[limit - 1].Id.Value).ToString() : null);
    }

    /// <summary>One of them; null where there is none.</summary>
    public async Task<ReservationRecord?> OneAsync(ReservationId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("", cancellationToken)).With(id.Value);
        return await ReadAsync(command, "where reservation.id = $1", cancellationToken) is [var found] ? (await WithLinesAsync([found], cancellationToken))[0] : null;
    }

    private static async Task<List<ReservationRecord>> ReadAsync(Npgsql.NpgsqlCommand command, string rest, CancellationToken cancellationToken)
    {
        command.CommandText = $"select id, store_id, owner_type, owner_id, state, expires_at, created_at, ended_at, posting_id from inventory.reservation {rest}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new ReservationRecord(
                ReservationId.From(row.GetGuid(0)), StoreId.From(row.GetGuid(1)), new DocumentRef(row.GetString(2), row.GetString(3)), ChoiceWords.To<ReservationState>(row.GetString(4)), row.GetFieldValue<DateTimeOffset>(5),
                row.GetFieldValue<DateTimeOffset>(6), row.MomentOrNull(7), row.IdOrNull(8) is { } posting ? StockPostingId.From(posting) : null, []), cancellationToken);
    }

    private async Task<IReadOnlyList<ReservationRecord>> WithLinesAsync(IReadOnlyList<ReservationRecord> rows, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            select line.reservation_id, item.id, item.sku, item.name::text, item.unit, line.quantity from inventory.reservation_line line join inventory.item on item.id = line.variant_id
            where line.reservation_id = any ($1) order by line.reservation_id, item.sku
            """, cancellationToken)).With(rows.Select(row => row.Id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = (await reader.ListAsync(
            row => (Of: row.GetGuid(0), Line: new ReservedLine(new ItemBrief(VariantId.From(row.GetGuid(1)), row.GetString(2), row.Json<LocalText>(3)), new Quantity(row.GetInt64(5), Unit.Get(row.GetString(4))))), cancellationToken)).ToLookup(line => line.Of, line => line.Line);
        return [.. rows.Select(row => row with { Lines = [.. lines[row.Id.Value]] })];
    }

    private static DateTimeOffset? Moment(Cursor cursor) =>
        DateTimeOffset.TryParse(cursor.Key, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
