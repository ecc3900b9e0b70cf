namespace Aisle.Storefront.Features;

/// <summary>The symbol in the sprite for a category's word. Many words share a symbol; an unknown one is a basket.</summary>
internal static class CategoryIcons
{
    /// <summary>The symbol for everything else.</summary>
    public const string Fallback = "basket";

    private static readonly Dictionary<string, string> _symbols = Read(
        "cauliflower brinjal leaf onion chilli mango apple orange tomato corn fish shrimp chicken beef egg rice lentil wheat oil salt " +
        "sugar curry spice milk yogurt cheese bread cake biscuit mishti jelly chips nut chocolate candy noodles jar bottle tea coffee " +
        "glass can drop icecream samosa snow baby soap spray tooth brush hair flower razor sparkle shirt plate mosquito tissue bag broom " +
        "pan knife bulb notebook pencil health mask paw betel cigarette " +
        "greenchilli=chilli redchilli=chilli hilsa=fish driedfish=fish oildrop=oil butter=cheese toast=bread cookie=biscuit " +
        "chanachur=nut peanut=nut almond=nut pasta=noodles cereal=rice honey=jar jam=jar pickle=jar soup=curry soya=bottle " +
        "tealeaf=tea malt=coffee bubbles=glass bolt=can waterdrop=drop paratha=plate nugget=chicken peas=leaf babybottle=baby " +
        "diaper=baby hand=soap toothbrush=brush pad=flower cup=tea plus=health bandage=health cat=paw bone=paw " +
        "vegetables=cauliflower fruit=apple meat=beef dairy=milk bakery=bread frozen=snow pharmacy=health pet=paw home=pan");

    public static string For(string word) => _symbols.GetValueOrDefault(word, Fallback);

    private static Dictionary<string, string> Read(string table) =>
        table.Split(' ').Select(entry => entry.Split('=')).ToDictionary(pair => pair[0], pair => pair[^1], StringComparer.Ordinal);
}
