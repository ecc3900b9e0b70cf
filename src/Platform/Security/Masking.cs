using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Aisle.Platform.Security;

/// <summary>
/// Takes out of what is written down what nobody may read there: secrets by their names, card numbers wherever they stand.
/// Logs, traces, the audit, problem answers and the traffic with providers all go through here.
/// </summary>
public static partial class Masking
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Secret = "•••";

    private const int ShownOfPhone = 3;

    /// <summary>Names that end so, without their dashes and underscores, are secret wherever they stand: forgetting a mark must not leak.</summary>
    private static readonly string[] _secretNames =
    [
        "password", "passwd", "secret", "token", "hash", "pin", "otp", "cvv", "cvc", "privatekey", "apikey", "appkey", "recoverycode",
        "signature", "verifysign", "verifysignsha2", "sensitivedata", "sensitivedatacancelrequest",
    ];

    private static readonly string[] _phoneNames = ["msisdn", "mobileno", "mobile", "phone", "accountnumber", "payerreference", "payeraccount"];

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a value of this name is a secret.</summary>
    public static bool IsSecretName(string name) => EndsAs(name, _secretNames);

    /// <summary>A text without card numbers.</summary>
    public static string Text(string text) => CardNumbers.Mask(text);

    /// <summary>Masks secrets by their names and card numbers everywhere in a JSON value, numbers and names included.</summary>
    /// <returns>The value, or another one where the whole of it had to be replaced.</returns>
    public static JsonNode? Json(JsonNode? node) => Json(node, ofLine: false);

    /// <summary>A body as it went over a line (JSON, a form or plain text), without secrets, card numbers and telephone numbers.</summary>
    public static string Body(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.TrimStart() is ['{' or '[', ..])
        {
            try
            {
                return Json(JsonNode.Parse(body), ofLine: true)!.ToJsonString(_json);
            }
            catch (Exception fault) when (fault is JsonException or ArgumentException)
            {
                // No JSON, or a member twice: nothing is known of what stands where.
                return $"{Secret} ({body.Length} characters that are no JSON)";
            }
        }

        return body.Contains('=', StringComparison.Ordinal) && !body.Contains('<', StringComparison.Ordinal) ? Fields(body) : Line(body);
    }

    /// <summary>An address without secrets, card numbers and telephone numbers in its query.</summary>
    public static string Address(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? Text(address) : Text(address[..mark]) + "?" + Fields(address[(mark + 1)..]);
    }

    /// <summary>The end of a telephone number.</summary>
    public static string Phone(string phone)
    {
        ArgumentNullException.ThrowIfNull(phone);
        return phone.Length <= ShownOfPhone ? phone : Secret + phone[^ShownOfPhone..];
    }

    private static string Fields(string form) => string.Join('&', form.Split('&').Select(pair =>
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return Line(pair);
        }

        var (name, value) = (WebUtility.UrlDecode(pair[..equals]), WebUtility.UrlDecode(pair[(equals + 1)..]));
        // A name may have others around it: card[number].
        var last = name.TrimEnd(']').Split('[')[^1];
        return Text(pair[..equals]) + "=" + (IsSecretName(last) ? Secret : EndsAs(last, _phoneNames) ? Phone(value) : Uri.EscapeDataString(Nested(value)));
    }));

    /// <param name="node">The value.</param>
    /// <param name="ofLine">Whether it went over a line to a provider: telephone numbers are masked too.</param>
    private static JsonNode? Json(JsonNode? node, bool ofLine)
    {
        switch (node)
        {
            case JsonArray items:
                for (var place = 0; place < items.Count; place++)
                {
                    Replace(items[place], Json(items[place], ofLine), masked => items[place] = masked);
                }

                return items;
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    var shown = Text(name);
                    if (!ReferenceEquals(shown, name))
                    {
                        members.Remove(name);
                        members[shown] = Secret;
                    }
                    else if (value is not null && IsSecretName(name))
                    {
                        members[name] = Secret;
                    }
                    else if (ofLine && EndsAs(name, _phoneNames) && value?.GetValueKind() == JsonValueKind.String)
                    {
                        members[name] = Phone(value.GetValue<string>());
                    }
                    else
                    {
                        Replace(value, Json(value, ofLine), masked => members[name] = masked);
                    }
                }

                return members;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && value.TryGetValue<string>(out var written):
                return (ofLine ? Nested(written) : Text(written)) is var masked && ReferenceEquals(masked, written) ? value : JsonValue.Create(masked);
            // A card's number sent as a number becomes a text.
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                return value.ToJsonString() is var number && Text(number) is var hidden && ReferenceEquals(hidden, number) ? value : JsonValue.Create(hidden);
            default:
                return node;
        }
    }

    private static void Replace(JsonNode? old, JsonNode? masked, Action<JsonNode?> put)
    {
        if (!ReferenceEquals(old, masked))
        {
            put(masked);
        }
    }

    /// <summary>A text of a line: one of JSON within JSON is masked as JSON, an address by the names in its query.</summary>
    private static string Nested(string text) => text.TrimStart() is ['{' or '[', ..] ? Body(text) : WithQuery().IsMatch(text) ? Address(text) : Line(text);

    private static string Line(string text) => MobileNumber().Replace(Text(text), match => Phone(match.Value));

    private static bool EndsAs(string name, string[] endings)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = name.AsSpan().ContainsAny('_', '-') ? name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal) : name;
        return endings.Any(ending => plain.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"\Ahttps?://[^\s?]+\?[^\s=&]+=", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithQuery();

    /// <summary>A mobile number of Bangladesh (BTRC numbering plan): 01, the operator, eight digits.</summary>
    [GeneratedRegex(@"(?<!\d)(\+?88)?01[3-9]\d{8}(?!\d)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MobileNumber();
}
