using System.Text;

namespace Aisle.Bench.Shop;

/// <summary>A word in both languages.</summary>
internal readonly record struct Word(string En, string Bn);

/// <summary>
/// A few thousand words as a supermarket's names are made of: a few that stand on every shelf, many that stand on one.
/// The common ones are real, the rare ones are put together from syllables.
/// </summary>
internal sealed class Words
{
    private static readonly Word[] _syllables =
    [
        new("ka", "কা"), new("ro", "রো"), new("mi", "মি"), new("ta", "তা"), new("shu", "শু"), new("na", "না"), new("be", "বে"), new("li", "লি"),
        new("do", "দো"), new("pra", "প্রা"), new("gu", "গু"), new("sa", "সা"), new("ni", "নি"), new("chor", "চর"), new("mo", "মো"), new("ha", "হা"),
        new("ri", "রি"), new("jo", "জো"), new("bhu", "ভু"), new("la", "লা"),
    ];

    private readonly double[] _nounShares;
    private readonly double[] _wordShares;

    public Words(int count)
    {
        var all = Read("""
            Fresh=তাজা|Organic=অর্গানিক|Classic=ক্লাসিক|Premium=প্রিমিয়াম|Deshi=দেশি|Natural=প্রাকৃতিক|Family=ফ্যামিলি|Original=অরিজিনাল|Extra=এক্সট্রা|Mini=মিনি|
            Golden=গোল্ডেন|Royal=রয়্যাল|Sweet=মিষ্টি|Salted=লবণাক্ত|Spicy=ঝাল|Roasted=ভাজা|Smoked=স্মোকড|Mango=আম|Orange=কমলা|Lemon=লেবু|Strawberry=স্ট্রবেরি|
            Chocolate=চকলেট|Vanilla=ভ্যানিলা|Coconut=নারকেল|Almond=কাঠবাদাম|Garlic=রসুন|Ginger=আদা|Chilli=মরিচ|Cumin=জিরা|Mustard=সরিষা|Honey=মধু|Herbal=ভেষজ|
            Neem=নিম|Rose=গোলাপ|Jasmine=জুঁই|Basmati=বাসমতি|Miniket=মিনিকেট|Chinigura=চিনিগুঁড়া|Diet=ডায়েট|Light=লাইট|Crunchy=মচমচে|Soft=নরম|Pure=খাঁটি|White=সাদা|
            Red=লাল|Green=সবুজ|Black=কালো|Brown=বাদামি|Cream=ক্রিম|Butter=মাখন
            """);
        // Ten million threes of syllables would do; the first few thousand of a fixed walk through them are taken.
        for (var i = 0; all.Count < count; i++)
        {
            var (first, second, third) = (_syllables[i % 20], _syllables[i / 20 * 7 % 20], _syllables[i / 400 * 3 % 20]);
            all.Add(new Word(Capital(first.En + second.En + third.En), first.Bn + second.Bn + third.Bn));
        }

        All = [.. all.DistinctBy(word => word.En, StringComparer.Ordinal)];
        _wordShares = Shares(All.Count, 0.9);
        _nounShares = Shares(Nouns.Count, 0.5);
    }

    /// <summary>Adjectives, kinds and invented names, the commonest first.</summary>
    public IReadOnlyList<Word> All { get; }

    /// <summary>What things are.</summary>
    public IReadOnlyList<Word> Nouns { get; } = Read("""
        Rice=চাল|Oil=তেল|Biscuit=বিস্কুট|Tea=চা|Soap=সাবান|Milk=দুধ|Juice=জুস|Chips=চিপস|Noodles=নুডলস|Shampoo=শ্যাম্পু|Flour=আটা|Sugar=চিনি|Salt=লবণ|Lentils=মসুর ডাল|
        Masala=মসলা|Sauce=সস|Chocolate=চকলেট|Bread=পাউরুটি|Cake=কেক|Yogurt=দই|Cheese=পনির|Butter=মাখন|Ghee=ঘি|Egg=ডিম|Chicken=মুরগি|Beef=গরুর মাংস|Fish=মাছ|
        Shrimp=চিংড়ি|Potato=আলু|Onion=পেঁয়াজ|Tomato=টমেটো|Banana=কলা|Apple=আপেল|Dates=খেজুর|Coffee=কফি|Water=পানি|Cola=কোলা|Drink=পানীয়|Ice Cream=আইসক্রিম|
        Paratha=পরোটা|Samosa=সমুচা|Pasta=পাস্তা|Oats=ওটস|Cereal=সিরিয়াল|Jam=জ্যাম|Pickle=আচার|Vinegar=ভিনেগার|Spices=গুঁড়া মসলা|Turmeric=হলুদ|Candy=ক্যান্ডি|
        Toothpaste=টুথপেস্ট|Toothbrush=টুথব্রাশ|Lotion=লোশন|Cream=ক্রিম|Face Wash=ফেসওয়াশ|Detergent=ডিটারজেন্ট|Dishwash=ডিশওয়াশ|Cleaner=ক্লিনার|Tissue=টিস্যু|
        Napkin=ন্যাপকিন|Diaper=ডায়াপার|Wipes=ওয়াইপস|Baby Food=শিশুখাদ্য|Formula=ফর্মুলা|Battery=ব্যাটারি|Bulb=বাল্ব|Pen=কলম|Notebook=খাতা|Pan=কড়াই|Bucket=বালতি|
        Broom=ঝাড়ু|Sponge=স্পঞ্জ|Cat Food=বিড়ালের খাবার|Dog Food=কুকুরের খাবার|Vitamin=ভিটামিন|Plaster=প্লাস্টার|Supari=সুপারি|Puffed Rice=মুড়ি|Vermicelli=সেমাই|
        Semolina=সুজি|Peanut=চিনাবাদাম|Cashew=কাজুবাদাম|Raisin=কিশমিশ|Chanachur=চানাচুর|Toast=টোস্ট|Pudding=পুডিং|Custard=কাস্টার্ড|Ketchup=কেচাপ|Mayonnaise=মেয়োনিজ
        """);

    public Word Draw(Random random) => All[Place(_wordShares, random)];

    public int DrawNoun(Random random) => Place(_nounShares, random);

    /// <summary>Rank r is drawn in proportion to 1/r^exponent (Zipf): the running sums of it.</summary>
    public static double[] Shares(int count, double exponent)
    {
        var sums = new double[count];
        var sum = 0.0;
        for (var rank = 1; rank <= count; rank++)
        {
            sums[rank - 1] = sum += 1 / Math.Pow(rank, exponent);
        }

        return sums;
    }

    public static int Place(double[] shares, Random random)
    {
        var at = Array.BinarySearch(shares, random.NextDouble() * shares[^1]);
        return Math.Min(at < 0 ? ~at : at, shares.Length - 1);
    }

    /// <summary>A word as a hurried thumb types it: a letter left out, doubled, exchanged or swapped.</summary>
    public static string Misspell(string word, Random random)
    {
        if (word.Length < 4)
        {
            return word;
        }

        var letters = new StringBuilder(word);
        var at = random.Next(1, word.Length - 1);
        switch (random.Next(4))
        {
            case 0:
                letters.Remove(at, 1);
                break;
            case 1:
                letters.Insert(at, letters[at]);
                break;
            case 2:
                letters[at] = "aeiou"[random.Next(5)];
                break;
            default:
                (letters[at], letters[at - 1]) = (letters[at - 1], letters[at]);
                break;
        }

        return letters.ToString();
    }

    public static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static List<Word> Read(string list) =>
        [.. list.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => new Word(pair[0], pair[1]))];
}
