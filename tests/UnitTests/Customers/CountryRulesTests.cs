using Aisle.Modules.Customers.Domain;

namespace Aisle.UnitTests.Customers;

public sealed class CountryRulesTests
{
    [Theory]
    [InlineData("01711000000", "BD", "+8801711000000")]
    [InlineData("০১৭১১-০০০০০০", "BD", "+8801711000000")]
    [InlineData("+880 1711 000000", "BD", "+8801711000000")]
    [InlineData("8801711000000", "BD", "+8801711000000")]
    [InlineData("008801711000000", "BD", "+8801711000000")]
    [InlineData("1711000000", "BD", "+8801711000000")]
    [InlineData("02 9123456", "BD", "+88029123456")]
    [InlineData("+44 20 7946 0958", "BD", "+442079460958")]
    [InlineData("020 7946 0958", "GB", "+442079460958")]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("098765 43210", "IN", "+919876543210")]
    [InlineData("+4915112345678", "DE", "+4915112345678")]
    public void A_number_as_people_write_it_becomes_international(string typed, string country, string expected) => CountryRules.Phone(typed, country).ShouldBe(expected);

    [Theory]
    [InlineData("", "BD")]
    [InlineData("01211000000", "BD")]
    [InlineData("0171100000", "BD")]
    [InlineData("017110000000", "BD")]
    [InlineData("+8801211000000", "BD")]
    [InlineData("+88001711000000", "BD")]
    [InlineData("01711 abc 000", "BD")]
    [InlineData("anika", "BD")]
    [InlineData("+0123456789", "BD")]
    [InlineData("+123", "BD")]
    [InlineData("15112345678", "DE")]
    public void What_is_no_number_is_none(string typed, string country) => CountryRules.Phone(typed, country).ShouldBeNull();

    [Theory]
    [InlineData("1209", "BD", true)]
    [InlineData("12090", "BD", false)]
    [InlineData("SW1A 1AA", "GB", true)]
    [InlineData("10001-2345", "US", true)]
    [InlineData("ABC", "US", false)]
    [InlineData("D-80331", "DE", true)]
    [InlineData("<b>", "DE", false)]
    public void A_postal_code_looks_as_those_of_its_country(string postcode, string country, bool isOne) => CountryRules.IsPostcode(postcode, country).ShouldBe(isOne);
}
