using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Platform.Audit;

/// <summary>How the audit writes things down: sensitive members masked, and only what has changed.</summary>
public static class AuditJson
{
    /// <summary>What stands in the place of a sensitive value.</summary>
    public const string Mask = Masking.Secret;

    /// <summary>Most characters of either side; beyond it the names of the members stand alone.</summary>
    public const int MostCharacters = 64 * 1024;

    private static readonly JsonSerializerOptions _options = new(JsonDefaults.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { MaskMembers } },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Both sides as JSON text, without the members in which they are the same.</summary>
    public static (string? Before, string? After) Difference(object? before, object? after)
    {
        var (old, now) = (Write(before), Write(after));
        if (old is JsonObject left && now is JsonObject right)
        {
            foreach (var name in left.Select(member => member.Key).ToList())
            {
                // What is masked is the same on both sides though it may have changed.
                if (right.ContainsKey(name) && JsonNode.DeepEquals(left[name], right[name]) && !IsMask(left[name]))
                {
                    left.Remove(name);
                    right.Remove(name);
                }
            }
        }

        return (Text(Masking.Json(old)), Text(Masking.Json(now)));
    }

    /// <summary>A value with the members masked whose names say that they are secret, and every card number in it.</summary>
    public static JsonNode? Masked(JsonElement value) => Masking.Json(JsonSerializer.SerializeToNode(value, _options));

    private static JsonNode? Write(object? value) => value is null ? null : JsonSerializer.SerializeToNode(value, value.GetType(), _options);

    private static bool IsMask(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var word) && string.Equals(word, Mask, StringComparison.Ordinal);

    private static string? Text(JsonNode? value)
    {
        // PostgreSQL's jsonb takes no NUL.
        var text = value?.ToJsonString(_options).Replace("\\u0000", "", StringComparison.Ordinal);
        return text is null || text.Length <= MostCharacters ? text
            : JsonSerializer.Serialize(new { tooLong = text.Length, members = (value as JsonObject)?.Select(member => member.Key) }, _options);
    }

    private static void MaskMembers(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (IsSecret(member))
            {
                member.CustomConverter = (JsonConverter)Activator.CreateInstance(typeof(MaskConverter<>).MakeGenericType(member.PropertyType))!;
            }
        }
    }

    private static bool IsSecret(JsonPropertyInfo member) =>
        member.AttributeProvider?.IsDefined(typeof(SensitiveAttribute), inherit: true) == true ||
        Masking.IsSecretName(member.Name);

    private sealed class MaskConverter<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("The audit is only written.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Mask);
    }
}
