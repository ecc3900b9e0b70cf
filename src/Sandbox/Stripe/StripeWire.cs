using System.Globalization;
using System.Text.Json.Nodes;
using Aisle.Kernel;
using Aisle.Sandbox.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox.Stripe;

/// <summary>Stripe: sessions with a page for a card, payment intents, refunds, idempotent writes and signed events.</summary>
internal sealed class StripeWire(PaymentBook book, StripeEvents events, StripeReplays replays, SandboxAddress address)
{
    public const string Name = "stripe";

    private const string Brand = "Stripe";

    private static readonly TimeSpan _life = TimeSpan.FromHours(24);

    public static IReadOnlyList<TestCard> Cards { get; } =
    [
        new("4242 4242 4242 4242", "sandbox.page.card_pays", ""), new("4000 0000 0000 9995", "sandbox.page.card_insufficient", "insufficient_funds"),
        new("4000 0000 0000 0002", "sandbox.page.card_declined", "generic_decline"), new("4000 0000 0000 0127", "sandbox.page.card_cvc", "incorrect_cvc"),
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        void Post(string path, string operation, Func<HttpContext, IFormCollection, IResult> act) =>
            routes.MapOperation("POST", path, Name, operation, async context => Refuse(context) ?? await replays.RunAsync(context, await context.FormAsync(), act));
        void Get(string path, string operation, Func<HttpContext, IResult> act) =>
            routes.MapOperation("GET", path, Name, operation, context => Task.FromResult(Refuse(context) ?? act(context)));

        Post("/v1/checkout/sessions", "session", Create);
        Get("/v1/checkout/sessions/{id}", "query", Retrieve);
        Post("/v1/checkout/sessions/{id}/expire", "expire", Expire);
        Get("/v1/payment_intents/{id}", "intent", context => Intent(context) is { } payment ? Results.Json(IntentOf(payment, context)) : StripeErrors.Missing());
        Post("/v1/payment_intents/{id}/capture", "capture", Capture);
        Post("/v1/payment_intents/{id}/cancel", "cancel", Cancel);
        Post("/v1/refunds", "refund", Refund);
        Get("/v1/refunds/{id}", "refund_query", context => FindRefund(context) is var (payment, refund) ? Results.Json(StripeEvents.RefundOf(payment, refund)) : StripeErrors.Missing());
        routes.MapGet("/pay/{id}", (HttpContext context, string id) => Open(id) is { } payment ? new SandboxPage(context).Card(payment, Brand, Cards, fault: null, Markup.None) : new SandboxPage(context).Gone(Name));
        routes.MapPost("/pay/{id}", PayAsync);
    }

    private IResult Create(HttpContext context, IFormCollection form)
    {
        string Field(string name) => form[name].ToString();
        if (Field("mode") != "payment")
        {
            return StripeErrors.Invalid("mode", "Only payments are simulated.");
        }

        if (!Currency.TryGet(Field("line_items[0][price_data][currency]").ToUpperInvariant(), out var currency) || Field("line_items[0][price_data][currency]").Any(char.IsAsciiLetterUpper))
        {
            return StripeErrors.Invalid("line_items[0][price_data][currency]", "Invalid currency.");
        }

        if (!int.TryParse(Field("line_items[0][price_data][unit_amount]"), NumberStyles.None, CultureInfo.InvariantCulture, out var minor) || minor is < 1 or > 99_999_999 || Field("line_items[0][quantity]") != "1")
        {
            return StripeErrors.Invalid("line_items[0][price_data][unit_amount]", "Invalid amount.");
        }

        if (!Uri.TryCreate(Field("success_url").Replace("{CHECKOUT_SESSION_ID}", "x", StringComparison.Ordinal), UriKind.Absolute, out _))
        {
            return StripeErrors.Invalid("success_url", "Not a valid URL.");
        }

        var payment = new SandboxPayment
        {
            Provider = Name, Reference = "cs_test_" + PaymentBook.NewId(24), Order = Field("client_reference_id"), Amount = new Money(minor, currency), CreatedAt = book.Now,
            Facts =
            {
                ["title"] = Field("line_items[0][price_data][product_data][name]"), ["success"] = Field("success_url"), ["cancel"] = Field("cancel_url"),
                ["manual"] = Field("payment_intent_data[capture_method]") == "manual" ? "1" : "", ["attempt"] = Field("payment_intent_data[metadata][attempt]"),
            },
        };
        book.Add(payment);
        return Results.Json(SessionOf(payment, context, isExpanded: false));
    }

    private IResult Retrieve(HttpContext context)
    {
        if (book.Find(Name, (string)context.Request.RouteValues["id"]!) is not { } payment)
        {
            return StripeErrors.Missing();
        }

        lock (payment.Gate)
        {
            if (payment.Status == SandboxStatus.Open && book.Now - payment.CreatedAt > _life)
            {
                payment.Status = SandboxStatus.Expired;
            }

            return Results.Json(SessionOf(payment, context, isExpanded: context.Request.Query.Any(pair => pair.Key.StartsWith("expand", StringComparison.Ordinal) && pair.Value.ToString().StartsWith("payment_intent", StringComparison.Ordinal))));
        }
    }

    private IResult Expire(HttpContext context, IFormCollection form)
    {
        if (book.Find(Name, (string)context.Request.RouteValues["id"]!) is not { } payment)
        {
            return StripeErrors.Missing();
        }

        lock (payment.Gate)
        {
            if (payment.Status != SandboxStatus.Open)
            {
                return StripeErrors.Invalid("session", "Only Checkout Sessions with a status in [\"open\"] can be expired.");
            }

            payment.Status = SandboxStatus.Expired;
        }

        events.Send(payment, "checkout.session.expired");
        return Results.Json(SessionOf(payment, context, isExpanded: false));
    }

    private IResult Capture(HttpContext context, IFormCollection form)
    {
        if (Intent(context) is not { } payment)
        {
            return StripeErrors.Missing();
        }

        lock (payment.Gate)
        {
            if (payment.Status != SandboxStatus.Authorized)
            {
                return StripeErrors.Of(StatusCodes.Status400BadRequest, "payment_intent_unexpected_state", "This PaymentIntent could not be captured.");
            }

            var amount = form.ContainsKey("amount_to_capture") ? long.TryParse(form["amount_to_capture"], NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : 0 : payment.Amount.Minor;
            if (amount < 1 || amount > payment.Amount.Minor)
            {
                return StripeErrors.Of(StatusCodes.Status400BadRequest, "amount_too_large", "The amount to capture is not within what was authorized.");
            }

            (payment.Status, payment.PaidAt, payment.Taken) = (SandboxStatus.Paid, book.Now, payment.Amount with { Minor = amount });
        }

        events.Send(payment, "payment_intent.succeeded");
        return Results.Json(IntentOf(payment, context));
    }

    private IResult Cancel(HttpContext context, IFormCollection form)
    {
        if (Intent(context) is not { } payment)
        {
            return StripeErrors.Missing();
        }

        lock (payment.Gate)
        {
            if (payment.Status != SandboxStatus.Authorized)
            {
                return StripeErrors.Of(StatusCodes.Status400BadRequest, "payment_intent_unexpected_state", "You cannot cancel this PaymentIntent.");
            }

            payment.Status = SandboxStatus.Cancelled;
        }

        events.Send(payment, "payment_intent.canceled");
        return Results.Json(IntentOf(payment, context));
    }

    private IResult Refund(HttpContext context, IFormCollection form)
    {
        if (book.Find(Name, one => one.TransactionId.Length > 0 && one.TransactionId == form["payment_intent"]) is not { } payment)
        {
            return StripeErrors.Missing();
        }

        SandboxRefund refund;
        lock (payment.Gate)
        {
            var left = payment.Taken - payment.Refunded;
            var minor = form.ContainsKey("amount") ? long.TryParse(form["amount"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0 : left.Minor;
            if (payment.Status != SandboxStatus.Paid || left.IsZero)
            {
                return StripeErrors.Of(StatusCodes.Status400BadRequest, "charge_already_refunded", "Charge has already been refunded.");
            }

            if (minor < 1 || minor > left.Minor)
            {
                return StripeErrors.Of(StatusCodes.Status400BadRequest, "amount_too_large", "Refund amount is greater than unrefunded amount on charge.");
            }

            if (context.Has(FaultKinds.PartialRefused) && minor < payment.Taken.Minor)
            {
                return StripeErrors.Invalid("amount", "Partial refunds are not supported for this payment method.");
            }

            refund = new SandboxRefund("re_" + PaymentBook.NewId(24), form["metadata[refund]"].ToString(), payment.Amount with { Minor = minor }, book.Now, form["reason"].ToString());
            payment.Refunds.Add(refund);
        }

        events.Send(payment, "charge.refunded");
        return Results.Json(StripeEvents.RefundOf(payment, context.Has(FaultKinds.WrongAmount) ? refund with { Amount = refund.Amount with { Minor = refund.Amount.Minor + 100 } } : refund));
    }

    private async Task<IResult> PayAsync(HttpContext context, string id)
    {
        var (page, form) = (new SandboxPage(context), await context.FormAsync());
        if (Open(id) is not { } payment)
        {
            return page.Gone(Name);
        }

        if (form["act"] == "cancel")
        {
            // Nothing ends by it: the shopper could come back to the page.
            return Results.Redirect(payment.Fact("cancel").Replace("{CHECKOUT_SESSION_ID}", payment.Reference, StringComparison.Ordinal));
        }

        var card = form["act"] == "fail" ? Cards.First(one => one.Code == "generic_decline") : TestCard.Of(Cards, form["number"]);
        if (card is null)
        {
            return page.Card(payment, Brand, Cards, "sandbox.page.wrong_card", Markup.None);
        }

        lock (payment.Gate)
        {
            if (payment.Status != SandboxStatus.Open)
            {
                return page.Gone(Name);
            }

            payment.TransactionId = payment.TransactionId.Length > 0 ? payment.TransactionId : "pi_" + PaymentBook.NewId(24);
            payment.Payer = card.Last;
            payment.FailureCode = card.Code;
            if (card.Code.Length == 0)
            {
                (payment.Status, payment.PaidAt, payment.Taken) = payment.Fact("manual").Length > 0 ? (SandboxStatus.Authorized, (DateTimeOffset?)null, Money.Zero(payment.Amount.Currency)) : (SandboxStatus.Paid, book.Now, payment.Amount);
            }
        }

        if (card.Code.Length > 0)
        {
            events.Send(payment, "payment_intent.payment_failed");
            return page.Card(payment, Brand, Cards, "sandbox.page.card_refused", Markup.None);
        }

        events.Send(payment, payment.Status == SandboxStatus.Paid ? "payment_intent.succeeded" : "payment_intent.amount_capturable_updated");
        events.Send(payment, "checkout.session.completed");
        return Results.Redirect(payment.Fact("success").Replace("{CHECKOUT_SESSION_ID}", payment.Reference, StringComparison.Ordinal));
    }

    private static IResult? Refuse(HttpContext context)
    {
        var given = context.Request.Headers.Authorization.ToString();
        return given != "Bearer " + SandboxKeys.StripeKey || context.Has(FaultKinds.TokenExpired) ? StripeErrors.Of(StatusCodes.Status401Unauthorized, "", "Invalid API Key provided.")
            : context.Request.Headers["Stripe-Version"].Count == 0 ? StripeErrors.Invalid("", "The sandbox wants the Stripe-Version header.")
            : context.RefusalCode() is { } code ? StripeErrors.Of(StatusCodes.Status402PaymentRequired, code, "Your card was declined.", "card_error")
            : null;
    }

    private SandboxPayment? Open(string id) => book.Find(Name, id) is { Status: SandboxStatus.Open } payment && book.Now - payment.CreatedAt <= _life ? payment : null;

    private SandboxPayment? Intent(HttpContext context) => (string)context.Request.RouteValues["id"]! is var id ? book.Find(Name, one => one.TransactionId == id) : null;

    private (SandboxPayment Payment, SandboxRefund Refund)? FindRefund(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        return book.Find(Name, one => one.Refunds.Exists(refund => refund.Id == id)) is { } payment ? (payment, payment.Refunds.Find(refund => refund.Id == id)!) : null;
    }

    private JsonObject SessionOf(SandboxPayment payment, HttpContext context, bool isExpanded)
    {
        var session = StripeEvents.SessionOf(payment, context.Has(FaultKinds.WrongAmount), isExpanded);
        session["url"] = $"{address.Public}/stripe/pay/{payment.Reference}";
        session["expires_at"] = (payment.CreatedAt + _life).ToUnixTimeSeconds();
        return session;
    }

    private static JsonObject IntentOf(SandboxPayment payment, HttpContext context) => StripeEvents.IntentOf(payment, context.Has(FaultKinds.WrongAmount));
}
