using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Features;

/// <summary>Staff of the demo shop: one of each role, those of a store in the first one.</summary>
internal sealed class DemoStaff(UnitOfWork work, IdentityDb db, Passwords passwords, IStores stores, TimeProvider time)
{
    private static readonly (string Role, string Name, bool InStore)[] _people =
    [
        (BuiltInRoles.Owner, "Nasreen Akter", false), (BuiltInRoles.Admin, "Tanvir Hasan", false), (BuiltInRoles.Manager, "Rahima Khatun", true), (BuiltInRoles.Cashier, "Sumon Mia", true),
        (BuiltInRoles.StockClerk, "Jahid Islam", true), (BuiltInRoles.Accountant, "Farhana Yasmin", false), (BuiltInRoles.Rider, "Rubel Sheikh", true), (BuiltInRoles.Support, "Mitu Das", false),
        (BuiltInRoles.Customer, "Anika Rahman", false),
    ];

    /// <summary>Adds them with one password, where they are not there yet.</summary>
    public async Task AddAsync(string password, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(password, cancellationToken);
        var store = (await stores.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(place => place.Kind == StoreKind.Store)?.Id;
        await work.RunAsync<int>(async stop =>
        {
            await db.LockRolesAsync(stop);
            var roles = await db.Roles.ToDictionaryAsync(role => role.Code, role => role.Id, StringComparer.Ordinal, stop);
            foreach (var (code, name, inStore) in _people)
            {
                var (email, now) = (EmailAddress.Parse(AddressOf(code)).Value, time.GetUtcNow());
                var folded = email.Folded;
                if (await db.Users.AnyAsync(row => row.EmailFolded == folded, stop))
                {
                    continue;
                }

                var user = User.Create(TypedId.New<UserId>(time), email, name, "en", now);
                user.Confirm(email, now);
                user.SetPassword(hash, now);
                user.SetRoles(code is BuiltInRoles.Customer ? [] : [(roles[code], inStore ? store?.Value : null)], now);
                db.Add(user);
            }

            return 0;
        }, cancellationToken);
    }

    /// <summary>Those who can still log in.</summary>
    public async Task<IReadOnlyList<DemoLogin>> ListAsync(CancellationToken cancellationToken)
    {
        var addresses = _people.Select(person => AddressOf(person.Role)).ToList();
        var there = await db.Users.Where(user => addresses.Contains(user.EmailFolded) && user.Status == UserStatus.Active).Select(user => user.EmailFolded).ToListAsync(cancellationToken);
        return [.. _people.Where(person => there.Contains(AddressOf(person.Role), StringComparer.Ordinal)).Select(person => new DemoLogin(person.Role, AddressOf(person.Role)))];
    }

    private static string AddressOf(string role) => $"{role.Replace('_', '.')}@demo.example";
}
