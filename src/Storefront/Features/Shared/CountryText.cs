using System.Globalization;

namespace Aisle.Storefront.Features;

/// <summary>Names of countries: in English from the runtime, in Bangla from the table below.</summary>
internal static class CountryText
{
    // The runtime names a country in English and in its own language only. These are the countries a shop in
    // Bangladesh gets its goods from; any other is named in English.
    private static readonly Dictionary<string, string> _bangla = (
        "AE=সংযুক্ত আরব আমিরাত;AF=আফগানিস্তান;AR=আর্জেন্টিনা;AT=অস্ট্রিয়া;AU=অস্ট্রেলিয়া;BD=বাংলাদেশ;BE=বেলজিয়াম;BR=ব্রাজিল;" +
        "BT=ভুটান;CA=কানাডা;CH=সুইজারল্যান্ড;CL=চিলি;CN=চীন;CZ=চেকিয়া;DE=জার্মানি;DK=ডেনমার্ক;DZ=আলজেরিয়া;EC=ইকুয়েডর;EG=মিসর;" +
        "ES=স্পেন;ET=ইথিওপিয়া;FI=ফিনল্যান্ড;FR=ফ্রান্স;GB=যুক্তরাজ্য;GR=গ্রিস;HK=হংকং;HU=হাঙ্গেরি;ID=ইন্দোনেশিয়া;IE=আয়ারল্যান্ড;" +
        "IN=ভারত;IQ=ইরাক;IR=ইরান;IT=ইতালি;JO=জর্ডান;JP=জাপান;KE=কেনিয়া;KR=দক্ষিণ কোরিয়া;KW=কুয়েত;LB=লেবানন;LK=শ্রীলঙ্কা;" +
        "MA=মরক্কো;MM=মিয়ানমার;MV=মালদ্বীপ;MX=মেক্সিকো;MY=মালয়েশিয়া;NL=নেদারল্যান্ডস;NO=নরওয়ে;NP=নেপাল;NZ=নিউজিল্যান্ড;OM=ওমান;" +
        "PE=পেরু;PH=ফিলিপাইন;PK=পাকিস্তান;PL=পোল্যান্ড;PT=পর্তুগাল;QA=কাতার;RO=রোমানিয়া;RU=রাশিয়া;SA=সৌদি আরব;SE=সুইডেন;" +
        "SG=সিঙ্গাপুর;SY=সিরিয়া;TH=থাইল্যান্ড;TN=তিউনিসিয়া;TR=তুরস্ক;TW=তাইওয়ান;TZ=তানজানিয়া;UA=ইউক্রেন;US=যুক্তরাষ্ট্র;" +
        "VN=ভিয়েতনাম;YE=ইয়েমেন;ZA=দক্ষিণ আফ্রিকা").Split(';').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>The name of an ISO 3166-1 alpha-2 code; the code itself where nobody knows it.</summary>
    public static string Of(string code, string language) =>
        string.Equals(language, "bn", StringComparison.Ordinal) && _bangla.TryGetValue(code, out var name) ? name : English(code);

    private static string English(string code)
    {
        try
        {
            return new RegionInfo(code).EnglishName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }
}
