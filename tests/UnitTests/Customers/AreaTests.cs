using Aisle.Contracts.Customers;
using Aisle.Modules.Customers.Domain;

namespace Aisle.UnitTests.Customers;

public sealed class AreaTests
{
    private static readonly AreaTree _bangladesh = AreaBook.Of("BD");

    [Fact]
    public void Bangladesh_is_whole()
    {
        var (divisions, districts) = (_bangladesh.Top.ToList(), _bangladesh.Top.SelectMany(division => _bangladesh.Below(division.Code)).ToList());
        divisions.Count.ShouldBe(8);
        districts.Count.ShouldBe(64);
        var upazilas = districts.SelectMany(district => _bangladesh.Below(district.Code)).ToList();
        upazilas.Count(area => !area.Code.Contains("-T", StringComparison.Ordinal)).ShouldBe(494);
        upazilas.Count(area => area.Code.StartsWith("BD-6-47-T", StringComparison.Ordinal)).ShouldBe(50);
        // Nothing lies anywhere else, and no district is without any.
        (divisions.Count + districts.Count + upazilas.Count).ShouldBe(_bangladesh.All.Count);
        districts.ShouldAllBe(district => _bangladesh.Below(district.Code).Any());
    }

    [Fact]
    public void Codes_are_unique_and_begin_with_what_they_lie_in_which_stands_before_them()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var area in _bangladesh.All)
        {
            (area.Parent is null || seen.Contains(area.Parent)).ShouldBeTrue(area.Code);
            area.Code.ShouldStartWith((area.Parent ?? "BD") + "-");
            seen.Add(area.Code).ShouldBeTrue(area.Code);
        }
    }

    [Fact]
    public void Every_area_has_a_name_in_its_own_letters_and_none_twice_in_a_district()
    {
        foreach (var area in _bangladesh.All)
        {
            area.Name.All["en"].ShouldMatch("^[A-Z][A-Za-z' -]*[a-z]$", area.Code);
            area.Name.All["bn"].ShouldAllBe(letter => letter >= 'ঀ' && letter <= '৿' || letter == ' ' || letter == '-', area.Code);
        }

        foreach (var district in _bangladesh.All.GroupBy(area => area.Parent))
        {
            district.Select(area => area.Name.In("en")).ShouldBeUnique(district.Key);
            district.Select(area => area.Name.In("bn")).ShouldBeUnique(district.Key);
        }
    }

    [Fact]
    public void A_path_leads_from_the_division_to_the_area()
    {
        _bangladesh.PathTo("BD-6-47-T13").Select(area => area.Name.In("en")).ShouldBe(["Dhaka", "Dhaka", "Dhanmondi"]);
        _bangladesh.PathTo("BD-6-47-T13")[2].Name.In("bn").ShouldBe("ধানমন্ডি");
        _bangladesh.PathTo("BD-9").ShouldBeEmpty();
        AreaBook.Of("IN").All.ShouldBeEmpty();
    }
}
