using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Http;

namespace Aisle.Modules.Payments.Features;

/// <summary>What bodies of this module have in common.</summary>
internal static class Body
{
    /// <summary>SHA-256 of what was asked for: what makes it the same when it is asked for again.</summary>
    public static string ContentOf(object asked) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, JsonDefaults.Options)));

    public static string Line(Problems problems, string? text, string field, int maximum, bool isNeeded = false)
    {
        var line = (text ?? "").Trim();
        problems.Require(!isNeeded || line.Length > 0, "text.required", "A value is needed.", field);
        problems.Require(line.Length <= maximum, "text.too_long", $"At most {maximum} characters.", field);
        problems.Require(UnicodeText.IsOneLine(line), "text.control_characters", "The text holds line breaks or other control characters.", field);
        return line;
    }

    /// <summary>An amount above zero in a currency.</summary>
    public static void Amount(Problems problems, Money amount, Currency currency)
    {
        problems.Require(amount.Currency == currency, "payment.currency", $"This is in {currency.Code}.", "amount");
        problems.Require(amount.Minor is > 0 and <= Contracts.Ledger.NewEntry.LargestAmount, "payment.amount", "An amount is above zero, and no larger than the books take.", "amount");
    }
}
