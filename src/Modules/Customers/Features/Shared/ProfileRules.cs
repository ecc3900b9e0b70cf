using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Customers.Domain;

namespace Aisle.Modules.Customers.Features;

/// <summary>What the company's country says of a customer's telephone number.</summary>
internal sealed class ProfileRules(IStores stores)
{
    /// <summary>A number in E.164; empty where none was typed or it is at fault.</summary>
    public async ValueTask<string> PhoneAsync(Problems problems, string? typed, CancellationToken cancellationToken)
    {
        var text = (typed ?? "").Trim();
        var phone = text.Length == 0 ? "" : await FindAsync(text, cancellationToken);
        problems.Require(phone is not null, "customer.phone", "This is no telephone number; abroad it begins with + and the country's code.", "phone");
        return phone ?? "";
    }

    /// <summary>A text as a telephone number of the company's country, or null.</summary>
    public async ValueTask<string?> FindAsync(string text, CancellationToken cancellationToken) =>
        CountryRules.Phone(text, await stores.ShopAsync(cancellationToken) is { Stores: [var first, ..] } ? first.Address.Country : "");
}
