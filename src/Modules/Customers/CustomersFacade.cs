using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Modules.Customers.Domain;
using Aisle.Modules.Customers.Features;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Customers;

/// <summary>The module as others see it.</summary>
internal sealed class CustomersFacade(Profiles profiles, TermsCache terms, AddressBook book, GroupUse groups, IPeople people, UnitOfWork work, CallerContext caller) : ICustomers
{
    public async Task<CustomerRecord?> FindAsync(UserId customer, CancellationToken cancellationToken)
    {
        if (await profiles.FindAsync(customer, cancellationToken) is { } found)
        {
            return new CustomerRecord(
                customer, found.Name, found.Email, profiles.PhoneOf(found), found.Language, [.. found.In.Select(group => group.Id)], found.IsTaxExempt, found.TaxNumber) { OrderBlock = found.OrderBlock, CashBlock = found.CashBlock };
        }

        return (await people.FindAsync([customer], cancellationToken)).GetValueOrDefault(customer) is { } person
            ? new CustomerRecord(customer, person.Name, person.Email, "", person.Language, [], IsTaxExempt: false, "") : null;
    }

    public ValueTask<CustomerTerms> TermsAsync(UserId customer, CancellationToken cancellationToken) => terms.GetAsync(customer, cancellationToken);

    public async Task<IReadOnlyDictionary<UserId, string>> NamesAsync(IReadOnlyCollection<UserId> customers, CancellationToken cancellationToken) =>
        (await people.FindAsync(customers, cancellationToken)).ToDictionary(pair => pair.Key, pair => pair.Value.Name);

    public async Task<IReadOnlyList<CustomerGroup>> GroupsAsync(CancellationToken cancellationToken) => await groups.ListAsync(cancellationToken);

    public async Task<IReadOnlyList<SavedAddress>> AddressesAsync(UserId customer, CancellationToken cancellationToken) => [.. (await book.ListAsync(customer, cancellationToken)).Select(Saved)];

    public async Task<SavedAddress?> AddressAsync(UserId customer, AddressId address, CancellationToken cancellationToken) => await book.FindAsync(customer, address, cancellationToken) is { } found ? Saved(found) : null;

    public async Task<Result<SavedAddress>> SaveAddressAsync(UserId customer, AddressId id, string label, PostalAddress address, bool isDefault, CancellationToken cancellationToken) =>
        Noted((await book.SaveAsync(customer, id, label, address, isDefault, version: null, cancellationToken)).Map(Saved), customer, "save", _ => true);

    public async Task<Result<int>> RemoveAddressAsync(UserId customer, AddressId address, CancellationToken cancellationToken) => Noted(await book.RemoveAsync(customer, address, cancellationToken), customer, "remove", gone => gone > 0);

    public Result<PostalAddress> Check(PostalAddress typed) => AddressRules.Check(typed);

    public Result<string> Phone(string typed, string country) => CountryRules.Phone(typed, country) is { } phone ? phone : AddressRules.BadPhone;

    public AreaTree Areas(string country) => AreaBook.Of(country);

    /// <summary>Where somebody lives is not for the audit, which keeps for ever; that it was changed is.</summary>
    private Result<T> Noted<T>(Result<T> done, UserId customer, string act, Func<T, bool> isChange)
    {
        if (done.IsSuccess && isChange(done.Value))
        {
            work.Audit(new AuditEntry("customers.address." + act, "customers.customer", customer.ToString(), caller.Caller.Name));
        }

        return done;
    }

    private static SavedAddress Saved(AddressRecord address) => new(address.Id, address.Label, address.Address, address.IsDefault);
}
