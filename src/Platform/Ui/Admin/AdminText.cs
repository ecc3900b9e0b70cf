using System.Globalization;
using Aisle.Kernel;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Ui.Admin;

/// <summary>What the admin says, in the language of the request.</summary>
public sealed class AdminText
{
    private readonly Texts _texts;

    /// <summary>For the request under way.</summary>
    public AdminText(Texts texts, IHttpContextAccessor http)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(http);
        _texts = texts;
        Language = PageLanguage.LanguageOf(http.HttpContext!);
    }

    /// <summary>Language of the request.</summary>
    public string Language { get; }

    /// <summary>Languages there are.</summary>
    public IReadOnlyList<string> Languages => _texts.Languages;

    /// <summary>Its culture.</summary>
    public CultureInfo Culture => Texts.CultureOf(Language);

    /// <summary>The text of a whole key, e.g. <c>identity.users.title</c>.</summary>
    public string this[string key, params object[] values] => _texts.In(Language, key, values);

    /// <summary>A text that counts something: the one of <c>key.one</c> for a single thing, else of <c>key.other</c>. The number is its first value.</summary>
    public string Count(string key, long number, params object[] more) => this[Texts.Counted(key, number), [Number(number), .. more]];

    /// <summary>The text of a key in another language.</summary>
    public string In(string language, string key) => _texts.In(language, key);

    /// <summary>A name of the shop's own, in this language or the one there is.</summary>
    public string Of(LocalText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.In(Language);
    }

    /// <summary>What is wrong, in this language where there are words for it.</summary>
    public string Fault(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return OfAny("fault", error.Code) ?? error.Message;
    }

    /// <summary>What a type of document is called by the part that writes it (<c>wallets.document.gift_card_issue</c>), or null.</summary>
    public string? Document(string type) => OfAny("document", type);

    /// <summary>A number with its groups and digits.</summary>
    public string Number(long number) => Digits(number.ToString("N0", Culture));

    /// <summary>An amount with its symbol.</summary>
    public string Money(Money money) => MoneyText.Of(money, Language);

    /// <summary>A day and time of the clock of <paramref name="zone"/>.</summary>
    public string Moment(DateTimeOffset moment, TimeZoneInfo zone) => Digits(TimeZoneInfo.ConvertTime(moment, zone).ToString("d MMM yyyy, HH:mm", Culture));

    /// <summary>A day.</summary>
    public string Day(DateOnly day) => Digits(day.ToString("d MMM yyyy", Culture));

    /// <summary>Digits of the language's own script.</summary>
    public string Digits(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Equals(Language, "bn", StringComparison.Ordinal)
            ? string.Concat(text.Select(letter => char.IsAsciiDigit(letter) ? (char)('০' + (letter - '0')) : letter))
            : text;
    }

    /// <summary>The text that any part has for a name of a kind, or null.</summary>
    private string? OfAny(string kind, string name)
    {
        var known = _texts.Keys(Language);
        return _texts.Parts.Select(part => $"{part}.{kind}.{name}").FirstOrDefault(known.Contains) is { } key ? _texts.In(Language, key) : null;
    }
}
