using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.UnitTests.Stores;

public sealed class CompanyTests
{
    [Fact]
    public void AGoodCompanyIsTaken()
    {
        var company = Company.Create(Samples.Company, Samples.Now).Value;

        company.LegalName.ShouldBe("Aisle Bazar Limited");
        company.Languages.ShouldBe(["en", "bn"]);
        company.Version.ShouldBe(1);
        company.UpdatedAt.ShouldBe(Samples.Now);
    }

    [Fact]
    public void EveryFaultIsReportedAtOnce()
    {
        var company = Company.Create(new CompanyDetails(LocalText.Empty, " ", "1\n2", "BDX", [], PricesIncludeTax: true), Samples.Now);

        Samples.Fields(company.Errors).ShouldBe(["name", "legalName", "taxNumber", "currency", "languages"]);
    }

    [Theory]
    [InlineData("EN")]
    [InlineData("e")]
    [InlineData("english")]
    [InlineData("en en")]
    public void LanguagesAreCodesGivenOnce(string languages) =>
        Samples.Codes(Company.Create(Samples.Company with { Languages = languages.Split(' ') }, Samples.Now).Errors).ShouldBe(["company.languages"]);

    [Fact]
    public void TheSameDetailsLeaveTheVersionAlone()
    {
        var company = Company.Create(Samples.Company, Samples.Now).Value;

        company.Change(Samples.Company with { Languages = ["en", "bn"], LegalName = " Aisle Bazar Limited " }, Samples.Later).IsSuccess.ShouldBeTrue();
        company.Version.ShouldBe(1);
        company.Change(Samples.Company with { PricesIncludeTax = false }, Samples.Later).IsSuccess.ShouldBeTrue();
        company.Version.ShouldBe(2);
        company.UpdatedAt.ShouldBe(Samples.Later);
    }

    [Fact]
    public void ARefusedChangeChangesNothing()
    {
        var company = Company.Create(Samples.Company, Samples.Now).Value;

        company.Change(Samples.Company with { LegalName = "Other", Currency = "?" }, Samples.Later).IsFailure.ShouldBeTrue();
        company.LegalName.ShouldBe("Aisle Bazar Limited");
        company.Version.ShouldBe(1);
    }
}
