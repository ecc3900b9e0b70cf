using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Sandbox.Pages;

/// <summary>The pages of the simulators in the language of their address: plain HTML, styled by one file of ours, no script.</summary>
internal sealed class SandboxPage(HttpContext context)
{
    private readonly string _language = PageLanguage.LanguageOf(context);
    private readonly Texts _texts = context.RequestServices.GetRequiredService<Texts>();

    /// <summary>A text of the sandbox.</summary>
    public string T(string key, params object[] arguments) => _texts.In(_language, key, arguments);

    public string Money(Kernel.Money money) => MoneyText.Of(money, _language);

    /// <summary>An address of the sandbox in the language of the page.</summary>
    public string Path(string path) => PageLanguage.PrefixOf(context) + Sandbox.Root + path;

    /// <summary>A whole page.</summary>
    /// <param name="look">Whose colours it has: a provider, or <c>control</c>.</param>
    /// <param name="title">Its title.</param>
    /// <param name="body">What stands in its main part.</param>
    /// <param name="status">HTTP status.</param>
    public IResult Show(string look, string title, Markup body, int status = StatusCodes.Status200OK)
    {
        var other = _language == "bn" ? "en" : "bn";
        var address = context.Request.Path + context.Request.QueryString;
        // What was posted to has no address to go to in another language.
        var links = HttpMethods.IsGet(context.Request.Method)
            ? Of($"<a class=\"language\" lang=\"{other}\" hreflang=\"{other}\" href=\"{(other == "bn" ? "/bn" : "")}{address}\">{(other == "bn" ? "বাংলা" : "English")}</a>") : Markup.None;
        var page = Of($"""
            <!doctype html>
            <html lang="{_language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{title} · {T("sandbox.page.sandbox")}</title>
            <link rel="stylesheet" href="{Sandbox.Root}/style.css">
            <link rel="icon" href="data:,">
            </head>
            <body class="{look}">
            <header><p class="warning" role="note"><strong>{T("sandbox.page.sandbox")}</strong> {T("sandbox.page.no_money")}</p>{links}</header>
            <main>
            {body}
            </main>
            </body>
            </html>
            """);
        return Results.Text(page.Text, "text/html; charset=utf-8", statusCode: status);
    }

    /// <summary>A page that says why there is nothing to pay.</summary>
    public IResult Gone(string look) => Show(look, T("sandbox.page.gone"), Of($"<div class=\"card\"><h1>{T("sandbox.page.gone")}</h1><p>{T("sandbox.page.gone_more")}</p></div>"), StatusCodes.Status404NotFound);

    /// <summary>The page of a wallet: number, one-time code and PIN.</summary>
    public IResult Wallet(SandboxPayment payment, string brand, string? fault) => Show(payment.Provider, brand, Of($"""
        <div class="card">
        <h1>{brand}</h1>
        {Sum(payment)}
        {FaultOf(fault)}
        <form method="post">
        <label for="wallet">{T("sandbox.page.wallet")}</label><input id="wallet" name="wallet" type="tel" inputmode="numeric" autocomplete="off" value="{WalletRules.Good}" required>
        <label for="otp">{T("sandbox.page.otp")}</label><input id="otp" name="otp" inputmode="numeric" autocomplete="off" required>
        <label for="pin">{T("sandbox.page.pin")}</label><input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="off" required>
        {Buttons()}
        </form>
        <details open><summary>{T("sandbox.page.values")}</summary>
        <dl><dt>{T("sandbox.page.otp")}</dt><dd><code>{WalletRules.Otp}</code></dd><dt>{T("sandbox.page.pin")}</dt><dd><code>{WalletRules.Pin}</code></dd>
        <dt>{T("sandbox.page.insufficient")}</dt><dd><code>{WalletRules.Poor}</code></dd></dl></details>
        </div>
        """));

    /// <summary>The page of a card.</summary>
    /// <param name="payment">What is paid.</param>
    /// <param name="brand">Whose page it is.</param>
    /// <param name="cards">The numbers that are taken, and what each does.</param>
    /// <param name="fault">What was wrong with what was typed; null where nothing was.</param>
    /// <param name="more">More buttons.</param>
    public IResult Card(SandboxPayment payment, string brand, IReadOnlyList<TestCard> cards, string? fault, Markup more) => Show(payment.Provider, brand, Of($"""
        <div class="card">
        <h1>{brand}</h1>
        {Sum(payment)}
        {FaultOf(fault)}
        <form method="post">
        <label for="number">{T("sandbox.page.number")}</label><input id="number" name="number" inputmode="numeric" autocomplete="off" value="{cards[0].Number}" required>
        <div class="pair"><div><label for="expiry">{T("sandbox.page.expiry")}</label><input id="expiry" name="expiry" inputmode="numeric" autocomplete="off" value="12/40" required></div>
        <div><label for="cvc">{T("sandbox.page.cvc")}</label><input id="cvc" name="cvc" inputmode="numeric" autocomplete="off" value="123" required></div></div>
        {Buttons()}
        {more}
        </form>
        <details open><summary>{T("sandbox.page.values")}</summary>
        <dl>{cards.Select(card => Of($"<dt>{T(card.TextKey)}</dt><dd><code>{card.Number}</code></dd>"))}</dl></details>
        </div>
        """));

    public static Markup Of(ref MarkupBuilder builder) => Markup.Of(ref builder);

    private Markup Sum(SandboxPayment payment) => Of($"<dl class=\"sum\"><dt>{T("sandbox.page.order")}</dt><dd>{payment.Fact("title")}</dd><dt>{T("sandbox.page.amount")}</dt><dd class=\"amount\">{Money(payment.Amount)}</dd></dl>");

    private Markup Buttons() => Of($"""
        <div class="buttons"><button name="act" value="pay">{T("sandbox.page.pay")}</button>
        <button name="act" value="fail" class="plain" formnovalidate>{T("sandbox.page.fail")}</button>
        <button name="act" value="cancel" class="plain" formnovalidate>{T("sandbox.page.cancel")}</button></div>
        """);

    private Markup FaultOf(string? fault) => fault is null ? Markup.None : Of($"<p class=\"fault\" role=\"alert\">{T(fault)}</p>");
}

/// <summary>A card number that a simulator takes. All of them are published for tests and belong to nobody.</summary>
/// <param name="Number">The number.</param>
/// <param name="TextKey">What it does, in words.</param>
/// <param name="Code">The provider's code of its refusal; empty where it pays.</param>
internal sealed record TestCard(string Number, string TextKey, string Code)
{
    /// <summary>The card of a typed number, however it was grouped; null where it is no test number.</summary>
    public static TestCard? Of(IReadOnlyList<TestCard> cards, string? typed)
    {
        var digits = new string([.. (typed ?? "").Where(char.IsAsciiDigit)]);
        return cards.FirstOrDefault(card => card.Number.Replace(" ", "", StringComparison.Ordinal) == digits);
    }

    public string Last => Number[^4..];
}

/// <summary>What the wallets of bKash's and Nagad's simulators take.</summary>
internal static class WalletRules
{
    /// <summary>A wallet with money in it.</summary>
    public const string Good = "01770618575";

    /// <summary>A wallet without.</summary>
    public const string Poor = "01823074817";

    public const string Otp = "123456";
    public const string Pin = "12121";
    public const int MostTries = 3;

    /// <summary>What is wrong with what was typed, as a text's key; null where nothing is.</summary>
    public static string? Fault(string? wallet, string? otp, string? pin) =>
        wallet is not { Length: 11 } || !wallet.StartsWith("01", StringComparison.Ordinal) || !wallet.All(char.IsAsciiDigit) ? "sandbox.page.wrong_wallet"
        : otp != Otp ? "sandbox.page.wrong_otp"
        : pin != Pin ? "sandbox.page.wrong_pin"
        : null;
}
