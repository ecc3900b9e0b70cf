using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aisle.Kernel;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>Reads the JSON body of a request and finds every fault of its members at once.</summary>
public static class JsonBody
{
    private static readonly ConcurrentDictionary<Type, JsonSerializerOptions> _own = new();
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>
    /// The body as <typeparamref name="T"/>. Faults: <c>body.malformed</c> (no JSON, a member twice, text that is no
    /// Unicode), <c>body.unknown</c>, <c>body.required</c>, <c>body.type</c> or the code of a value's own rule, each with its field.
    /// </summary>
    /// <exception cref="BadHttpRequestException">Another media type (415), or too large (413).</exception>
    public static async Task<Result<T>> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken) where T : class
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, _strict, cancellationToken);
            return Read<T>(document.RootElement);
        }
        catch (JsonException fault)
        {
            return Error.Validation("body.malformed", $"The body cannot be read as JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).");
        }
    }

    /// <summary>A JSON object as <typeparamref name="T"/>, with the same faults.</summary>
    public static Result<T> Read<T>(JsonElement body) where T : class
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return Error.Validation("body.malformed", "The body must be a JSON object.");
        }

        var problems = new Problems();
        var type = JsonDefaults.Options.GetTypeInfo(typeof(T));
        var known = type.Properties.ToDictionary(member => member.Name, StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (!IsText(member.Name) || !known.ContainsKey(member.Name))
            {
                problems.Add(Error.Validation("body.unknown", "There is no such member here.", Shorten(member.Name)));
            }
        }

        foreach (var member in type.Properties)
        {
            Check(member, body, problems);
        }

        return problems.ToResult(() => body.Deserialize<T>(JsonDefaults.Options)!);
    }

    private static void Check(JsonPropertyInfo member, JsonElement body, Problems problems)
    {
        var isThere = body.TryGetProperty(member.Name, out var value);
        if (!isThere || value.ValueKind == JsonValueKind.Null)
        {
            problems.Require(MayBeAbsent(member), "body.required", "This is needed.", member.Name);
            return;
        }

        if (FaultOf(value, member.Name) is { } field)
        {
            problems.Add(Error.Validation("body.malformed", "The text holds characters that no text may hold.", field));
            return;
        }

        if (NullIn(value, member.Name) is { } place)
        {
            // The serialiser would take it, whatever the list says that it holds.
            problems.Add(Error.Validation("body.type", "A list holds no null.", Shorten(place)));
            return;
        }

        try
        {
            value.Deserialize(member.PropertyType, OptionsOf(member));
        }
        catch (JsonException fault)
        {
            var path = fault.Path is { Length: > 1 } inner ? inner[1..] : "";
            var coded = (fault as CodedJsonException)?.Fault ?? Error.Validation("body.type", "The value is not of the kind this member takes.");
            problems.Add(coded with { Field = Shorten(member.Name + path) });
        }
    }

    /// <summary>A member may be read in a way of its own: a description of several lines, say.</summary>
    private static JsonSerializerOptions OptionsOf(JsonPropertyInfo member) => member.CustomConverter is not { } own ? JsonDefaults.Options
        : _own.GetOrAdd(own.GetType(), static (_, converter) =>
        {
            var options = new JsonSerializerOptions(JsonDefaults.Options);
            options.Converters.Insert(0, converter);
            return options;
        }, own);

    private static bool MayBeAbsent(JsonPropertyInfo member) => member.AssociatedParameter is { } parameter
        ? parameter.HasDefaultValue || parameter.IsNullable || Nullable.GetUnderlyingType(member.PropertyType) is not null
        : !member.IsRequired;

    /// <summary>Where a text stands that is no Unicode, or holds a NUL, which PostgreSQL has no place for.</summary>
    private static string? FaultOf(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => IsText(value) ? null : path,
        JsonValueKind.Array => value.EnumerateArray().Select((item, index) => FaultOf(item, $"{path}[{index}]")).FirstOrDefault(fault => fault is not null),
        JsonValueKind.Object => value.EnumerateObject().Select(member => IsText(member.Name) ? FaultOf(member.Value, $"{path}.{member.Name}") : path).FirstOrDefault(fault => fault is not null),
        _ => null,
    };

    private static string? NullIn(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select((item, index) => item.ValueKind == JsonValueKind.Null ? $"{path}[{index}]" : NullIn(item, $"{path}[{index}]")).FirstOrDefault(fault => fault is not null),
        JsonValueKind.Object => value.EnumerateObject().Select(member => NullIn(member.Value, $"{path}.{member.Name}")).FirstOrDefault(fault => fault is not null),
        _ => null,
    };

    private static bool IsText(JsonElement value)
    {
        try
        {
            return IsText(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }

    private static bool IsText(string text) => !text.Contains('\0', StringComparison.Ordinal);

    private static string Shorten(string name) => name.Length <= 80 ? name.Replace("\0", "", StringComparison.Ordinal) : name[..80].Replace("\0", "", StringComparison.Ordinal) + "…";
}
