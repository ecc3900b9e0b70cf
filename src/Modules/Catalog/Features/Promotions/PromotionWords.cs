using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Promotions, and what they do to a basket, in words of the page's language.</summary>
internal static class PromotionWords
{
    /// <summary>The word of a kind, as texts and steps name it.</summary>
    public static string Of(PromotionKind kind) => kind switch
    {
        PromotionKind.PercentOff => "percent_off",
        PromotionKind.AmountOff => "amount_off",
        PromotionKind.FixedPrice => "fixed_price",
        PromotionKind.SetPrice => "set_price",
        PromotionKind.CheapestOff => "cheapest_off",
        PromotionKind.BuyGet => "buy_get",
        PromotionKind.Bundle => "bundle",
        PromotionKind.BasketPercent => "basket_percent",
        PromotionKind.BasketAmount => "basket_amount",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a word."),
    };

    public static string Kind(PromotionKind kind, AdminText text) => text["catalog.promo_kind." + Of(kind)];

    /// <summary>What it gives, in a few words: "3 for ৳100".</summary>
    public static string Says(BenefitRule benefit, AdminText text)
    {
        var says = "catalog.promo_says." + Of(benefit.Kind);
        return benefit.Kind switch
        {
            PromotionKind.PercentOff or PromotionKind.BasketPercent => text[says, Percent(benefit.Percent, text)],
            PromotionKind.AmountOff or PromotionKind.BasketAmount => text[says, Amount(benefit.Amount, text)],
            PromotionKind.FixedPrice => text[says, Amount(benefit.Price, text)],
            PromotionKind.SetPrice => text[says, text.Number(benefit.Count ?? 0), Amount(benefit.Price, text)],
            PromotionKind.CheapestOff => benefit.Percent == 100
                ? text["catalog.promo_says.cheapest_free", text.Number(benefit.Count ?? 0), text.Number((benefit.Count ?? 0) - (benefit.Reduced ?? 0))]
                : text[says, text.Number(benefit.Count ?? 0), text.Number(benefit.Reduced ?? 0), Percent(benefit.Percent, text)],
            PromotionKind.BuyGet => benefit.Price is { } price
                ? text["catalog.promo_says.buy_get_price", text.Number(benefit.Buy ?? 0), text.Number(benefit.Get ?? 0), text.Money(price)]
                : benefit.Percent == 100 ? text["catalog.promo_says.buy_get_free", text.Number(benefit.Buy ?? 0), text.Number(benefit.Get ?? 0)]
                : text[says, text.Number(benefit.Buy ?? 0), text.Number(benefit.Get ?? 0), Percent(benefit.Percent, text)],
            _ => text[says, text.Number(benefit.Parts?.Sum(part => part.Count) ?? 0), Amount(benefit.Price, text)],
        };
    }

    /// <summary>From when to when.</summary>
    public static string Period(TermsRule? terms, AdminText text) => terms switch
    {
        { From: { } from, To: { } to } => text["catalog.promo_page.from_to", text.Day(from), text.Day(to)],
        { From: { } from } => text["catalog.promo_page.from_on", text.Day(from)],
        { To: { } to } => text["catalog.promo_page.until", text.Day(to)],
        _ => text["catalog.promo_page.always"],
    };

    /// <summary>How it stands on a day.</summary>
    public static IHtmlContent Badge(StoredPromotion promotion, DateOnly today, AdminText text) => promotion switch
    {
        { Rule.IsFailure: true } => ListView.Badge(text["catalog.promo_state.unreadable"], "red"),
        { State: PromotionState.Draft } => ListView.Badge(text["catalog.promo_state.draft"], "yellow"),
        { State: PromotionState.Ended } => ListView.Badge(text["catalog.promo_state.ended"], "secondary"),
        _ when promotion.Rule.Value.Terms?.From > today => ListView.Badge(text["catalog.promo_state.planned"], "blue"),
        _ when promotion.Rule.Value.Terms?.To < today => ListView.Badge(text["catalog.promo_state.over"], "secondary"),
        _ => ListView.Badge(text["catalog.promo_state.active"], "green"),
    };

    /// <summary>A step to a price: "Tea week: ৳40.00 → ৳36.00".</summary>
    public static string Step(PromotionPreviewStep step, AdminText text)
    {
        var what = step.Name is { } name ? text.Of(name) : text["catalog.promo_step." + step.Code];
        return step.Before is { } before
            ? text[step.Pieces == 1 ? "catalog.promo_step.one" : "catalog.promo_step.some", what, text.Money(before), text.Money(step.After), text.Number(step.Pieces)]
            : text["catalog.promo_step.first", what, text.Money(step.After)];
    }

    /// <summary>Why a promotion or coupon took nothing off.</summary>
    public static string Refusal(PromotionPreviewRefusal refusal, AdminText text)
    {
        var why = text[
            "catalog.promo_refused." + refusal.Code.Replace('.', '_'),
            refusal.Day is { } day ? text.Day(day) : refusal.MissingSpend is { } spend ? text.Money(spend) : refusal.MissingQuantity is { } quantity ? NumberText.Decimal(quantity, text.Language) : refusal.Better is { } better ? text.Of(better) : ""];
        var whose = refusal.Name is { } name ? text.Of(name) : refusal.Coupon;
        return whose is null ? why : text["catalog.promo_page.refused", whose, why];
    }

    private static string Percent(decimal? percent, AdminText text) => NumberText.Decimal(percent ?? 0, text.Language) + "%";

    private static string Amount(Money? amount, AdminText text) => amount is { } money ? text.Money(money) : "–";
}
