using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>Writes a quantity as <c>{"value":"1.5","unit":"kg"}</c>; the value is a string for the same reason as
/// money's.</summary>
public sealed class QuantityJsonConverter : JsonConverter<Quantity>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The object is not exactly of this form, or the unit is not valid.</exception>
    /// <exception cref="CodedJsonException">The value is no quantity: <c>quantity.format</c>, <c>quantity.precision</c> or
    /// <c>quantity.range</c>.</exception>
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (value, code) = JsonFields.ReadTwo(ref reader, "value", "unit");
        if (!Unit.TryGet(code, out var unit))
        {
            throw new JsonException($"\"{code}\" is not a known unit.");
        }

        var quantity = Quantity.Parse(value, unit);
        return quantity.IsSuccess ? quantity.Value : throw new CodedJsonException(quantity.FirstError);
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The quantity has no unit: it was never set.</exception>
    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options)
    {
        if (!Unit.TryGet(value.Unit.Code, out _))
        {
            throw new JsonException("A quantity without a unit cannot be written.");
        }

        writer.WriteStartObject();
        writer.WriteString("value", value.ToValueString());
        writer.WriteString("unit", value.Unit.Code);
        writer.WriteEndObject();
    }
}
