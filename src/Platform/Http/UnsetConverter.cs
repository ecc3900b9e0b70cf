using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Platform.Http;

/// <summary>Writes null for a value that a body left out, where the type's own converter refuses to write what was never set.</summary>
/// <param name="own">The type's own converter.</param>
internal sealed class UnsetConverter<T>(JsonConverter<T> own) : JsonConverter<T> where T : struct, IEquatable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => own.Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (value.Equals(default))
        {
            writer.WriteNullValue();
        }
        else
        {
            own.Write(writer, value, options);
        }
    }
}
