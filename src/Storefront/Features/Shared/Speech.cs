using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Html;

namespace Aisle.Storefront.Features;

/// <summary>What a page says, in the language of this request.</summary>
internal sealed class Speech
{
    private readonly Texts _texts;

    public Speech(Texts texts, IHttpContextAccessor http)
        : this(texts, PageLanguage.LanguageOf(http.HttpContext!))
    {
    }

    public Speech(Texts texts, string language)
    {
        _texts = texts;
        Language = language;
    }

    /// <summary>The language of the page.</summary>
    public string Language { get; }

    /// <summary>The languages there are.</summary>
    public IReadOnlyList<string> Languages => _texts.Languages;

    /// <summary>The text of a key below <c>storefront.</c>, its places filled with texts that are already written out.</summary>
    public string this[string key, params string[] parts] => Fill(_texts.In(Language, "storefront." + key), parts);

    /// <summary>The text of a key where there is one.</summary>
    public string? Find(string key)
    {
        var full = "storefront." + key;
        var text = _texts.In(Language, full);
        return string.Equals(text, full, StringComparison.Ordinal) ? null : text;
    }

    /// <summary>A text of a key in another language: the name of that language, say.</summary>
    public string In(string language, string key) => _texts.In(language, "storefront." + key);

    /// <summary>A text about a number: <c>key.one</c> for one, <c>key.other</c> for all others.</summary>
    public string Count(string key, long number) => this[key + (number == 1 ? ".one" : ".other"), Number(number)];

    /// <summary>A name as plain text.</summary>
    public string Text(LocalText text) => text.In(Language);

    /// <summary>A name as HTML; where it is not in the page's language, it says so to screen readers.</summary>
    public IHtmlContent Name(LocalText text)
    {
        if (text.Has(Language) || text.IsEmpty)
        {
            return new HtmlString(Encode(text.In(Language)));
        }

        var language = text.Has("en") ? "en" : text.All.Keys.First();
        return new HtmlString($"<span lang=\"{language}\">{Encode(text.In(language))}</span>");
    }

    public string Money(Money money) => MoneyText.Of(money, Language);

    public string Number(long number) => NumberText.Whole(number, Language);

    public string Digits(string text) => NumberText.Digits(text, Language);

    public string Time(TimeOnly time) => TimeText.Of(time, Language);

    public string Country(string code) => CountryText.Of(code, Language);

    /// <summary>A unit as people write it: <c>kg</c>, <c>কেজি</c>.</summary>
    public string Unit(string code) => Find("unit." + code) ?? code;

    /// <summary>A unit as it stands behind a quantity: more or less than one piece are pieces.</summary>
    public string Units(string code, decimal quantity) => quantity == 1 ? Unit(code) : Find("units." + code) ?? Unit(code);

    /// <summary>A price for comparison: <c>৳ 81 / kg</c>.</summary>
    public string UnitPrice(UnitPriceRecord price) => this["price.per", Money(price.Price), Unit(price.Per)];

    /// <summary>Content: <c>5 kg</c>.</summary>
    public string Quantity(Quantity quantity) => $"{NumberText.Decimal(quantity.ToDecimal(), Language)}\u00A0{Units(quantity.Unit.Code, quantity.ToDecimal())}";

    /// <summary>How many, where counting stops at a limit: <c>10,000+</c>.</summary>
    public string Total(int total) => total >= ProductFacets.CountLimit
        ? this["list.total.many", Number(ProductFacets.CountLimit)]
        : Count("list.total", total);

    public string Day(DayOfWeek day) => this["day." + ((int)day).ToString(CultureInfo.InvariantCulture)];

    private static string Encode(string text) => HtmlText.Encoder.Encode(text);

    /// <summary>In one go: a part is what somebody typed, and may itself look like a place.</summary>
    private static string Fill(string text, string[] parts)
    {
        var filled = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && i + 2 < text.Length && text[i + 2] == '}' && text[i + 1] - '0' is >= 0 and var place && place < parts.Length)
            {
                filled.Append(parts[place]);
                i += 2;
            }
            else
            {
                filled.Append(text[i]);
            }
        }

        return filled.ToString();
    }
}

/// <summary>Encodes text for HTML without turning every Bangla letter into eight characters.</summary>
internal static class HtmlText
{
    public static HtmlEncoder Encoder { get; } = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
}
