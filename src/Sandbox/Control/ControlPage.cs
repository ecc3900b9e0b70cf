using System.Globalization;
using Aisle.Kernel;
using Aisle.Sandbox.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox.Control;

/// <summary>The page on which a person sets faults and sends notices again.</summary>
internal static class ControlPage
{
    private const int Shown = 30;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("", (HttpContext context, FaultBook faults, PaymentBook book, NoticeSender notices) => Show(context, faults, book, notices, []));
        routes.MapPost("/faults", async (HttpContext context, ControlDesk desk, FaultBook faults, PaymentBook book, NoticeSender notices) =>
        {
            var form = await context.FormAsync();
            var place = form["place"].ToString().Split('/', 2);
            var times = form["times"].ToString();
            var set = desk.Set(new FaultBody(place[0], place.Length == 2 ? place[1] : "", form["kind"], form["value"], times.Length == 0 ? null : int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0));
            return set.IsSuccess ? Back(context) : Show(context, faults, book, notices, set.Errors);
        });
        routes.MapPost("/faults/clear", async (HttpContext context, FaultBook faults) =>
        {
            faults.Clear(int.TryParse((await context.FormAsync())["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
            return Back(context);
        });
        routes.MapPost("/notices", async (HttpContext context, ControlDesk desk, FaultBook faults, PaymentBook book, NoticeSender notices) =>
        {
            var form = await context.FormAsync();
            var sent = await desk.NotifyAsync(form["provider"].ToString(), form["reference"].ToString(), form["act"]);
            return sent.IsSuccess ? Back(context) : Show(context, faults, book, notices, sent.Errors);
        });
        routes.MapPost("/addresses", async (HttpContext context, ControlDesk desk, FaultBook faults, PaymentBook book, NoticeSender notices) =>
        {
            var form = await context.FormAsync();
            var set = desk.SetAddress(form["provider"], form["url"]);
            return set.IsSuccess ? Back(context) : Show(context, faults, book, notices, set.Errors);
        });
    }

    private static IResult Back(HttpContext context)
    {
        context.Response.Headers.Location = new SandboxPage(context).Path("");
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static IResult Show(HttpContext context, FaultBook faults, PaymentBook book, NoticeSender notices, IReadOnlyList<Error> errors)
    {
        var page = new SandboxPage(context);
        return page.Show("control", page.T("sandbox.control.title"), SandboxPage.Of($"""
            <h1>{page.T("sandbox.control.title")}</h1>
            {errors.Select(error => SandboxPage.Of($"<p class=\"fault\" role=\"alert\">{error.Message}</p>"))}
            {FaultForm(page)}
            {FaultList(page, faults.All)}
            {AddressForm(page, notices)}
            {Payments(page, book.Newest(Shown), notices)}
            """), errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static Markup FaultForm(SandboxPage page) => SandboxPage.Of($"""
        <section class="card" aria-labelledby="set"><h2 id="set">{page.T("sandbox.control.set")}</h2><p>{page.T("sandbox.control.set_more")}</p>
        <form method="post" action="{page.Path("/faults")}"><div class="fields">
        <div><label for="place">{page.T("sandbox.control.place")}</label><select id="place" name="place">{ControlDesk.Operations.Select(pair => SandboxPage.Of($"<optgroup label=\"{pair.Key}\">{pair.Value.Append(Fault.Any).Select(operation => SandboxPage.Of($"<option value=\"{pair.Key}/{operation}\">{pair.Key} {operation}</option>"))}</optgroup>"))}</select></div>
        <div><label for="kind">{page.T("sandbox.control.kind")}</label><select id="kind" name="kind">{FaultKinds.All.Select(kind => SandboxPage.Of($"<option value=\"{kind}\">{page.T("sandbox.kind." + kind)}</option>"))}</select></div>
        <div><label for="value">{page.T("sandbox.control.value")}</label><input id="value" name="value" autocomplete="off"></div>
        <div><label for="times">{page.T("sandbox.control.times")}</label><input id="times" name="times" inputmode="numeric" value="1"></div>
        <div><button>{page.T("sandbox.control.set")}</button></div>
        </div></form></section>
        """);

    private static Markup FaultList(SandboxPage page, IReadOnlyList<Fault> faults) => faults.Count == 0 ? Markup.None : SandboxPage.Of($"""
        <section class="card" aria-labelledby="waiting"><h2 id="waiting">{page.T("sandbox.control.waiting")}</h2><ul>
        {faults.Select(fault => SandboxPage.Of($"<li>{fault.Provider} {fault.Operation}: {page.T("sandbox.kind." + fault.Kind)} {fault.Value} ({(fault.Left is { } left ? page.T("sandbox.control.left", left) : page.T("sandbox.control.until"))}) <form method=\"post\" action=\"{page.Path("/faults/clear")}\"><input type=\"hidden\" name=\"id\" value=\"{fault.Id}\"><button class=\"plain\">{page.T("sandbox.control.clear")}</button></form></li>"))}
        </ul><form method="post" action="{page.Path("/faults/clear")}"><button class="plain">{page.T("sandbox.control.clear_all")}</button></form></section>
        """);

    private static Markup AddressForm(SandboxPage page, NoticeSender notices) => SandboxPage.Of($"""
        <section class="card" aria-labelledby="addresses"><h2 id="addresses">{page.T("sandbox.control.addresses")}</h2><p>{page.T("sandbox.control.addresses_more")}</p>
        {((string[])["bkash", "stripe"]).Select(provider => SandboxPage.Of($"<form method=\"post\" action=\"{page.Path("/addresses")}\"><div class=\"fields\"><div><label for=\"url-{provider}\">{provider}</label><input type=\"hidden\" name=\"provider\" value=\"{provider}\"><input id=\"url-{provider}\" name=\"url\" type=\"url\" value=\"{notices.Addresses.GetValueOrDefault(provider)}\" placeholder=\"{page.T("sandbox.control.address_default")}\" required></div><div><button class=\"plain\">{page.T("sandbox.control.keep")}</button></div></div></form>"))}
        </section>
        """);

    private static Markup Payments(SandboxPage page, IReadOnlyList<SandboxPayment> payments, NoticeSender notices) => SandboxPage.Of($"""
        <section class="card" aria-labelledby="payments"><h2 id="payments">{page.T("sandbox.control.payments")}</h2>
        {(payments.Count == 0 ? SandboxPage.Of($"<p>{page.T("sandbox.control.none")}</p>") : SandboxPage.Of($"<div class=\"table\"><table><thead><tr><th scope=\"col\">{page.T("sandbox.control.provider")}</th><th scope=\"col\">{page.T("sandbox.page.order")}</th><th scope=\"col\">{page.T("sandbox.page.amount")}</th><th scope=\"col\">{page.T("sandbox.control.status")}</th><th scope=\"col\">{page.T("sandbox.control.notices")}</th></tr></thead><tbody>{payments.Select(payment => Row(page, payment, notices))}</tbody></table></div>"))}
        </section>
        """);

    private static Markup Row(SandboxPage page, SandboxPayment payment, NoticeSender notices)
    {
        var sent = notices.Of(payment.Provider, payment.Reference);
        var acts = ControlDesk.Acts.Where(act => act == "dispute" ? payment is { Provider: "stripe", Status: SandboxStatus.Paid } : sent.Count > 0);
        return SandboxPage.Of($"""
            <tr><td data-label="{page.T("sandbox.control.provider")}">{payment.Provider}</td><td data-label="{page.T("sandbox.page.order")}"><code>{payment.Order}</code><br><code>{payment.Reference}</code></td><td data-label="{page.T("sandbox.page.amount")}">{page.Money(payment.Amount)}</td>
            <td data-label="{page.T("sandbox.control.status")}">{page.T("sandbox.status." + payment.Status.ToString().ToLowerInvariant())}{(payment.Refunded.IsZero ? "" : " · " + page.T("sandbox.control.refunded", page.Money(payment.Refunded)))}</td>
            <td data-label="{page.T("sandbox.control.notices")}">{sent.Select(notice => SandboxPage.Of($"{notice.Name}: {notice.Outcome}<br>"))}
            {acts.Select(act => SandboxPage.Of($"<form method=\"post\" action=\"{page.Path("/notices")}\"><input type=\"hidden\" name=\"provider\" value=\"{payment.Provider}\"><input type=\"hidden\" name=\"reference\" value=\"{payment.Reference}\"><button class=\"plain\" name=\"act\" value=\"{act}\">{page.T("sandbox.act." + act)}</button></form>"))}</td></tr>
            """);
    }
}
