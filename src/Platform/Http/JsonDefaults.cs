using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Aisle.Kernel;

namespace Aisle.Platform.Http;

/// <summary>How Aisle writes and reads JSON, everywhere.</summary>
public static class JsonDefaults
{
    /// <summary>
    /// The options, for use without a request. With their resolver: a body may be the first thing that asks them about a type,
    /// before anything was written that would have given them one.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    /// <summary>
    /// camelCase, enums as words, ids as UUIDs; Bangla and + stay readable instead of becoming \u escapes (this JSON is
    /// never put into a page: answers are application/json and nosniff); an unknown
    /// member of a body is a fault and not a silent loss.
    /// </summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new TypedIdJsonConverterFactory());
        return options;
    }
}
