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

        var language = texts.Languages.Contains(order.Language, StringComparer.Ordinal) ? order.Language : PageLanguage.Default;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = NumberText.Digits(order.Number, language), ["shop"] = shop.Name.In(language), ["name"] = order.Name, ["total"] = MoneyText.Of(order.Owed, language),
            ["due"] = MoneyText.Of(order.Due, language), ["amount"] = MoneyText.Of(amount ?? order.Owed, language), ["return"] = order.Return,
        };
        var paper = words.Write(await words.OfAsync(kind, language, cancellationToken), values, InShort(order, shop, language), site.Link(orders.PageOf(id), language), language);
        var mail = mailer.Send(paper.To(to));
        rows.InsertWithCommit<SentLetterRow>([new SentLetterRow(mail, kind, language, to.Masked, id.Value, order.Number, IsTest: false, time.GetUtcNow())]);
    }

    private List<LetterLine> InShort(OrderInShort order, Shop shop, string language)
    {
        string Say(string key) => texts.In(language, "notifications.order." + key);
        string Digits(string text) => NumberText.Digits(text, language);
        List<LetterLine> lines =
        [
            .. order.Lines.Select(line => new LetterLine($"{Digits(line.Quantity.ToString("0.###", CultureInfo.InvariantCulture))} × {line.Name.In(language)}", MoneyText.Of(line.Amount, language))),
            new LetterLine(Say("delivery"), MoneyText.Of(order.Delivery, language)), new LetterLine(Say("total"), MoneyText.Of(order.Total, language)),
        ];
        if (order is { SlotFrom: { } from, SlotTo: { } until })
        {
            var zone = shop.Zone();
            var (begin, end) = (TimeZoneInfo.ConvertTime(from, zone), TimeZoneInfo.ConvertTime(until, zone));
            lines.Add(new LetterLine(Say("slot"), Digits(begin.ToString("ddd d MMM yyyy, HH:mm", Texts.CultureOf(language)) + " – " + end.ToString("HH:mm", CultureInfo.InvariantCulture))));
        }

        return lines;
    }
}
