using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Ui.Admin;

namespace Aisle.UnitTests.Platform;

public sealed class TypedTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void What_is_empty_is_none_and_no_fault(string text)
    {
        var problems = new Problems();

        Typed.Id<StoreId>(text, "a", problems).ShouldBeNull();
        Typed.Choice<ProductStatus>(text, "a", problems).ShouldBeNull();
        Typed.Whole(text, "a", problems).ShouldBeNull();
        Typed.Number(text, "a", problems).ShouldBeNull();
        Typed.Day(text, "a", problems).ShouldBeNull();
        problems.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("active,archived")]
    [InlineData("0.5.5")]
    [InlineData("2027-13-01")]
    public void What_cannot_be_read_is_a_fault_of_its_field_and_never_none(string text)
    {
        foreach (var read in (Func<Problems, object?>[])[problems => Typed.Id<StoreId>(text, "here", problems), problems => Typed.Choice<ProductStatus>(text, "here", problems), problems => Typed.Day(text, "here", problems)])
        {
            var problems = new Problems();
            read(problems).ShouldBeNull();
            problems.Errors.ShouldHaveSingleItem().Field.ShouldBe("here");
        }
    }

    [Fact]
    public void Digits_of_both_scripts_are_read()
    {
        var problems = new Problems();

        Typed.Whole(" ১২ ", "a", problems).ShouldBe(12);
        Typed.Number("৭.৫", "a", problems).ShouldBe(7.5m);
        Typed.Choice<ProductStatus>("archived", "a", problems).ShouldBe(ProductStatus.Archived);
        Typed.Day("2027-07-01", "a", problems).ShouldBe(new DateOnly(2027, 7, 1));
        problems.Any.ShouldBeFalse();
        Typed.Number("123456789012345678901", "a", problems).ShouldBeNull();
        problems.Errors.ShouldHaveSingleItem().Code.ShouldBe("number.format");
    }
}
