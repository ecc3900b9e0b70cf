using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public sealed class UnitTests
{
    [Theory]
    [InlineData("pc", "H87", Dimension.Count)]
    [InlineData("dozen", "DZN", Dimension.Count)]
    [InlineData("kg", "KGM", Dimension.Mass)]
    [InlineData("g", "GRM", Dimension.Mass)]
    [InlineData("l", "LTR", Dimension.Volume)]
    [InlineData("ml", "MLT", Dimension.Volume)]
    [InlineData("m", "MTR", Dimension.Length)]
    [InlineData("m2", "MTK", Dimension.Area)]
    public void A_unit_has_its_trade_code_and_dimension(string code, string unece, Dimension dimension)
    {
        Unit.Get(code).UneceCode.ShouldBe(unece);
        Unit.Get(code).Dimension.ShouldBe(dimension);
    }

    [Fact]
    public void Codes_stand_once()
    {
        Unit.All.Select(unit => unit.Code).ShouldBeUnique();
        Unit.All.Select(unit => unit.UneceCode).ShouldBeUnique();
        Unit.All.ShouldAllBe(unit => unit.Code == unit.Code.ToLowerInvariant());
    }

    [Fact]
    public void Only_packs_and_cases_have_no_fixed_size() =>
        Unit.All.Where(unit => !unit.HasFixedRatio).Select(unit => unit.Code).ShouldBe(["pack", "case"]);

    [Fact]
    public void The_base_unit_of_each_dimension_is_one_of_itself()
    {
        foreach (var dimension in Enum.GetValues<Dimension>())
        {
            var unit = Unit.BaseOf(dimension);
            unit.Dimension.ShouldBe(dimension);
            unit.RatioNumerator.ShouldBe(unit.RatioDenominator);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("KG")]
    [InlineData("stone")]
    public void An_unknown_code_is_refused(string? code)
    {
        Unit.TryGet(code, out _).ShouldBeFalse();
        if (code is not null)
        {
            Should.Throw<KeyNotFoundException>(() => Unit.Get(code));
        }
    }

    [Fact]
    public void The_named_units_are_those_of_the_table()
    {
        Unit.Piece.Code.ShouldBe("pc");
        Unit.Kilogram.Code.ShouldBe("kg");
        Unit.Gram.Code.ShouldBe("g");
        Unit.Litre.Code.ShouldBe("l");
        Unit.Millilitre.Code.ShouldBe("ml");
        Unit.Metre.Code.ShouldBe("m");
        Unit.Centimetre.Code.ShouldBe("cm");
        Unit.Dozen.Code.ShouldBe("dozen");
    }
}
