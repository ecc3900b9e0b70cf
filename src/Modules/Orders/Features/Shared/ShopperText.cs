using Aisle.Kernel;
using Aisle.Platform.Security;

namespace Aisle.Modules.Orders.Features;

/// <summary>Free texts of shoppers. They are kept, printed and mailed, so a card number among them is refused at the door (PCI DSS 4.0, 3.2).</summary>
internal static class ShopperText
{
    /// <summary>The same text; <c>order.card_number</c> where a card number stands in it.</summary>
    public static string WithoutCard(this Problems problems, string text, string field)
    {
        problems.Require(!CardNumbers.Contains(text), "order.card_number", "Leave card numbers out: they are typed on the pages of the provider alone.", field);
        return text;
    }
}
