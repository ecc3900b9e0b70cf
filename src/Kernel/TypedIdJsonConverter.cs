using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>Writes one kind of id as a plain UUID string, also where it is the key of an object.</summary>
/// <typeparam name="TSelf">The id type.</typeparam>
internal sealed class TypedIdJsonConverter<TSelf> : JsonConverter<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    public override TSelf Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? Parse(reader.GetString())
            : throw new JsonException("An id must be a string.");

    public override void Write(Utf8JsonWriter writer, TSelf value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override TSelf ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TSelf value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString("D"));

    private static TSelf Parse(string? text) =>
        TypedId.TryParse<TSelf>(text, out var id) ? id : throw new JsonException($"\"{text}\" is not an id (a UUID).");
}
