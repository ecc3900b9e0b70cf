using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Customers.Data;

/// <summary>A group, as it stands beside its members.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Code.</param>
/// <param name="Name">Name.</param>
internal sealed record GroupName(CustomerGroupId Id, string Code, LocalText Name);

/// <summary>A customer with their groups, as one statement reads them.</summary>
internal sealed record ReadCustomer(
    Guid Id, string Name, string Email, string Language, string Key, string? Phone, bool IsTaxExempt, string TaxNumber, string? OrderBlock, string? CashBlock, int Version, DateTimeOffset CreatedAt, IReadOnlyList<ReadGroup> Groups)
{
    public UserId User => UserId.From(Id);

    /// <summary>Their groups.</summary>
    public IReadOnlyList<GroupName> In => [.. Groups.Select(group => new GroupName(CustomerGroupId.From(group.Id), group.Code, group.Name))];
}

/// <summary>A group beside its members.</summary>
internal sealed record ReadGroup(Guid Id, string Code, LocalText Name);

/// <summary>The rows of customers: each is made when it is first needed, with what Identity knows of the account.</summary>
internal sealed class Profiles(RowStore rows, IPeople people, PersonalSeal seal, TimeProvider time)
{
    /// <summary>What is read of a customer, from <see cref="From"/>.</summary>
    public const string Columns = """
        r.id, r.name, r.email, r.language, r.key, r.phone, r.is_tax_exempt, r.tax_number, r.order_block, r.cash_block, r.version, r.created_at,
        (select coalesce(jsonb_agg(jsonb_build_object('id', joined.id, 'code', joined.code, 'name', joined.name) order by joined.code), '[]') from customers.member
            join customers.customer_group joined on joined.id = member.group_id where member.customer_id = r.id) as groups
        """;

    public const string From = "customers.customer r";

    /// <summary>To the microsecond, as the database keeps it: what is answered at first is what is answered when it is read.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public TId New<TId>() where TId : struct, ITypedId<TId> => TypedId.New<TId>(time);

    public Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    public async Task<ReadCustomer?> FindAsync(UserId customer, CancellationToken cancellationToken) =>
        (await rows.SelectAsync<ReadCustomer>($"select {Columns} from {From} where r.id = $1", cancellationToken, customer.Value)).FirstOrDefault();

    /// <summary>The row of a customer, locked and made where it is not there; null where there is no such account.</summary>
    public async Task<CustomerRow?> EnsureAsync(UserId customer, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<CustomerRow>(customer.Value, cancellationToken, isLocked: true) is { } there)
        {
            return there;
        }

        if ((await people.FindAsync([customer], cancellationToken)).GetValueOrDefault(customer) is not { } person)
        {
            return null;
        }

        var now = Now;
        var row = new CustomerRow(customer.Value, person.Name, person.Email, person.Language, seal.NewKey(customer), Phone: null, PhoneHash: null, IsTaxExempt: false, "", OrderBlock: null, CashBlock: null, 1, now, now);
        await rows.InsertAsync([row], cancellationToken, "on conflict (id) do nothing");
        // Where somebody else was first, theirs is it.
        return await rows.FindAsync<CustomerRow>(customer.Value, cancellationToken, isLocked: true);
    }

    /// <summary>The same for many, without a lock; answers those of whom there is an account.</summary>
    public async Task<IReadOnlyCollection<UserId>> EnsureAsync(IReadOnlyCollection<UserId> customers, CancellationToken cancellationToken)
    {
        var now = Now;
        var known = await people.FindAsync(customers, cancellationToken);
        await rows.InsertAsync(
            [.. known.Values.OrderBy(person => person.Id.Value).Select(person => new CustomerRow(person.Id.Value, person.Name, person.Email, person.Language, seal.NewKey(person.Id), Phone: null, PhoneHash: null, IsTaxExempt: false, "", OrderBlock: null, CashBlock: null, 1, now, now))],
            cancellationToken, "on conflict (id) do nothing");
        return [.. known.Keys];
    }

    public string PhoneOf(ReadCustomer customer) => customer.Phone is { } phone ? seal.Open(customer.User, customer.Key, phone) : "";

    /// <summary>A customer with another telephone number, or none.</summary>
    public CustomerRow WithPhone(CustomerRow row, string phone)
    {
        // Sealing the same again would give another text.
        var hash = phone.Length == 0 ? null : seal.HashOf(phone);
        return hash == row.PhoneHash ? row : row with { Phone = hash is null ? null : seal.Seal(UserId.From(row.Id), row.Key, phone), PhoneHash = hash };
    }
}
