using System.Globalization;
using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers.Wire;

/// <summary>Reads JSON of providers: names in any case, numbers as texts or the other way round, nothing taken for granted.</summary>
internal readonly struct WireJson
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private readonly JsonElement _element;

    private WireJson(JsonElement element) => _element = element;

    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    /// <summary>An object; null where the text is none, is broken, or names a member twice.</summary>
    public static WireJson? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, _options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new WireJson(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first member that is there, as text; empty where none is or it is no text and no number.</summary>
    public string Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } member)
            {
                return member.ValueKind switch
                {
                    JsonValueKind.String => member.GetString()!,
                    JsonValueKind.Number => member.GetRawText(),
                    _ => "",
                };
            }
        }

        return "";
    }

    public long? Number(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether a member is there, whatever it holds but null.</summary>
    public bool Has(string name) => Find(name) is { ValueKind: not JsonValueKind.Null };

    /// <summary>A member that is an object; one without members where it is none.</summary>
    public WireJson Object(string name) => new(Find(name) is { ValueKind: JsonValueKind.Object } member ? member : default);

    /// <summary>The objects of a member that is a list.</summary>
    public IEnumerable<WireJson> List(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => new WireJson(item)) : [];

    /// <summary>An amount written as a decimal; null where it is none of the currency, or the currency is not one.</summary>
    public static Money? Amount(string text, string currency) =>
        Currency.TryGet(currency, out var known) && Money.Parse(text, known).TryGet(out var money) ? money : null;

    private JsonElement? Find(string name)
    {
        if (_element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in _element.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }
}
