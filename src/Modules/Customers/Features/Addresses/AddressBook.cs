using System.Text.Json;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Modules.Customers.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Customers.Features;

/// <summary>An address of one's own.</summary>
/// <param name="Id">Id.</param>
/// <param name="Label">What one calls it.</param>
/// <param name="IsDefault">Whether it is offered first.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record AddressRecord(AddressId Id, string Label, bool IsDefault, PostalAddress Address, int Version);

/// <summary>The address books of customers. All that is written happens under the lock of the customer, in a unit of work that is under way.</summary>
internal sealed class AddressBook(RowStore rows, Profiles profiles, PersonalSeal seal)
{
    /// <summary>Most addresses in a book.</summary>
    public const int Most = 50;

    public async Task<IReadOnlyList<AddressRecord>> ListAsync(UserId customer, CancellationToken cancellationToken) => await ReadAsync(customer, "", cancellationToken, customer.Value);

    public async Task<AddressRecord?> FindAsync(UserId customer, AddressId address, CancellationToken cancellationToken) =>
        (await ReadAsync(customer, "and address.id = $2", cancellationToken, customer.Value, address.Value)).FirstOrDefault();

    /// <summary>Adds or changes an address. The first one is the default, and there is one until the last is removed: it moves to whichever is made the default.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="id">Which; a new one is added.</param>
    /// <param name="label">What they call it, at most 50 characters.</param>
    /// <param name="typed">The address, as it was typed.</param>
    /// <param name="isDefault">Whether it becomes the default.</param>
    /// <param name="version">The version that is changed: null for whichever there is, 0 for one that is to be added.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<AddressRecord>> SaveAsync(UserId customer, AddressId id, string? label, PostalAddress typed, bool isDefault, int? version, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var name = problems.Line(label, "label", 50);
        var address = problems.Take(AddressRules.Check(typed));
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (await profiles.EnsureAsync(customer, cancellationToken) is not { } owner)
        {
            return CustomerErrors.Unknown;
        }

        var book = await ListAsync(customer, cancellationToken);
        if (book.FirstOrDefault(one => one.Id == id) is { } before)
        {
            return await ChangeAsync(owner, before, before with { Label = name, Address = address!, IsDefault = before.IsDefault || isDefault }, version, cancellationToken);
        }

        if (version > 0 || book.Count >= Most)
        {
            return version > 0 ? CustomerErrors.AddressUnknown : CustomerErrors.TooManyAddresses;
        }

        var added = new AddressRecord(id, name, isDefault || book.Count == 0, address!, 1);
        await MoveDefaultAsync(owner, added, cancellationToken);
        // An id that another book has is not there for this one.
        return await rows.InsertAsync([RowOf(owner, added)], cancellationToken, "on conflict (id) do nothing") == 1 ? added : CustomerErrors.AddressUnknown;
    }

    /// <summary>Removes an address; answers whether it was there. The one that was added first becomes the default where the default goes.</summary>
    public async Task<Result<int>> RemoveAsync(UserId customer, AddressId id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<CustomerRow>(customer.Value, cancellationToken, isLocked: true) is null)
        {
            return 0;
        }

        var gone = await rows.ExecuteAsync("delete from customers.address where id = $1 and customer_id = $2", cancellationToken, id.Value, customer.Value);
        if (gone > 0)
        {
            await rows.ExecuteAsync("""
                update customers.address set is_default = true, version = version + 1, updated_at = $2 where id = (select id from customers.address where customer_id = $1 order by created_at, id limit 1)
                    and not exists (select from customers.address where customer_id = $1 and is_default)
                """, cancellationToken, customer.Value, profiles.Now);
        }

        return gone;
    }

    private async Task<Result<AddressRecord>> ChangeAsync(CustomerRow owner, AddressRecord before, AddressRecord wanted, int? version, CancellationToken cancellationToken)
    {
        if (version == 0 || wanted == before)
        {
            // Added once more under its id: the same is the same.
            return wanted == before ? before : CustomerErrors.Contradiction;
        }

        if (version is { } seen && seen != before.Version)
        {
            return CustomerErrors.Outdated;
        }

        var after = wanted with { Version = before.Version + 1 };
        await MoveDefaultAsync(owner, after, cancellationToken);
        var row = RowOf(owner, after);
        await rows.ExecuteAsync(
            "update customers.address set label = $2, is_default = $3, sealed = $4, version = $5, updated_at = $6 where id = $1", cancellationToken, row.Id, row.Label, row.IsDefault, row.Sealed, row.Version, row.UpdatedAt);
        return after;
    }

    private async Task MoveDefaultAsync(CustomerRow owner, AddressRecord to, CancellationToken cancellationToken)
    {
        if (to.IsDefault)
        {
            await rows.ExecuteAsync("update customers.address set is_default = false, version = version + 1, updated_at = $3 where customer_id = $1 and is_default and id <> $2", cancellationToken, owner.Id, to.Id.Value, profiles.Now);
        }
    }

    private async Task<List<AddressRecord>> ReadAsync(UserId customer, string condition, CancellationToken cancellationToken, params SqlValue[] values) =>
        [.. (await rows.SelectAsync<ReadAddress>($"""
            select address.id, address.label, address.is_default, address.sealed, address.version, customer.key from customers.address join customers.customer on customer.id = address.customer_id
            where address.customer_id = $1 {condition} order by address.is_default desc, address.created_at, address.id
            """, cancellationToken, values)).Select(row => new AddressRecord(AddressId.From(row.Id), row.Label, row.IsDefault, JsonSerializer.Deserialize<PostalAddress>(seal.Open(customer, row.Key, row.Sealed))!, row.Version))];

    private AddressRow RowOf(CustomerRow owner, AddressRecord address) =>
        new(address.Id.Value, owner.Id, address.Label, address.IsDefault, seal.Seal(UserId.From(owner.Id), owner.Key, JsonSerializer.Serialize(address.Address)), address.Version, profiles.Now, profiles.Now);

    private sealed record ReadAddress(Guid Id, string Label, bool IsDefault, string Sealed, int Version, string Key);
}
