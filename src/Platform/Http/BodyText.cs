using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.Platform.Http;

/// <summary>What bodies have in common: ids, and what makes them the same when sent again.</summary>
public static class BodyText
{
    /// <summary>SHA-256 of what was asked for.</summary>
    public static string ContentOf(object asked) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, JsonDefaults.Options)));

    /// <summary>An amount of a line that the body left out: the reader of bodies looks at the outermost members alone.</summary>
    public static Error[] Missing(IEnumerable<Money> amounts, string list, string field) =>
        [.. amounts.Select((amount, index) => (amount, index)).Where(one => one.amount.Currency == default).Select(one => Error.Validation("body.required", "This is needed.", FormattableString.Invariant($"{list}[{one.index}].{field}")))];

    /// <summary>An id that is not empty.</summary>
    public static void Id(Problems problems, Guid? id) => problems.Require(id != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
}
