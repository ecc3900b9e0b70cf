using System.Collections.Frozen;
using System.Globalization;

namespace Aisle.Kernel;

/// <summary>
/// A currency of ISO 4217 and the number of digits of its minor unit. Two are equal when their codes are.
/// Only active currencies with a minor unit are known: one cannot pay in gold (XAU) or in test money (XTS).
/// The default value is <c>XXX</c>, "no currency", and is in no table.
/// </summary>
public readonly record struct Currency
{
    // ISO 4217 list one: the digit is the exponent of all codes after it, up to the next digit.
    private const string Table =
        """
        0 BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
        2 AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
        2 COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
        2 INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
        2 MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
        2 STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        3 BHD IQD JOD KWD LYD OMR TND
        4 CLF UYW
        """;

    private static readonly FrozenDictionary<string, Currency> ByCode =
        Read().ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    private readonly string? _code;

    private Currency(string code, int exponent)
    {
        _code = code;
        Exponent = exponent;
    }

    /// <summary>
    /// Loyalty points, <c>PTS</c>: no money, but counted in the same books. It is in no table, so that nobody can price or pay
    /// in it by chance; ask <see cref="TryGetUnit"/> where points are meant too.
    /// </summary>
    public static Currency Points { get; } = new("PTS", 0);

    /// <summary>Every currency known, in no particular order.</summary>
    public static IReadOnlyCollection<Currency> All => ByCode.Values;

    /// <summary>The three capital letters of ISO 4217, such as <c>BDT</c>.</summary>
    public string Code => _code ?? "XXX";

    /// <summary>How many decimal digits the minor unit has: 2 for BDT, 0 for JPY, 3 for KWD; 0 to 4.</summary>
    public int Exponent { get; }

    /// <summary>The currency of a code. The code is compared as it stands: capital letters only.</summary>
    /// <exception cref="KeyNotFoundException">No active currency has the code.</exception>
    public static Currency Get(string code) =>
        TryGet(code, out var currency)
            ? currency
            : throw new KeyNotFoundException($"\"{code}\" is not an active ISO 4217 currency with a minor unit.");

    /// <summary>Looks a code up; false when it is null or unknown.</summary>
    public static bool TryGet(string? code, out Currency currency)
    {
        currency = default;
        return code is not null && ByCode.TryGetValue(code, out currency);
    }

    /// <summary>Looks up what books can be kept in: a currency, or <see cref="Points"/>.</summary>
    public static bool TryGetUnit(string? code, out Currency unit)
    {
        unit = Points;
        return string.Equals(code, Points.Code, StringComparison.Ordinal) || TryGet(code, out unit);
    }

    /// <summary>True when the codes are the same.</summary>
    public bool Equals(Currency other) => string.Equals(Code, other.Code, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    private static IEnumerable<Currency> Read()
    {
        var exponent = 0;
        foreach (var word in Table.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length == 1)
            {
                exponent = int.Parse(word, CultureInfo.InvariantCulture);
            }
            else
            {
                yield return new Currency(word, exponent);
            }
        }
    }
}
