using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Wallets.Features;

/// <summary>Wallets in the words of the pages.</summary>
internal static class WalletWords
{
    public static string Kind(AdminText text, WalletKind kind) => text["wallets.kind." + kind.ToString().ToLowerInvariant()];

    public static string Level(AdminText text, WalletLevel level) => text["wallets.level." + level.ToString().ToLowerInvariant()];

    public static IHtmlContent Status(AdminText text, WalletRecord wallet, CardFacts? card) => card?.Ended is { } ended ? ListView.Badge(text["wallets.status." + ended], "secondary") : wallet.Status switch
    {
        WalletStatus.Active => ListView.Badge(text["wallets.status.active"], "green"),
        WalletStatus.Frozen => ListView.Badge(text["wallets.status.frozen"], "yellow"),
        _ => ListView.Badge(text["wallets.status.closed"], "secondary"),
    };

    /// <summary>Whose it is.</summary>
    public static string Owner(AdminText text, WalletLine line) => line.Card is { } card ? text["wallets.wallets_page.bearer", card.LastFour] : line.Customer ?? "–";

    /// <summary>An amount; points are a number.</summary>
    public static string Amount(AdminText text, Money money) => money.Currency == Currency.Points ? text.Number(money.Minor) : text.Money(money);

    public static IReadOnlyList<ListChoice> Tenders(AdminText text) => [.. MoveMoney.Tenders.Select(tender => new ListChoice(tender, text["wallets.tender." + tender]))];

    /// <summary>What somebody typed as money; a fault of its field where it cannot be.</summary>
    public static Money Typed(string? text, string field, Currency unit, Problems problems)
    {
        problems.Require(!string.IsNullOrWhiteSpace(text), "text.required", "A value is needed.", field);
        var number = Platform.Ui.Admin.Typed.Number(text ?? "", field, problems) ?? 0;
        return problems.Take(Money.FromDecimal(number, unit), field);
    }
}
