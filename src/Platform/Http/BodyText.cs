using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.Platform.Http;

/// <summary>What bodies have in common: texts, ids, and what makes them the same when sent again.</summary>
public static class BodyText
{
    /// <summary>SHA-256 of what was asked for.</summary>
    public static string ContentOf(object asked) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, JsonDefaults.Options)));

    /// <summary>A text of one line, trimmed.</summary>
    public static string Line(Problems problems, string? text, string field, int maximum, bool isNeeded = false)
    {
        var line = (text ?? "").Trim();
        problems.Require(!isNeeded || line.Length > 0, "text.required", "A value is needed.", field);
        problems.Require(line.Length <= maximum, "text.too_long", $"At most {maximum} characters.", field);
        problems.Require(UnicodeText.IsOneLine(line), "text.control_characters", "The text holds line breaks or other control characters.", field);
        return line;
    }

    /// <summary>A text of several lines.</summary>
    public static string Lines(Problems problems, string? text, string field, int maximum)
    {
        var whole = (text ?? "").Trim().ReplaceLineEndings("\n");
        problems.Require(whole.Length <= maximum, "text.too_long", $"At most {maximum} characters.", field);
        problems.Require(whole.Split('\n').All(UnicodeText.IsOneLine), "text.control_characters", "The text holds control characters.", field);
        return whole;
    }

    /// <summary>An amount of a line that the body left out: the reader of bodies looks at the outermost members alone.</summary>
    public static Error[] Missing(IEnumerable<Money> amounts, string list, string field) =>
        [.. amounts.Select((amount, index) => (amount, index)).Where(one => one.amount.Currency == default).Select(one => Error.Validation("body.required", "This is needed.", FormattableString.Invariant($"{list}[{one.index}].{field}")))];

    /// <summary>An id that is not empty.</summary>
    public static void Id(Problems problems, Guid? id) => problems.Require(id != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
}
