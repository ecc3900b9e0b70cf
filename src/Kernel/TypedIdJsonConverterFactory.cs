using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>Lets System.Text.Json write every <see cref="ITypedId{TSelf}"/> as a plain UUID string and read it
/// back.</summary>
public sealed class TypedIdJsonConverterFactory : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert)
    {
        ArgumentNullException.ThrowIfNull(typeToConvert);
        return typeToConvert.IsValueType && typeToConvert.GetInterfaces().Any(candidate =>
            candidate.IsGenericType
            && candidate.GetGenericTypeDefinition() == typeof(ITypedId<>)
            && candidate.GenericTypeArguments[0] == typeToConvert);
    }

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(TypedIdJsonConverter<>).MakeGenericType(typeToConvert))!;
}
