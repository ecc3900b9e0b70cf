using Aisle.Platform.Ui;

namespace Aisle.UnitTests.Platform;

public sealed class TextsTests
{
    private readonly Texts _texts = new([typeof(Aisle.Storefront.Storefront).Assembly]);

    [Theory]
    [InlineData("en", "en-BD")]
    [InlineData("bn", "bn-BD")]
    [InlineData("de", "de")]
    public void A_language_has_a_culture(string language, string culture) => Texts.CultureOf(language).Name.ShouldBe(culture);

    [Fact]
    public void Values_are_put_in_and_an_unknown_key_shows_itself()
    {
        _texts.In("en", "no.such.key").ShouldBe("no.such.key");
        var key = _texts.Keys("en").First(candidate => _texts.In("en", candidate).Contains("{0}", StringComparison.Ordinal) && !_texts.In("en", candidate).Contains("{1}", StringComparison.Ordinal));
        _texts.In("bn", key, "XYZ").ShouldContain("XYZ");
    }
}
