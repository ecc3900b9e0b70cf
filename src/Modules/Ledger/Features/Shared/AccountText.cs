using Aisle.Contracts.Ledger;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// How requests name accounts: by code (<c>1110</c>) or by role (<c>tender:bkash</c>). Codes begin with a digit or a capital
/// letter, roles with a small one.
/// </summary>
internal static class AccountText
{
    /// <summary>No code and no role with its key is longer; what is longer need not be repeated whole in a fault.</summary>
    private const int Longest = 110;

    public static AccountRef Read(string given, SubaccountId? sub = null)
    {
        var text = given.Length <= Longest ? given : given[..Longest];
        if (text.Length == 0 || !char.IsAsciiLetterLower(text[0]))
        {
            return AccountRef.Of(text, sub);
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? AccountRef.For(text, sub: sub) : AccountRef.For(text[..colon], text[(colon + 1)..], sub);
    }
}
