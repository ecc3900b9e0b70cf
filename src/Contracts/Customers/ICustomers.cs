using Aisle.Contracts.Identity;
using Aisle.Kernel;

namespace Aisle.Contracts.Customers;

/// <summary>People who buy: who they are, which groups they are in, where they live. A customer is somebody with an account; who buys as a guest is none.</summary>
public interface ICustomers
{
    /// <summary>A customer; one without a profile yet is somebody with an account and nothing else. Null where there is no such account. One statement; two for who has no profile yet.</summary>
    Task<CustomerRecord?> FindAsync(UserId customer, CancellationToken cancellationToken);

    /// <summary>The groups of a customer and whether they pay tax, for prices; from memory for a short time, and followed at once when they change here.</summary>
    ValueTask<CustomerTerms> TermsAsync(UserId customer, CancellationToken cancellationToken);

    /// <summary>Names of customers, for lists. One statement.</summary>
    Task<IReadOnlyDictionary<UserId, string>> NamesAsync(IReadOnlyCollection<UserId> customers, CancellationToken cancellationToken);

    /// <summary>All groups, by code. One statement.</summary>
    Task<IReadOnlyList<CustomerGroup>> GroupsAsync(CancellationToken cancellationToken);

    /// <summary>The address book of a customer, the default first, at most 50.</summary>
    Task<IReadOnlyList<SavedAddress>> AddressesAsync(UserId customer, CancellationToken cancellationToken);

    /// <summary>One address of a customer; null where it is not theirs.</summary>
    Task<SavedAddress?> AddressAsync(UserId customer, AddressId address, CancellationToken cancellationToken);

    /// <summary>Adds an address to the book or changes one, in the caller's unit of work. Errors as <see cref="Check"/>, <c>address.too_many</c>, <c>address.unknown</c>.</summary>
    Task<Result<SavedAddress>> SaveAddressAsync(UserId customer, AddressId id, string label, PostalAddress address, bool isDefault, CancellationToken cancellationToken);

    /// <summary>Removes an address from the book, in the caller's unit of work; nothing where it is not theirs.</summary>
    Task<Result<int>> RemoveAddressAsync(UserId customer, AddressId address, CancellationToken cancellationToken);

    /// <summary>
    /// An address as people typed it, trimmed and made whole: the area is known, what it lies in is told by it. Every problem at once, fields named as in
    /// <see cref="PostalAddress"/>: <c>address.name</c>, <c>.phone</c>, <c>.line</c>, <c>.area</c>, <c>.city</c>, <c>.postcode</c>, <c>.country</c>, <c>.landmark</c>.
    /// </summary>
    Result<PostalAddress> Check(PostalAddress typed);

    /// <summary>A telephone number as people typed it, in E.164; a national one is taken for one of the country. Error <c>address.phone</c>.</summary>
    Result<string> Phone(string typed, string country);

    /// <summary>The areas of a country, from memory: divisions with their districts, and districts with their upazilas or thanas. Empty where nothing is known of it.</summary>
    AreaTree Areas(string country);
}

/// <summary>A customer.</summary>
/// <param name="Id">Who; the account's id.</param>
/// <param name="Name">Name.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Phone">Telephone in E.164, or empty.</param>
/// <param name="Language">Language of mails.</param>
/// <param name="Groups">Groups they are in.</param>
/// <param name="IsTaxExempt">Whether they pay no tax.</param>
/// <param name="TaxNumber">Their tax number (BIN in Bangladesh) for invoices, or empty.</param>
public sealed record CustomerRecord(UserId Id, string Name, string Email, string Phone, string Language, IReadOnlyList<CustomerGroupId> Groups, bool IsTaxExempt, string TaxNumber)
{
    /// <summary>Why they may not order; null where they may.</summary>
    public string? OrderBlock { get; init; }

    /// <summary>Why they may not pay at the door; null where they may.</summary>
    public string? CashBlock { get; init; }
}

/// <summary>A group of customers.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Short name that stays.</param>
/// <param name="Name">Name.</param>
/// <param name="Members">How many are in it.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record CustomerGroup(CustomerGroupId Id, string Code, LocalText Name, long Members, int Version);

/// <summary>What holds for groups of customers elsewhere: prices, promotions. Whoever keeps ids of groups registers one, so that no group is removed under it.</summary>
public interface ICustomerGroupUse
{
    /// <summary>Whether anything there holds for this group, in the caller's unit of work.</summary>
    Task<bool> IsUsedAsync(CustomerGroupId group, CancellationToken cancellationToken);
}

/// <summary>What prices depend on.</summary>
/// <param name="Groups">Groups they are in.</param>
/// <param name="IsTaxExempt">Whether they pay no tax.</param>
public sealed record CustomerTerms(IReadOnlyList<CustomerGroupId> Groups, bool IsTaxExempt);

/// <summary>An address in somebody's book.</summary>
/// <param name="Id">Id.</param>
/// <param name="Label">What they call it: home, office.</param>
/// <param name="Address">Where it is.</param>
/// <param name="IsDefault">Whether it is offered first.</param>
public sealed record SavedAddress(AddressId Id, string Label, PostalAddress Address, bool IsDefault);

/// <summary>Where something is brought, and to whom.</summary>
/// <param name="Name">Who receives it, 1 to 100 characters.</param>
/// <param name="Phone">Their telephone, E.164.</param>
/// <param name="Line">House, road, village: 1 to 200 characters.</param>
/// <param name="Area">Code of the smallest area that is known, e.g. an upazila; empty where nothing is known of the country.</param>
/// <param name="City">Town or district as people write it, at most 100 characters; of a known area, its district.</param>
/// <param name="Postcode">Postal code, or empty.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Landmark">What it is near to, at most 200 characters, or empty.</param>
public sealed record PostalAddress(string Name, string Phone, string Line, string Area, string City, string Postcode, string Country, string Landmark = "");

/// <summary>A part of a country. Codes begin with those of what they lie in: <c>BD-6</c>, <c>BD-6-47</c>, <c>BD-6-47-493</c>.</summary>
/// <param name="Code">Code.</param>
/// <param name="Parent">Code of what it lies in, or null.</param>
/// <param name="Name">Name.</param>
public sealed record Area(string Code, string? Parent, LocalText Name);

/// <summary>The areas of a country.</summary>
public sealed class AreaTree
{
    private readonly Dictionary<string, Area> _byCode;
    private readonly ILookup<string?, Area> _below;

    /// <summary>A tree of areas.</summary>
    public AreaTree(IReadOnlyList<Area> all)
    {
        All = all;
        _byCode = all.ToDictionary(area => area.Code, StringComparer.Ordinal);
        _below = all.ToLookup(area => area.Parent);
    }

    /// <summary>Nothing.</summary>
    public static AreaTree Empty { get; } = new([]);

    /// <summary>All, what lies above before what lies below.</summary>
    public IReadOnlyList<Area> All { get; }

    /// <summary>The greatest areas: divisions.</summary>
    public IEnumerable<Area> Top => _below[null];

    /// <summary>The areas right below one.</summary>
    public IEnumerable<Area> Below(string code) => _below[code];

    /// <summary>The area of a code, or null.</summary>
    public Area? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>From the greatest down to the area itself; empty where nobody knows it.</summary>
    public IReadOnlyList<Area> PathTo(string code)
    {
        var path = new List<Area>();
        for (var area = Find(code); area is not null; area = area.Parent is { } parent ? Find(parent) : null)
        {
            path.Insert(0, area);
        }

        return path;
    }
}
