using System.Globalization;
using System.Text;

namespace Aisle.Host.Demo;

/// <summary>Words of the demo catalogue: slugs, Bangla digits, sizes, sentences. No randomness: same input, same text.</summary>
internal static class DemoText
{
    private static readonly Dictionary<string, (string En, string Bn)> Countries = new(StringComparer.Ordinal)
    {
        ["BD"] = ("Bangladesh", "বাংলাদেশ"), ["IN"] = ("India", "ভারত"), ["TH"] = ("Thailand", "থাইল্যান্ড"),
        ["MY"] = ("Malaysia", "মালয়েশিয়া"), ["ID"] = ("Indonesia", "ইন্দোনেশিয়া"), ["CN"] = ("China", "চীন"),
        ["AE"] = ("the UAE", "সংযুক্ত আরব আমিরাত"), ["SA"] = ("Saudi Arabia", "সৌদি আরব"), ["TR"] = ("Türkiye", "তুরস্ক"),
        ["NZ"] = ("New Zealand", "নিউজিল্যান্ড"), ["AU"] = ("Australia", "অস্ট্রেলিয়া"), ["IT"] = ("Italy", "ইতালি"),
        ["ES"] = ("Spain", "স্পেন"), ["CH"] = ("Switzerland", "সুইজারল্যান্ড"), ["DK"] = ("Denmark", "ডেনমার্ক"),
        ["KR"] = ("Korea", "কোরিয়া"), ["JP"] = ("Japan", "জাপান"), ["PK"] = ("Pakistan", "পাকিস্তান"),
        ["NP"] = ("Nepal", "নেপাল"), ["LK"] = ("Sri Lanka", "শ্রীলঙ্কা"), ["ZA"] = ("South Africa", "দক্ষিণ আফ্রিকা"),
        ["VN"] = ("Vietnam", "ভিয়েতনাম"), ["BT"] = ("Bhutan", "ভুটান"), ["EG"] = ("Egypt", "মিশর"),
        ["NL"] = ("the Netherlands", "নেদারল্যান্ডস"), ["DE"] = ("Germany", "জার্মানি"), ["GB"] = ("the UK", "যুক্তরাজ্য"), ["US"] = ("the USA", "যুক্তরাষ্ট্র"),
    };

    private static readonly Dictionary<string, (string[] En, string[] Bn)> Storage = new(StringComparer.Ordinal)
    {
        ["dry"] = (
            ["Keep in a cool, dry place and close the pack after use.", "Store dry and tightly closed.", "Keep away from damp and direct sun."],
            ["ঠান্ডা ও শুকনো জায়গায় রাখুন, ব্যবহারের পর মুখ ভালো করে বন্ধ করুন।", "শুকনো পাত্রে মুখ বন্ধ করে রাখুন।", "স্যাঁতসেঁতে জায়গা ও সরাসরি রোদ থেকে দূরে রাখুন।"]),
        ["cool"] = (
            ["Keep out of the sun; chill once opened.", "Store cool and upright, and chill after opening."],
            ["রোদ থেকে দূরে রাখুন; খোলার পর ফ্রিজে রাখুন।", "ঠান্ডা জায়গায় রাখুন এবং খোলার পর ফ্রিজে রাখুন।"]),
        ["fresh"] = (
            ["Picked for the morning market; best within two or three days.", "Sorted by hand every morning; keep airy and out of the sun."],
            ["সকালের বাজারের টাটকা পণ্য; দু-তিন দিনের মধ্যে খাওয়া ভালো।", "প্রতিদিন সকালে হাতে বাছাই করা; খোলামেলা ছায়ায় রাখুন।"]),
        ["chilled"] = (
            ["Keep chilled at 0 to 5 °C.", "Keep in the fridge and use soon after opening."],
            ["০ থেকে ৫ ডিগ্রি সেলসিয়াসে রাখুন।", "ফ্রিজে রাখুন, খোলার পর তাড়াতাড়ি শেষ করুন।"]),
        ["frozen"] = (
            ["Keep frozen at -18 °C; do not refreeze once thawed.", "Store in the freezer until you cook it."],
            ["মাইনাস ১৮ ডিগ্রিতে হিমায়িত রাখুন; একবার গললে আবার জমাবেন না।", "রান্নার আগ পর্যন্ত ডিপ ফ্রিজে রাখুন।"]),
        ["chem"] = (
            ["Keep away from children and food.", "Store closed and out of reach of children."],
            ["শিশু ও খাবার থেকে দূরে রাখুন।", "মুখ বন্ধ করে শিশুদের নাগালের বাইরে রাখুন।"]),
        ["care"] = (
            ["For external use; keep out of the eyes.", "Store below 30 °C, away from sunlight."],
            ["শুধু বাহ্যিক ব্যবহারের জন্য; চোখে লাগাবেন না।", "৩০ ডিগ্রির নিচে, রোদ থেকে দূরে রাখুন।"]),
        ["tobacco"] = (
            ["Smoking and tobacco are harmful to health. Not sold to anyone under 18."],
            ["ধূমপান ও তামাক স্বাস্থ্যের জন্য ক্ষতিকর। ১৮ বছরের কম বয়সীদের কাছে বিক্রি হয় না।"]),
        ["none"] = ([], []),
    };

    private static readonly Dictionary<char, (string En, string Bn)> KindLabels = new()
    {
        ['f'] = ("Flavour", "স্বাদ"), ['k'] = ("Kind", "ধরন"), ['s'] = ("Scent", "সুগন্ধ"), ['c'] = ("Cut", "কাটিং"),
        ['z'] = ("Size", "আকার"), ['l'] = ("Colour", "রং"),
    };

    /// <summary>FNV-1a: the same number for the same text on every machine.</summary>
    public static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return unchecked(hash ^ (hash >> 15));
    }

    public static string Slug(string text)
    {
        var slug = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (c is not '\'' and not '’' && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-');
    }

    public static string BanglaDigits(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] is >= '0' and <= '9' ? (char)('০' + (source[i] - '0')) : source[i];
            }
        });

    public static (string En, string Bn) Size(decimal content, string unit)
    {
        var number = content.ToString("0.###", CultureInfo.InvariantCulture);
        var (en, bn) = unit switch
        {
            "g" => ("g", "গ্রাম"),
            "kg" => ("kg", "কেজি"),
            "ml" => ("ml", "মিলি"),
            "l" => ("L", "লিটার"),
            "m" => ("m", "মিটার"),
            _ => (content == 1 ? "pc" : "pcs", "পিস"),
        };
        return ($"{number} {en}", $"{BanglaDigits(number)} {bn}");
    }

    public static (string En, string Bn) StorageSentence(string key, uint hash)
    {
        var (en, bn) = Storage[key];
        return en.Length == 0 ? ("", "") : (en[hash % en.Length], bn[hash % bn.Length]);
    }

    public static (string En, string Bn) KindSentence(char label, string en, string bn)
    {
        var (labelEn, labelBn) = KindLabels[label];
        return ($"{labelEn}: {en.ToLowerInvariant()}.", $"{labelBn}: {bn}।");
    }

    public static (string En, string Bn) BrandSentence(
        string en, string bn, string placeEn, string placeBn, string country, uint hash)
    {
        if (country != "BD")
        {
            var (from, fromBn) = Countries[country];
            return ($"{Article(en)} {en} product, imported from {from}.", $"{bn} ব্র্যান্ড, {fromBn} থেকে আমদানি করা।");
        }

        return (hash % 4) switch
        {
            0 => ($"{en} packs it in {placeEn}.", $"{placeBn} থেকে {bn} ব্র্যান্ডের মোড়কে।"),
            1 => ($"From {en} of {placeEn}.", $"{placeBn} অঞ্চলের {bn} ব্র্যান্ডের পণ্য।"),
            2 => ($"Brought to you by {en}, {placeEn}.", $"বাজারে এনেছে {bn}, {placeBn}।"),
            _ => ($"{Article(en)} {en} product from {placeEn}.", $"{bn} ব্র্যান্ডের পণ্য, ঠিকানা {placeBn}।"),
        };
    }

    private static string Article(string word) => "AEIOU".Contains(word[0], StringComparison.Ordinal) ? "An" : "A";

    public static (string En, string Bn) ImportSentence(string country)
    {
        var (en, bn) = Countries[country];
        return ($"Imported from {en}.", $"{bn} থেকে আমদানি করা।");
    }
}
