using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>A place in a store.</summary>
/// <param name="Id">Id.</param>
/// <param name="Store">In which store.</param>
/// <param name="Code">Its code, as it stands on its label: one of the store has it.</param>
/// <param name="Kind">What it is for. Each store has one floor and one quarantine.</param>
/// <param name="Name">What people call it, or empty.</param>
/// <param name="Position">Its turn: what is in the first ones is taken first.</param>
/// <param name="IsClosed">Whether nothing is put there any more.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record LocationRecord(LocationId Id, StoreId Store, string Code, LocationKind Kind, string Name, int Position, bool IsClosed, int Version);

/// <summary>What is asked of a list of places.</summary>
/// <param name="Scope">Of which stores.</param>
/// <param name="Words">A part of the code or name, or null.</param>
/// <param name="Closed">Closed ones, open ones, or null for both.</param>
internal sealed record LocationFilter(StoreScope Scope, string? Words = null, bool? Closed = null);

/// <summary>Places.</summary>
internal sealed class LocationStore(UnitOfWork work)
{
    /// <summary>The one order there is: by store and code.</summary>
    public const string Sort = "code";

    private const string Columns = "id, store_id, code, kind, name, position, closed_at is not null, version";

    public async Task<Page<LocationRecord>> ListAsync(LocationFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        conditions.In(filter.Scope, "store_id");
        if (filter.Words is { Length: > 0 } words)
        {
            conditions.Add("%" + Sql.Literal(words.ToLowerInvariant()) + "%", n => $"(lower(code) like ${n} or lower(name) like ${n})");
        }

        if (filter.Closed is { } closed)
        {
            conditions.Add(closed ? "closed_at is not null" : "closed_at is null");
        }

        if (cursor is not null)
        {
            var (store, code) = (conditions.Value(cursor.Id), conditions.Value(cursor.Key));
            conditions.Add($"(store_id, code) > (${store}, ${code})");
        }

        command.CommandText = $"select {Columns} from inventory.location where {conditions} order by store_id, code limit ${conditions.Value(limit + 1)}";
        var rows = await ReadAsync(command, cancellationToken);
        return new Page<LocationRecord>([.. rows.Take(limit)], rows.Count > limit ? new Cursor(Sort, rows[limit - 1].Code, rows[limit - 1].Store.Value).ToString() : null);
    }

    public async Task<LocationRecord?> FindAsync(LocationId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from inventory.location where id = $1", cancellationToken)).With(id.Value);
        return await ReadAsync(command, cancellationToken) is [var found] ? found : null;
    }

    /// <summary>Makes the floor and the quarantine of stores that have none yet.</summary>
    public async Task EnsureAsync(IReadOnlyCollection<StoreId> stores, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select inventory.place_of(store, kind, $2) from unnest($1) store cross join unnest(array['floor', 'quarantine']) kind order by store", cancellationToken))
            .With(stores.Select(store => store.Value).ToArray(), at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Adds a bin; false where the store has a place of this code.</summary>
    public async Task<bool> AddAsync(LocationRecord place, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(
            "insert into inventory.location (id, store_id, code, kind, name, position, updated_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (store_id, code) do nothing", cancellationToken))
            .With(place.Id.Value, place.Store.Value, place.Code, ChoiceWords.Of(place.Kind), place.Name, place.Position, at);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Names a place anew; false where it has another version by now, or is closed.</summary>
    public async Task<bool> SaveAsync(LocationRecord place, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync(
            "update inventory.location set name = $3, position = $4, version = version + 1, updated_at = $5 where id = $1 and version = $2 and closed_at is null", cancellationToken))
            .With(place.Id.Value, place.Version, place.Name, place.Position, at);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Closes an empty bin; answers why not, or nothing.</summary>
    public async Task<string?> CloseAsync(LocationId id, int version, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select inventory.close_place($1, $2, $3)", cancellationToken)).With(id.Value, version, at);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task<List<LocationRecord>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(
            row => new LocationRecord(
                LocationId.From(row.GetGuid(0)), StoreId.From(row.GetGuid(1)), row.GetString(2), ChoiceWords.To<LocationKind>(row.GetString(3)), row.GetString(4), row.GetInt32(5), row.GetBoolean(6), row.GetInt32(7)), cancellationToken);
    }
}
