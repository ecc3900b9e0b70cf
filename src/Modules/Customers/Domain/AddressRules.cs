using Aisle.Contracts.Customers;
using Aisle.Kernel;

namespace Aisle.Modules.Customers.Domain;

/// <summary>What an address must be, see <see cref="ICustomers.Check"/>.</summary>
internal static class AddressRules
{
    public static Error BadPhone { get; } = Error.Validation("address.phone", "This is no telephone number of the country; abroad it begins with + and the country's code.", "phone");

    public static Result<PostalAddress> Check(PostalAddress typed)
    {
        var problems = new Problems();
        var country = (typed.Country ?? "").Trim().ToUpperInvariant();
        problems.Require(country.Length == 2 && country.All(char.IsAsciiLetterUpper), "address.country", "A country is two letters (ISO 3166-1), such as BD.", "country");
        var phone = CountryRules.Phone(typed.Phone ?? "", country);
        problems.Require(phone is not null, BadPhone.Code, BadPhone.Message, BadPhone.Field);
        var (name, line) = (Text(typed.Name, 100), Text(typed.Line, 200));
        problems.Require(name is { Length: > 0 }, "address.name", "Say who receives it, in 1 to 100 characters.", "name");
        problems.Require(line is { Length: > 0 }, "address.line", "Say house, road or village, in 1 to 200 characters on one line.", "line");
        var (city, landmark) = (Text(typed.City, 100), Text(typed.Landmark, 200));
        problems.Require(landmark is not null, "address.landmark", "A landmark has at most 200 characters on one line.", "landmark");
        var postcode = Platform.Ui.Admin.Typed.Digits(typed.Postcode ?? "").ToUpperInvariant();
        problems.Require(postcode.Length == 0 || CountryRules.IsPostcode(postcode, country), "address.postcode", "This is no postal code of the country.", "postcode");
        var (areas, area) = (AreaBook.Of(country), (typed.Area ?? "").Trim());
        if (areas.All.Count > 0)
        {
            var path = areas.PathTo(area);
            problems.Require(path.Count > 0 && !areas.Below(area).Any(), "address.area", "Choose the smallest area the address lies in: its upazila or thana.", "area");
            city = path.Count > 1 ? path[^2].Name.In("en") : city;
        }
        else
        {
            problems.Require(area.Length == 0, "address.area", "Nothing is known of the areas of this country; leave it empty.", "area");
            problems.Require(city is { Length: > 0 }, "address.city", "Say the town, in 1 to 100 characters.", "city");
        }

        return problems.ToResult(() => new PostalAddress(name!, phone!, line!, area, city!, postcode, country, landmark!));
    }

    /// <summary>A line without blanks around it; null where it is too long or no line.</summary>
    private static string? Text(string? text, int maximum) => (text ?? "").Trim() is var line && line.Length <= maximum && UnicodeText.IsOneLine(line) ? line : null;
}
