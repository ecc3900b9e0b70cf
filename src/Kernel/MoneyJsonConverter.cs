using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>
/// Writes money as <c>{"amount":"123.45","currency":"BDT"}</c>. The amount is a string, because JSON numbers are read
/// as floating point by many programs (RFC 8259, section 6).
/// </summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The object is not exactly of this form, or the amount or currency is not
    /// valid.</exception>
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (amount, code) = JsonFields.ReadTwo(ref reader, "amount", "currency");
        if (!Currency.TryGetUnit(code, out var currency))
        {
            throw new JsonException($"\"{code}\" is not a known currency.");
        }

        var money = Money.Parse(amount, currency);
        return money.IsSuccess ? money.Value : throw new JsonException(money.FirstError.Message);
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The money has no currency: it was never set.</exception>
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        if (!Currency.TryGetUnit(value.Currency.Code, out _))
        {
            throw new JsonException("Money without a currency cannot be written.");
        }

        writer.WriteStartObject();
        writer.WriteString("amount", value.ToAmountString());
        writer.WriteString("currency", value.Currency.Code);
        writer.WriteEndObject();
    }
}
