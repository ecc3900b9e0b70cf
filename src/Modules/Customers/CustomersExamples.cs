using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Modules.Customers.Features;

namespace Aisle.Modules.Customers;

/// <summary>The examples of the API reference.</summary>
internal static class CustomersExamples
{
    private static readonly DateTimeOffset _at = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly Guid _id = Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0d01");

    public static Area Division { get; } = new("BD-6", Parent: null, LocalText.Of(("en", "Dhaka"), ("bn", "ঢাকা")));

    public static CustomerGroup Group { get; } = new(CustomerGroupId.From(_id), "members", LocalText.Of(("en", "Members"), ("bn", "সদস্য")), 240, 1);

    public static AddressRecord Address { get; } =
        new(AddressId.From(_id), "Home", IsDefault: true, new PostalAddress("Anika Rahman", "+8801711000000", "House 12, Road 5", "BD-6-47-T13", "Dhaka", "1205", "BD", "Beside the lake"), 1);

    public static ProfileRecord Profile { get; } = new("Anika Rahman", "anika@example.com", "+8801711000000", "", IsTaxExempt: false, 1);

    public static CustomerNote Note { get; } = new("Prefers a call before delivery.", "Mitu Das", _at);

    public static CustomerView Customer { get; } = new(
        UserId.From(_id), "Anika Rahman", "anika@example.com", "+8801711000000", "bn", [new GroupName(Group.Id, Group.Code, Group.Name)], IsTaxExempt: false, "", OrderBlock: null, CashBlock: "Refused two parcels at the door", _at, 3);

    public static CustomerDetail Detail { get; } = new(Customer, [Address], [Note]);
}
