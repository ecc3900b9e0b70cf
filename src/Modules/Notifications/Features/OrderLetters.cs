using System.Globalization;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Notifications.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Mail;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Notifications.Features;

/// <summary>Letters about an order, in the language it was placed in, with the order in short and a link to it below. Who gave no address is told on the order's page alone.</summary>
internal sealed class OrderLetters(Mailer mailer, LetterWords words, RowStore rows, Texts texts, IOrders orders, IStores stores, PublicAddress site, TimeProvider time)
{
    public async Task SendAsync(string kind, OrderId id, CancellationToken cancellationToken, SaleReturnId? about = null, Money? amount = null)
    {
        if (await orders.InShortAsync(id, about, cancellationToken) is not { Email.Length: > 0 } order || !EmailAddress.Parse(order.Email).TryGet(out var to) || await stores.ShopAsync(cancellationToken) is not { } shop)
        {
            return;
        }

        if (Fitting(kind, order) is not { } fitting)
        {
            return;
        }

        var language = texts.Languages.Contains(order.Language, StringComparer.Ordinal) ? order.Language : PageLanguage.Default;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = NumberText.Digits(order.Number, language), ["shop"] = shop.Name.In(language), ["name"] = order.Name, ["total"] = MoneyText.Of(order.Owed, language),
            ["due"] = MoneyText.Of(order.Due, language), ["amount"] = MoneyText.Of(amount ?? order.Owed, language), ["return"] = order.Return?.Number ?? "",
        };
        var paper = words.Write(await words.OfAsync(fitting, language, cancellationToken), values, InShort(order, shop, language), site.Link(orders.PageOf(id), language), language);
        var mail = mailer.Send(paper.To(to));
        rows.InsertWithCommit<SentLetterRow>([new SentLetterRow(mail, fitting, language, to.Masked, id.Value, order.Number, IsTest: false, time.GetUtcNow())]);
    }

    /// <summary>The letter that is true of an order: nobody is told of money that never came; null where there is nothing to tell.</summary>
    private static string? Fitting(string kind, OrderInShort order) => kind switch
    {
        "placed" when order.IsExchange => "exchange",
        "paid" when order.Paid.IsZero => null,
        "cancelled" when order.Paid.IsZero => "cancelled_unpaid",
        "return_received" when order.Return is { IsExchanged: true } => "return_exchanged",
        "return_received" when order.Paid.IsZero => "return_unpaid",
        _ => kind,
    };

    private List<LetterLine> InShort(OrderInShort order, Shop shop, string language)
    {
        string Say(string key, params object[] values) => texts.In(language, "notifications.order." + key, values);
        string Digits(string text) => NumberText.Digits(text, language);
        string Many(decimal quantity) => Digits(quantity.ToString("0.###", CultureInfo.InvariantCulture));
        string Named(OrderLineInShort line) => line switch
        {
            { InsteadOf: { } other } => Say("instead_of", Many(line.Quantity), line.Name.In(language), other.In(language)),
            { Missing: > 0 } => Say("missing", Many(line.Quantity), Many(line.Quantity + line.Missing), line.Name.In(language)),
            _ => $"{Many(line.Quantity)} × {line.Name.In(language)}",
        };
        if (order.Return is { } back)
        {
            return [.. back.Lines.Select(line => new LetterLine(Named(line), line.Amount.IsZero ? "" : MoneyText.Of(line.Amount, language)))];
        }

        List<LetterLine> lines =
        [
            .. order.Lines.Select(line => new LetterLine(Named(line), MoneyText.Of(line.Amount, language))),
            new LetterLine(Say("delivery"), MoneyText.Of(order.Delivery, language)), new LetterLine(Say("total"), MoneyText.Of(order.Total, language)),
        ];
        if (!order.Paid.IsZero && !order.Due.IsZero)
        {
            lines.Add(new LetterLine(Say("due"), MoneyText.Of(order.Due, language)));
        }

        if (order is { SlotFrom: { } from, SlotTo: { } until })
        {
            var zone = shop.Zone();
            var (begin, end) = (TimeZoneInfo.ConvertTime(from, zone), TimeZoneInfo.ConvertTime(until, zone));
            lines.Add(new LetterLine(Say("slot"), Digits(begin.ToString("ddd d MMM yyyy, HH:mm", Texts.CultureOf(language)) + " – " + end.ToString("HH:mm", CultureInfo.InvariantCulture))));
        }

        return lines;
    }
}
