using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>Writes a business date as the string <c>yyyy-MM-dd</c> (RFC 3339, full-date).</summary>
public sealed class BusinessDateJsonConverter : JsonConverter<BusinessDate>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is not a string, or not a date of this form.</exception>
    public override BusinessDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A date must be a string.");
        }

        var text = reader.GetString();
        return BusinessDate.TryParse(text, out var date)
            ? date
            : throw new JsonException($"\"{text}\" is not a date of the form yyyy-MM-dd.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, BusinessDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
