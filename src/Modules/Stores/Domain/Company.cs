using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>What one says of a company.</summary>
internal sealed record CompanyDetails(
    LocalText Name, string LegalName, string TaxNumber, string Currency, IReadOnlyList<string> Languages, bool PricesIncludeTax);

/// <summary>The company that trades. There is one.</summary>
internal sealed class Company
{
    private string[] _languages = [];

    private Company()
    {
    }

    /// <summary>The key: always true, so that there is one row.</summary>
    public bool Single { get; private set; } = true;

    public LocalText Name { get; private set; } = LocalText.Empty;

    public string LegalName { get; private set; } = "";

    public string TaxNumber { get; private set; } = "";

    public string Currency { get; private set; } = "";

    /// <summary>Languages of the screens; the first is the fallback.</summary>
    public IReadOnlyList<string> Languages => _languages;

    public bool PricesIncludeTax { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public static Result<Company> Create(CompanyDetails details, DateTimeOffset now)
    {
        var company = new Company();
        return company.Change(details, now).Map(() => company);
    }

    /// <summary>Takes new details; what is the same as before leaves the version alone.</summary>
    public Result Change(CompanyDetails details, DateTimeOffset now)
    {
        var problems = new Problems();
        Checks.Text(problems, details.Name, 100, "name");
        var legalName = Checks.Line(problems, details.LegalName, 200, "legalName", required: true);
        var taxNumber = Checks.Line(problems, details.TaxNumber, 50, "taxNumber");
        Checks.CurrencyCode(problems, details.Currency, "currency");
        problems.Require(details.Languages.Count is > 0 and <= 20 && details.Languages.All(IsLanguage) && details.Languages.Distinct(StringComparer.Ordinal).Count() == details.Languages.Count,
            "company.languages", "There are 1 to 20 languages, each two or three lower-case letters and given once.", "languages");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var same = Version > 0 && Name.Equals(details.Name) && string.Equals(LegalName, legalName, StringComparison.Ordinal) &&
            string.Equals(TaxNumber, taxNumber, StringComparison.Ordinal) && string.Equals(Currency, details.Currency, StringComparison.Ordinal) &&
            _languages.SequenceEqual(details.Languages, StringComparer.Ordinal) && PricesIncludeTax == details.PricesIncludeTax;
        if (!same)
        {
            (Name, LegalName, TaxNumber, Currency) = (details.Name, legalName, taxNumber, details.Currency);
            (_languages, PricesIncludeTax) = ([.. details.Languages], details.PricesIncludeTax);
            (Version, UpdatedAt) = (Version + 1, now);
        }

        return Result.Success;
    }

    private static bool IsLanguage(string language) => language is { Length: 2 or 3 } && language.All(char.IsAsciiLetterLower);
}
