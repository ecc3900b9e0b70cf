using Aisle.Contracts.Orders;

namespace Aisle.Storefront.Features;

/// <summary>Messages of carts in words.</summary>
internal static class CartWords
{
    public static string Said(Speech t, CartMessage message, IReadOnlyList<CartLineView> lines)
    {
        var subject = message.Subject is { } sku && lines.FirstOrDefault(line => line.Sku == sku) is { } line ? t.Text(line.Name) : message.Subject ?? (message.Promotion is { } promotion ? t.Text(promotion) : "");
        return t["cart.says." + message.Code, subject, message.Amount is { } amount ? t.Money(amount) : "", message.Day is { } day ? t.Digits(day.ToString("d MMM yyyy", Platform.Ui.Texts.CultureOf(t.Language))) : ""];
    }
}
