using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>Writes a text as an object of languages: <c>{"bn":"চাল","en":"Rice"}</c>.</summary>
public sealed class LocalTextJsonConverter : JsonConverter<LocalText>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is not an object of strings, or a language or text is not valid. The length
    /// is not checked here: the place that takes the text knows its bound.</exception>
    public override LocalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, keepsLines: false);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) => Write(writer, value);

    internal static LocalText Read(ref Utf8JsonReader reader, bool keepsLines)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A text must be an object of languages, such as {\"en\":\"Rice\"}.");
        }

        var texts = new List<KeyValuePair<string, string?>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var language = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException($"The text in \"{language}\" must be a string.");
            }

            texts.Add(KeyValuePair.Create(language, reader.GetString()));
        }

        var result = LocalText.Create(texts, int.MaxValue, "text", keepsLines);
        return result.IsSuccess ? result.Value : throw new JsonException(result.FirstError.Message);
    }

    internal static void Write(Utf8JsonWriter writer, LocalText value)
    {
        writer.WriteStartObject();
        foreach (var (language, text) in value.All)
        {
            writer.WriteString(language, text);
        }

        writer.WriteEndObject();
    }
}

/// <summary>The same for texts of several lines, such as a description.</summary>
public sealed class LocalTextLinesJsonConverter : JsonConverter<LocalText>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">As for one line, but line breaks are taken.</exception>
    public override LocalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => LocalTextJsonConverter.Read(ref reader, keepsLines: true);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) => LocalTextJsonConverter.Write(writer, value);
}
