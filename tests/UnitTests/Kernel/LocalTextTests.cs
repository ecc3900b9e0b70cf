using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public sealed class LocalTextTests
{
    private static readonly LocalText Rice = LocalText.Of(("en", "Rice"), ("bn", "চাল"));

    [Fact]
    public void The_asked_language_wins_then_the_fallback_then_the_first()
    {
        Rice.In("bn").ShouldBe("চাল");
        Rice.In("fr").ShouldBe("Rice");
        Rice.In("fr", "bn").ShouldBe("চাল");
        Rice.In("fr", "de").ShouldBe("চাল");
        LocalText.Empty.In("en").ShouldBe("");
        Rice.ToString().ShouldBe("Rice");
    }

    [Fact]
    public void Texts_are_trimmed_composed_and_blank_ones_dropped()
    {
        var text = Create(10, ("en", "  Cafe\u0301 "), ("bn", " \t "), ("fr", null)).Value;
        text.All.ShouldBe(new Dictionary<string, string> { ["en"] = "Caf\u00e9" });
        text.Has("en").ShouldBeTrue();
        text.Has("bn").ShouldBeFalse();
        text.IsEmpty.ShouldBeFalse();
        Create(10, ("en", " ")).Value.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("EN")]
    [InlineData("e")]
    [InlineData("engl")]
    [InlineData("en-GB")]
    [InlineData("e1")]
    [InlineData("")]
    [InlineData(null)]
    public void A_bad_language_is_refused(string? language)
    {
        var error = Create(10, (language!, "x")).FirstError;
        error.Code.ShouldBe("text.language");
        error.Field.ShouldBe("name");
    }

    [Fact]
    public void A_repeated_language_is_refused() =>
        Create(10, ("en", "x"), ("en", "y")).FirstError.Code.ShouldBe("text.language");

    [Fact]
    public void The_length_counts_characters_after_composing()
    {
        Create(4, ("en", "Cafe\u0301")).IsSuccess.ShouldBeTrue();
        Create(3, ("en", "Cafe\u0301")).FirstError.Code.ShouldBe("text.too_long");
        Create(2, ("en", "🍚🍚")).IsSuccess.ShouldBeTrue();
        Create(1, ("en", "🍚🍚")).FirstError.Code.ShouldBe("text.too_long");
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u0085b")]
    public void Control_characters_are_refused(string text) =>
        Create(10, ("en", text)).FirstError.Code.ShouldBe("text.control_characters");

    [Fact]
    public void A_text_of_several_lines_keeps_them_and_nothing_else_that_controls()
    {
        var text = LocalText.Create([KeyValuePair.Create("en", (string?)" one \r\ntwo\rthree\u2028four\n\n")], 100, "description", keepsLines: true).Value;
        text.In("en").ShouldBe("one\ntwo\nthree\nfour");
        LocalText.Create([KeyValuePair.Create("en", (string?)"a\tb")], 100, "description", keepsLines: true).FirstError.Code.ShouldBe("text.control_characters");
        LocalText.Create([KeyValuePair.Create("en", (string?)"a\0b")], 100, "description", keepsLines: true).FirstError.Code.ShouldBe("text.control_characters");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<LocalText>("{\"en\":\"a\\nb\"}"));
    }

    [Fact]
    public void Broken_unicode_is_refused()
    {
        Create(10, ("en", "a" + (char)0xD83C)).FirstError.Code.ShouldBe("text.control_characters");
        Create(10, ("en", (char)0xDF5A + "a")).FirstError.Code.ShouldBe("text.control_characters");
    }

    [Fact]
    public void All_faults_are_reported_at_once_with_the_language_in_the_field() =>
        Create(3, ("en", "long text"), ("X", "x"), ("bn", "a\nb")).Errors.Select(error => (error.Code, error.Field)).ShouldBe(
            [("text.too_long", "name.en"), ("text.language", "name"), ("text.control_characters", "name.bn")]);

    [Fact]
    public void Texts_are_equal_by_content_whatever_the_order()
    {
        var other = LocalText.Of(("bn", "চাল"), ("en", "Rice"));
        other.ShouldBe(Rice);
        other.GetHashCode().ShouldBe(Rice.GetHashCode());
        Rice.Equals(LocalText.Of(("en", "Rice"))).ShouldBeFalse();
        Rice.Equals(LocalText.Of(("en", "Rice"), ("bn", "ভাত"))).ShouldBeFalse();
        Rice.Equals(null).ShouldBeFalse();
    }

    [Fact]
    public void Json_is_an_object_of_languages()
    {
        JsonSerializer.Deserialize<LocalText>("""{"en":"Rice","bn":"চাল"}""").ShouldBe(Rice);
        JsonSerializer.Deserialize<LocalText>(JsonSerializer.Serialize(Rice)).ShouldBe(Rice);
        JsonSerializer.Serialize(LocalText.Of(("en", "Rice"))).ShouldBe("""{"en":"Rice"}""");
        JsonSerializer.Deserialize<LocalText>("{}").ShouldBe(LocalText.Empty);
    }

    [Theory]
    [InlineData("\"Rice\"")]
    [InlineData("""{"en":1}""")]
    [InlineData("""{"en":null}""")]
    [InlineData("""{"EN":"Rice"}""")]
    [InlineData("""{"en":"a\nb"}""")]
    [InlineData("""{"en":"a","en":"b"}""")]
    public void Bad_json_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<LocalText>(json));

    [Fact]
    public void A_bad_text_in_the_program_throws() =>
        Should.Throw<ArgumentException>(() => LocalText.Of(("english", "Rice")));

    private static Result<LocalText> Create(int maxLength, params (string Language, string? Text)[] texts) =>
        LocalText.Create(texts.Select(pair => KeyValuePair.Create(pair.Language, pair.Text)), maxLength, "name");
}
