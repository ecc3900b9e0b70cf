using Aisle.Contracts.Customers;
using Aisle.Modules.Customers.Domain;

namespace Aisle.UnitTests.Customers;

public sealed class AddressRulesTests
{
    private static readonly PostalAddress _right = new(" Anika Rahman ", "01711-000000", " House 12 ", "BD-6-47-T13", "whatever", "১২০৯", "bd", " Lake ");

    [Fact]
    public void What_is_right_is_made_whole() =>
        AddressRules.Check(_right).Value.ShouldBe(new PostalAddress("Anika Rahman", "+8801711000000", "House 12", "BD-6-47-T13", "Dhaka", "1209", "BD", "Lake"));

    [Fact]
    public void A_country_whose_areas_nobody_knows_has_a_town_in_free_text()
    {
        var abroad = _right with { Phone = "+4915112345678", Area = "", City = " München ", Postcode = "80331", Country = "DE" };
        AddressRules.Check(abroad).Value.City.ShouldBe("München");
        AddressRules.Check(abroad with { City = " " }).Errors.Select(error => (error.Code, error.Field)).ShouldBe([("address.city", "city")]);
        AddressRules.Check(abroad with { Area = "BD-6-47-T13" }).Errors.Single().Code.ShouldBe("address.area");
    }

    public static TheoryData<string, PostalAddress> Wrong() => new()
    {
        { "name", _right with { Name = "" } }, { "name", _right with { Name = new string('a', 101) } }, { "name", _right with { Name = "a\nb" } }, { "name", _right with { Name = null! } },
        { "phone", _right with { Phone = "12" } }, { "phone", _right with { Phone = null! } }, { "line", _right with { Line = " " } }, { "line", _right with { Line = new string('a', 201) } },
        { "area", _right with { Area = "" } }, { "area", _right with { Area = "BD-6-47" } }, { "area", _right with { Area = "BD-6" } }, { "area", _right with { Area = "BD-9-9-9" } },
        { "postcode", _right with { Postcode = "12" } }, { "landmark", _right with { Landmark = new string('a', 201) } }, { "landmark", _right with { Landmark = "a\tb" } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_field_is_told_by_its_name(string field, PostalAddress typed) => AddressRules.Check(typed).Errors.Select(error => (error.Code, error.Field)).ShouldBe([($"address.{field}", field)]);

    [Fact]
    public void Everything_is_told_at_once() => AddressRules.Check(new PostalAddress("", "", "", "x", "", "?", "Bangladesh", "\u0001")).Errors.Select(error => error.Field).Order(StringComparer.Ordinal)
        .ShouldBe(["area", "city", "country", "landmark", "line", "name", "phone", "postcode"]);
}
