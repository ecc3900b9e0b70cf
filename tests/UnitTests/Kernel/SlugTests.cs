using Aisle.Kernel;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Kernel;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Basmati Rice 5 kg", "basmati-rice-5-kg")]
    [InlineData("  --Crème   brûlée!!  ", "creme-brulee")]
    [InlineData("A&B / C", "a-b-c")]
    [InlineData("Ąć", "ac")]
    [InlineData("100%", "100")]
    [InlineData("চাল", "item")]
    [InlineData("চাল 5kg", "5kg")]
    [InlineData("", "item")]
    [InlineData("---", "item")]
    [InlineData("Kelvin \u212A", "kelvin-k")]
    [InlineData("naïve\u200Dtext", "naive-text")]
    public void A_slug_keeps_ascii_letters_and_digits(string text, string expected) => Slug.From(text).ShouldBe(expected);

    [Fact]
    public void A_slug_is_cut_at_80_characters_without_a_hyphen_at_the_end()
    {
        Slug.From(new string('a', 200)).Length.ShouldBe(80);
        Slug.From(new string('a', 79) + " bcd").ShouldBe(new string('a', 79));
    }

    [Fact]
    public void Broken_unicode_still_gives_a_slug() => Slug.From("a" + (char)0xD83C + "b").ShouldBe("a-b");

    [Fact]
    public void Every_slug_is_valid_and_is_its_own_slug() =>
        Always.Holds(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            text => Slug.IsValid(Slug.From(text)) && Slug.From(Slug.From(text)) == Slug.From(text));

    [Theory]
    [InlineData("rice-5kg", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a--b", false)]
    [InlineData("A", false)]
    [InlineData("a_b", false)]
    [InlineData("é", false)]
    public void Only_that_form_is_valid(string? text, bool valid) => Slug.IsValid(text!).ShouldBe(valid);

    [Fact]
    public void A_slug_of_81_characters_is_not_valid() => Slug.IsValid(new string('a', 81)).ShouldBeFalse();
}
