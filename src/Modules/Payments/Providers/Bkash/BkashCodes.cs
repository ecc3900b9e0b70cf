using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers.Bkash;

/// <summary>What bKash's codes mean to us (developer.bka.sh, error codes).</summary>
internal static class BkashCodes
{
    public const string Success = "0000";

    /// <summary>It happened already, perhaps by a call whose answer was lost: the query tells.</summary>
    public static bool IsDoneAlready(string code) => code is "2062" or "2068" or "2116" or "2117" or "2119";

    /// <summary>Something broke at their side while they did it: the query tells.</summary>
    public static bool IsUnclear(string code) => code is "503" or "9999" or "2003" or "2020" or "2024";

    /// <summary>Our error, and whether another attempt makes sense.</summary>
    public static (Error Fault, bool MayTryAgain) Of(string code) => code switch
    {
        "2023" => (PaymentErrors.Insufficient, true),
        "2010" or "2011" or "2013" or "2014" or "2015" or "2016" or "2017" or "2043" => (PaymentErrors.WrongSecret, true),
        "2018" or "2019" or "2056" => (PaymentErrors.Expired, true),
        "2069" => (PaymentErrors.Declined, true),
        "2029" or "2031" => (PaymentErrors.Repeated, true),
        "2001" or "2067" or "2079" or "2080" or "2082" => (PaymentErrors.Account, false),
        "2002" or "2033" or "2077" => (PaymentErrors.Unknown, false),
        "2026" or "2034" or "2072" => (PaymentErrors.RefundMore, false),
        "2071" => (PaymentErrors.RefundLate, false),
        "2028" or "2035" or "2073" or "2074" or "2075" or "2076" or "2078" or "2081" or "2127" => (PaymentErrors.RefundRefused, false),
        "2009" or "2037" or "2038" or "2039" or "2040" or "2041" or "2042" or "2045" or "2057" or "2058" => (PaymentErrors.Declined, true),
        _ => (PaymentErrors.Refused, false),
    };
}
