namespace Aisle.Modules.Payments.Providers;

/// <summary>What every account with a provider needs. No sentence holds a credential.</summary>
internal static class AccountFaults
{
    public static IEnumerable<string> Of(string section, string address, params (string Name, string Value)[] credentials)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Query.Length > 0 || address.EndsWith('/') || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
        {
            yield return $"{section}:Address is '{address}'; it must begin with https:// and not end with a slash.";
        }

        foreach (var (name, value) in credentials)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                yield return $"{section}:{name} is missing.";
            }
            else if (value.Any(char.IsControl) && !value.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                yield return $"{section}:{name} must be one line.";
            }
        }
    }
}
