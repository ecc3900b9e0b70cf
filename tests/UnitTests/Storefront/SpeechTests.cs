using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Ui;
using Aisle.Storefront.Features;

namespace Aisle.UnitTests.Storefront;

public sealed class SpeechTests
{
    private static readonly Texts _texts = new([typeof(Aisle.Storefront.Storefront).Assembly]);
    private readonly Speech _english = new(_texts, "en");
    private readonly Speech _bangla = new(_texts, "bn");

    [Fact]
    public void What_somebody_typed_is_never_taken_for_a_place_of_the_sentence()
    {
        _english["search.corrected", "{1}", "rice"].ShouldBe("Showing results for “{1}”. You typed “rice”.");
        _english["search.corrected", "rice", "{0}{1}{2}"].ShouldBe("Showing results for “rice”. You typed “{0}{1}{2}”.");
        _english["search.title", "{"].ShouldBe("Search: {");
        _english["search.title"].ShouldBe("Search: {0}", "a place nobody fills stays to be seen");
    }

    [Theory]
    [InlineData(0, "0 products", "০টি পণ্য")]
    [InlineData(1, "1 product", "১টি পণ্য")]
    [InlineData(2, "2 products", "২টি পণ্য")]
    [InlineData(9999, "9,999 products", "৯,৯৯৯টি পণ্য")]
    [InlineData(10_000, "10,000+ products", "১০,০০০টির বেশি পণ্য")]
    [InlineData(int.MaxValue, "10,000+ products", "১০,০০০টির বেশি পণ্য")]
    public void A_total_is_said_as_far_as_it_was_counted(int total, string english, string bangla)
    {
        _english.Total(total).ShouldBe(english);
        _bangla.Total(total).ShouldBe(bangla);
    }

    [Fact]
    public void A_name_in_another_language_says_so_and_nothing_in_it_is_html()
    {
        var name = LocalText.Of(("en", "<b>Rice & \"dal\"</b>"));

        Html(_english.Name(name)).ShouldBe("&lt;b&gt;Rice &amp; &quot;dal&quot;&lt;/b&gt;");
        Html(_bangla.Name(name)).ShouldBe("<span lang=\"en\">&lt;b&gt;Rice &amp; &quot;dal&quot;&lt;/b&gt;</span>");
        Html(_english.Name(LocalText.Of(("bn", "চাল")))).ShouldBe("<span lang=\"bn\">চাল</span>");
        Html(_bangla.Name(LocalText.Of(("bn", "চাল"), ("en", "Rice")))).ShouldBe("চাল");
    }

    [Fact]
    public void Content_and_price_of_a_unit_are_said_in_the_language()
    {
        var price = new UnitPriceRecord(new Money(8150, Currency.Get("BDT")), "kg");

        _english.UnitPrice(price).ShouldBe("৳\u00A081.50 / kg");
        _bangla.UnitPrice(price).ShouldBe("৳\u00A0৮১.৫০ / কেজি");
        _bangla.Quantity(Quantity.Parse("1.5", Aisle.Kernel.Unit.Kilogram).Value).ShouldBe("১.৫\u00A0কেজি");
        _english.Unit("furlong").ShouldBe("furlong", "a unit without a name stays itself");
    }

    [Fact]
    public void A_key_that_is_not_there_shows_itself_or_is_not_found()
    {
        _english["no.such.key"].ShouldBe("storefront.no.such.key");
        _english.Find("no.such.key").ShouldBeNull();
        _english.Find("unit.kg").ShouldBe("kg");
    }

    [Fact]
    public void Every_day_has_its_name() =>
        Enum.GetValues<DayOfWeek>().Select(_bangla.Day).ShouldBe(["রবিবার", "সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার", "শুক্রবার", "শনিবার"]);

    private static string Html(Microsoft.AspNetCore.Html.IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, System.Text.Encodings.Web.HtmlEncoder.Default);
        return writer.ToString();
    }
}
