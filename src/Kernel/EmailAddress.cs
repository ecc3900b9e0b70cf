using System.Globalization;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>
/// An e-mail address that a mail can be sent to: the <c>Mailbox</c> of RFC 5321, section 4.1.2, with a dot-atom before
/// the @ and a name of the public DNS behind it. Quoted local parts, comments (RFC 5322, section 3.4.1) and address
/// literals such as <c>a@[192.0.2.1]</c> are lawful but nobody has them, and programs read them in different ways, so
/// they are refused; so are letters beyond ASCII before the @, which most servers cannot carry (RFC 6531).
/// Two are equal when they differ in upper and lower case only: RFC 5321, section 2.4, lets the receiver tell
/// them apart, but none does.
/// </summary>
[JsonConverter(typeof(EmailAddressJsonConverter))]
public readonly record struct EmailAddress
{
    /// <summary>The most characters of an address: RFC 5321, section 4.5.3.1.3, allows 256 with the angle
    /// brackets.</summary>
    public const int MaxLength = 254;

    /// <summary>The most characters before the @ (RFC 5321, section 4.5.3.1.1).</summary>
    public const int MaxLocalLength = 64;

    private const int MaxDomainLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>The signs of an <c>atext</c> beside letters and digits (RFC 5322, section 3.2.3).</summary>
    private const string AtomSigns = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping _idn = new() { UseStd3AsciiRules = true };

    private readonly string? _value;

    private EmailAddress(string value) => _value = value;

    /// <summary>The address: before the @ as it was typed, behind it lower-case ASCII.</summary>
    public string Value => _value ?? "";

    /// <summary>Lower-case in whole, for a unique column or a search: equal addresses have the same.</summary>
    public string Folded => Value.ToLowerInvariant();

    /// <summary>What is behind the @.</summary>
    public string Domain => Value[(Value.LastIndexOf('@') + 1)..];

    /// <summary>For logs and screens that others see: <c>a***@example.com</c>.</summary>
    public string Masked => _value is null ? "" : $"{_value[0]}***@{Domain}";

    /// <summary>Reads an address. White space around it is dropped; a name of other scripts behind the @ becomes its
    /// ASCII form (RFC 5891).</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">The input field, for the error.</param>
    /// <returns>Error <c>email.format</c>.</returns>
    public static Result<EmailAddress> Parse(string? text, string? field = null)
    {
        var trimmed = (text ?? "").Trim();
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);

        // Four times the bound is more than any name shrinks; without a bound the mapping would be work for nothing.
        return at > 0 && trimmed.Length <= 4 * MaxLength
            && IsLocal(trimmed.AsSpan(0, at))
            && AsciiDomain(trimmed[(at + 1)..]) is { } domain
            && at + 1 + domain.Length <= MaxLength
                ? new EmailAddress($"{trimmed.AsSpan(0, at)}@{domain}")
                : Error.Validation("email.format", "An e-mail address looks like name@example.com.", field);
    }

    /// <inheritdoc/>
    public bool Equals(EmailAddress other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <summary>The address.</summary>
    public override string ToString() => Value;

    private static bool IsLocal(ReadOnlySpan<char> local)
    {
        if (local.Length > MaxLocalLength || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var sign in local)
        {
            if (!char.IsAsciiLetterOrDigit(sign) && sign != '.' && !AtomSigns.Contains(sign, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string? AsciiDomain(string domain)
    {
        // Half a surrogate pair cannot be mapped, and an @ is no letter of a name.
        if (UnicodeText.IsBroken(domain) || domain.Any(sign => sign == '@' || char.IsControl(sign) || char.IsWhiteSpace(sign)))
        {
            return null;
        }

        string ascii;
        try
        {
            ascii = domain.All(char.IsAscii) ? domain.ToLowerInvariant() : _idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }

        // The last label of a public name is never a number (RFC 3696, section 2): that would be an IP address.
        var labels = ascii.Split('.');
        return ascii.Length <= MaxDomainLength && labels.Length >= 2 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit)
            ? ascii
            : null;
    }

    /// <summary>Letters, digits and hyphens that are not at an end (RFC 1123, section 2.1).</summary>
    private static bool IsLabel(string label) =>
        label is { Length: > 0 and <= MaxLabelLength }
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-');
}
