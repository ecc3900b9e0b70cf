using System.Globalization;
using System.Net;
using System.Text;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Mail;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Notifications.Features;

/// <summary>
/// Letters about an order, in the language it was placed in: <c>notifications.order.KIND.subject</c> and <c>.text</c>, with the order in short and a link to it below. Who gave
/// no address is told on the order's page alone.
/// </summary>
internal sealed class OrderLetters(Mailer mailer, Texts texts, IOrders orders, IStores stores, PublicAddress site)
{
    public async Task SendAsync(string kind, OrderId id, CancellationToken cancellationToken, SaleReturnId? about = null, Money? amount = null)
    {
        if (await orders.ReadAsync(id, cancellationToken) is not { Email.Length: > 0 } order || !EmailAddress.Parse(order.Email).TryGet(out var to) || await stores.ShopAsync(cancellationToken) is not { } shop)
        {
            return;
        }

        var language = texts.Languages.Contains(order.Language, StringComparer.Ordinal) ? order.Language : PageLanguage.Default;
        string Say(string key, params object[] values) => texts.In(language, "notifications." + key, values);
        string Digits(string text) => NumberText.Digits(text, language);
        var back = order.Returns.FirstOrDefault(one => one.Id == about);
        object[] facts = [Digits(order.Order.Number), shop.Name.In(language), order.Order.Name, MoneyText.Of(amount ?? order.Sums.Total, language), MoneyText.Of(order.Sums.Due, language), back?.Number ?? ""];
        var link = site.Link(orders.PageOf(id), language);
        var (subject, text) = (Say($"order.{kind}.subject", facts), Say($"order.{kind}.text", facts));
        List<(string Name, string Value)> rows =
        [
            .. order.Lines.Where(line => line.Replaces is null).Take(100).Select(line => ($"{Digits(line.Quantity.ToString("0.###", CultureInfo.InvariantCulture))} × {line.Name.In(language)}", MoneyText.Of(line.Amount, language))),
            (Say("order.delivery"), MoneyText.Of(order.Totals.Delivery, language)), (Say("order.total"), MoneyText.Of(order.Totals.Total, language)),
        ];
        if (order.Order is { SlotFrom: { } from, SlotTo: { } until })
        {
            var zone = shop.Zone();
            var (begin, end) = (TimeZoneInfo.ConvertTime(from, zone), TimeZoneInfo.ConvertTime(until, zone));
            rows.Add((Say("order.slot"), Digits(begin.ToString("ddd d MMM yyyy, HH:mm", Texts.CultureOf(language)) + " – " + end.ToString("HH:mm", CultureInfo.InvariantCulture))));
        }

        mailer.Send(Letter.Create(to, subject, Plain(Say("order.hello", facts), text, rows, Say("order.link"), link), Page(subject, Say("order.hello", facts), text, rows, Say("order.link"), link)).Value);
    }

    private static string Plain(string hello, string text, List<(string Name, string Value)> rows, string linked, string link) =>
        new StringBuilder().Append(hello).Append("\n\n").Append(text).Append("\n\n").AppendJoin('\n', rows.Select(row => $"{row.Name}: {row.Value}")).Append("\n\n").Append(linked).Append(": ").Append(link).Append('\n').ToString();

    private static string Page(string subject, string hello, string text, List<(string Name, string Value)> rows, string linked, string link)
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><style>body{font-family:sans-serif;color:#14221b;max-width:36rem}table{border-collapse:collapse;width:100%}td{padding:6px 4px;border-bottom:1px solid #d5dccf}td+td{text-align:right;white-space:nowrap}</style>");
        html.Append("<h1 style=\"font-size:20px\">").Append(Safe(subject)).Append("</h1><p>").Append(Safe(hello)).Append("</p><p>").Append(Safe(text)).Append("</p><table>");
        html.AppendJoin("", rows.Select(row => $"<tr><td>{Safe(row.Name)}<td>{Safe(row.Value)}"));
        return html.Append("</table><p><a href=\"").Append(Safe(link)).Append("\">").Append(Safe(linked)).Append("</a></p>").ToString();
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
