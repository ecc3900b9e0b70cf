using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>Writes an e-mail address as a string.</summary>
public sealed class EmailAddressJsonConverter : JsonConverter<EmailAddress>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is not a string, or not an address.</exception>
    public override EmailAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("An e-mail address must be a string.");
        }

        var address = EmailAddress.Parse(reader.GetString());
        return address.IsSuccess ? address.Value : throw new JsonException(address.FirstError.Message);
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The address was never set.</exception>
    public override void Write(Utf8JsonWriter writer, EmailAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value.Length > 0 ? value.Value : throw new JsonException("An e-mail address that was never set cannot be written."));
}
