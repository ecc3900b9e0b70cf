using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Aisle.Kernel;

namespace Aisle.Platform.Http;

/// <summary>
/// Makes an example of a request body from its type: every member by its own type, or by words that were given for its name
/// (<c>email</c>), for the member of one body (<c>RoleBody.code</c>) or for a whole type (<c>PostalAddress</c>). Words that are
/// null leave a member out.
/// </summary>
/// <param name="words">Values by name.</param>
internal sealed class BodyExamples(IReadOnlyDictionary<string, JsonNode?> words)
{
    /// <summary>Deeper than this nothing of a body lies but itself again.</summary>
    private const int MostDepth = 8;

    /// <summary>An example of a body.</summary>
    public JsonNode? Of(Type type) => Make(type, "", "", depth: 0);

    private JsonNode? Make(Type type, string owner, string member, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (words.TryGetValue($"{owner}.{member}", out var word) || words.TryGetValue(plain.Name, out word) || (words.TryGetValue(member, out word) && Fits(word, plain)))
        {
            return word?.DeepClone();
        }

        if (plain == typeof(string))
        {
            return JsonValue.Create(member);
        }

        if (plain.IsEnum)
        {
            return JsonSerializer.SerializeToNode(Enum.GetValues(plain).GetValue(0), plain, JsonDefaults.Options);
        }

        if (plain.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITypedId<>)) || plain == typeof(Guid))
        {
            return JsonValue.Create(IdFor(member));
        }

        return OfValue(plain) ?? OfObject(plain, member, depth);
    }

    /// <summary>Whether a word for a name is meant for this type: a quantity is a number here and an amount with its unit there.</summary>
    private static bool Fits(JsonNode? word, Type type)
    {
        try
        {
            return word is null || word.Deserialize(type, JsonDefaults.Options) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonNode? OfValue(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => JsonValue.Create(value: false),
        TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 or TypeCode.Decimal or TypeCode.Double => JsonValue.Create(1),
        TypeCode.DateTime => JsonValue.Create("2026-12-01T09:00:00Z"),
        _ when type == typeof(DateTimeOffset) => JsonValue.Create("2026-12-01T09:00:00Z"),
        _ when type == typeof(DateOnly) => JsonValue.Create("2026-12-01"),
        _ when type == typeof(TimeOnly) => JsonValue.Create("09:00:00"),
        _ when type == typeof(Money) => JsonNode.Parse("""{"amount":"120.00","currency":"BDT"}"""),
        _ when type == typeof(Quantity) => JsonNode.Parse("""{"value":"2","unit":"pc"}"""),
        _ when type == typeof(LocalText) => JsonNode.Parse("""{"en":"Rice","bn":"চাল"}"""),
        _ when type == typeof(JsonElement) => new JsonObject(),
        _ => null,
    };

    private JsonNode? OfObject(Type type, string member, int depth)
    {
        var shape = JsonDefaults.Options.GetTypeInfo(type);
        if (shape.Kind == JsonTypeInfoKind.Enumerable)
        {
            return depth < MostDepth && Make(shape.ElementType!, "", member, depth + 1) is { } one ? new JsonArray(one) : null;
        }

        if (shape.Kind == JsonTypeInfoKind.Dictionary)
        {
            return new JsonObject();
        }

        var body = new JsonObject();
        foreach (var part in shape.Properties.Where(_ => depth < MostDepth))
        {
            if (Make(part.PropertyType, type.Name, part.Name, depth + 1) is { } value)
            {
                body[part.Name] = value;
            }
        }

        return body.Count > 0 ? body : null;
    }

    /// <summary>An id of its own for every name, and the same one in every document.</summary>
    private static string IdFor(string member) => string.Create(CultureInfo.InvariantCulture, $"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f{member.Sum(letter => letter):x4}");
}
