using System.Net;
using System.Text;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Mail;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>The mail that brings an order to its supplier, as text and as a page that can be printed, in the first language of the company.</summary>
internal sealed class OrderMail(Mailer mailer, Texts texts, OrderPaper papers, RowStore rows, PurchasingClock clock)
{
    /// <summary>Most characters of lines: what does not fit into a mail is said to be missing, and is never left out in silence.</summary>
    private const int MostOfLines = 170_000;

    /// <summary>Queues the mail; false where the supplier has no address.</summary>
    public async Task<bool> SendAsync(OrderRow order, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<SupplierRow>(order.SupplierId, cancellationToken) is not { Email.Length: > 0 } supplier || !EmailAddress.Parse(supplier.Email).TryGet(out var to) || await clock.ShopAsync(cancellationToken) is not { } shop)
        {
            return false;
        }

        var language = shop.Languages.FirstOrDefault(one => texts.Languages.Contains(one, StringComparer.Ordinal)) ?? PageLanguage.Default;
        if (await papers.OfAsync(order, language, cancellationToken) is not { } paper)
        {
            return false;
        }

        var company = shop.Name.In(language);
        mailer.Send(Letter.Create(to, Say("subject", order.Number, company), Text(paper), Page(paper)).Value);
        return true;

        string Say(string key, params object[] values) => texts.In(language, "purchasing.mail." + key, values);

        string Text(Paper page)
        {
            var text = new StringBuilder().AppendLine(Say("intro", supplier.Name, company)).AppendLine();
            foreach (var (name, value) in (List<(string, string)>)[(page.Title, page.Number), .. page.Parties.Select(party => (party.Label, string.Join(", ", [party.Name, .. party.Lines]))), .. page.Facts, page.Total, (Say("note"), page.Note)])
            {
                text.Append(value.Length > 0 ? $"{name}: {value}\n" : "");
            }

            return text.AppendLine().Append(Fitting([.. page.Rows.Select(row => string.Join("  ", row) + "\n")], left => Say("left_out", left) + "\n")).ToString();
        }

        string Page(Paper page)
        {
            var html = new StringBuilder("<!doctype html><meta charset=utf-8><style>body{font-family:sans-serif;color:#111}table{border-collapse:collapse;width:100%;margin-top:16px}th,td{text-align:left;vertical-align:top;padding:4px}th{border-bottom:2px solid #111}td{border-bottom:1px solid #ccc}.r{text-align:right}@page{size:A4;margin:15mm}</style>");
            html.Append(Html($"<h1>", $"{page.Title} {page.Number}", "</h1>")).Append("<table><tr>");
            foreach (var party in page.Parties)
            {
                html.Append(Html("<td><small>", party.Label, "</small><br>")).Append(Html("<b>", party.Name, "</b>")).AppendJoin("", party.Lines.Select(line => Html("<br>", line, "")));
            }

            html.Append("</table><table>").AppendJoin("", page.Facts.Select(fact => Html("<tr><td>", fact.Name, "") + Html("<td>", fact.Value, ""))).Append("</table><table><tr>").AppendJoin("", page.Heads.Select(head => Html("<th>", head, "")));
            html.Append(Fitting([.. page.Rows.Select(row => "<tr>" + string.Concat(row.Select((cell, at) => Html(at > 2 ? "<td class=r>" : "<td>", cell, ""))))], left => Html("<tr><td colspan=5>", Say("left_out", left), "")));
            html.Append(Html("<tr><td colspan=4><b>", page.Total.Name, "</b>")).Append(Html("<td class=r><b>", page.Total.Value, "</b>")).Append("</table>");
            return html.Append(page.Note.Length > 0 ? Html("<p>", page.Note, "</p>").Replace("\n", "<br>", StringComparison.Ordinal) : "").ToString();
        }
    }

    /// <summary>As many lines as fit, and how many did not.</summary>
    private static string Fitting(IReadOnlyList<string> lines, Func<int, string> leftOut)
    {
        var (text, taken) = (new StringBuilder(), 0);
        while (taken < lines.Count && text.Length + lines[taken].Length <= MostOfLines)
        {
            text.Append(lines[taken++]);
        }

        return taken == lines.Count ? text.ToString() : text.Append(leftOut(lines.Count - taken)).ToString();
    }

    private static string Html(string before, string text, string after) => before + WebUtility.HtmlEncode(text) + after;
}
