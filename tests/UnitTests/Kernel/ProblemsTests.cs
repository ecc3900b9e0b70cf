using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public sealed class ProblemsTests
{
    [Fact]
    public void Every_fault_is_reported_at_once_with_its_field()
    {
        var problems = new Problems();
        problems.Take(Gtin.Parse("123"), "gtin").ShouldBe(default);
        problems.Take(Money.Parse("1.50", Samples.Bdt), "price").ShouldBe(Samples.Taka(1.5m));
        problems.Require(false, "name.missing", "A name is needed.", "name").ShouldBeFalse();
        problems.Require(true, "never", "Never.").ShouldBeTrue();
        problems.Add(Error.Conflict("other", "Other."));
        problems.Take((Result)Error.Validation("last", "Last.", "inner")).ShouldBeFalse();
        problems.Take(Result.Success).ShouldBeTrue();

        var result = problems.ToResult<int>(() => throw new InvalidOperationException("Must not build."));

        problems.Any.ShouldBeTrue();
        result.Errors.Select(error => (error.Code, error.Field)).ShouldBe(
            [("gtin.length", "gtin"), ("name.missing", "name"), ("other", null), ("last", "inner")]);
    }

    [Fact]
    public void Without_a_fault_the_value_is_built()
    {
        var problems = new Problems();
        var price = problems.Take(Money.Parse("1.50", Samples.Bdt));
        problems.Any.ShouldBeFalse();
        problems.Errors.ShouldBeEmpty();
        problems.ToResult(() => price.Minor).Value.ShouldBe(150);
    }

    [Fact]
    public void A_given_field_replaces_the_field_of_the_error()
    {
        var problems = new Problems();
        problems.Take((Result<int>)new[] { Error.Validation("a", "A.", "x"), Error.Validation("b", "B.") }, "y").ShouldBe(0);
        problems.Errors.Select(error => error.Field).ShouldBe(["y", "y"]);
    }
}
