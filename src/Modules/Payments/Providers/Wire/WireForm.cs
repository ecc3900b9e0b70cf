using System.Net;
using System.Text;

namespace Aisle.Modules.Payments.Providers.Wire;

/// <summary>Reads bodies of <c>application/x-www-form-urlencoded</c> (WHATWG URL, 5.1) as they came.</summary>
internal static class WireForm
{
    public const string Type = "application/x-www-form-urlencoded";

    private const int MostFields = 200;

    /// <summary>The fields; null where it is no form, has too many fields, or names one twice.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(IncomingMessage message)
    {
        if (!message.ContentType.Split(';')[0].Trim().Equals(Type, StringComparison.OrdinalIgnoreCase) || message.Text() is not { } text)
        {
            return null;
        }

        var parts = text.Split('&', StringSplitOptions.RemoveEmptyEntries);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        return parts.Length is > 0 and <= MostFields && parts.All(part => part.Split('=', 2) is var pair && fields.TryAdd(WebUtility.UrlDecode(pair[0]), pair.Length == 2 ? WebUtility.UrlDecode(pair[1]) : "")) ? fields : null;
    }

    /// <summary>Fields of a request's query or a browser's return; null where one comes twice.</summary>
    public static IReadOnlyDictionary<string, string>? Query(IncomingMessage message)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        return message.Query.All(pair => fields.TryAdd(pair.Key, pair.Value)) ? fields : null;
    }

    /// <summary>An address with fields added to whatever query it has.</summary>
    public static string With(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var text = new StringBuilder(address);
        var mark = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in fields)
        {
            text.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }

        return text.ToString();
    }
}
