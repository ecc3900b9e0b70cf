using System.Globalization;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Orders.Features;

/// <summary>Orders in the words of the pages.</summary>
internal static class OrderWords
{
    public static IHtmlContent State(AdminText text, OrderState state) => ListView.Badge(text["orders.state." + ChoiceWords.Of(state)], state switch
    {
        OrderState.Placed or OrderState.AwaitingPayment => "yellow",
        OrderState.Paid or OrderState.Confirmed => "blue",
        OrderState.Picking or OrderState.PartlyPacked or OrderState.Packed => "azure",
        OrderState.OutForDelivery or OrderState.PartlyDelivered => "purple",
        OrderState.Delivered or OrderState.Completed => "green",
        OrderState.Cancelled => "red",
        _ => "secondary",
    });

    public static IHtmlContent Money(AdminText text, MoneyState state) => ListView.Badge(text["orders.money." + ChoiceWords.Of(state)], state switch
    {
        MoneyState.Paid => "green",
        MoneyState.Promised => "blue",
        MoneyState.Unpaid or MoneyState.PartlyPaid => "yellow",
        _ => "secondary",
    });

    /// <summary>A time of delivery: <c>23 Nov 2026, 10:00 – 12:00</c>.</summary>
    public static string Slot(AdminText text, DateTimeOffset? from, DateTimeOffset? to, TimeZoneInfo zone) =>
        from is not { } begin || to is not { } end ? "–" : $"{text.Moment(begin, zone)} – {text.Digits(TimeZoneInfo.ConvertTime(end, zone).ToString("HH:mm", CultureInfo.InvariantCulture))}";

    public static string Quantity(AdminText text, decimal quantity) => text.Digits(quantity.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>A unit as people write it: <c>kg</c>, <c>কেজি</c>.</summary>
    public static string Unit(AdminText text, string code) => text["orders.unit." + code] is var said && said.StartsWith("orders.", StringComparison.Ordinal) ? code : said;

    /// <summary>The stores in which somebody holds a permission, as a filter.</summary>
    public static ListFilter Stores(AdminText text, Caller caller, Permission permission, Shop? shop, StoreId? chosen) => new(
        "store", text["orders.page.store"],
        [new ListChoice("", text["orders.page.any_store"]), .. (shop?.Stores ?? []).Where(store => caller.MayIn(permission, store.Id)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {text.Of(store.Name)}"))], chosen?.ToString() ?? "");

    /// <summary>What was noted of a step; the key of a way to pay by its name, and what the order cost before it was changed.</summary>
    public static string Note(AdminText t, string note) => OrderMethods.All.Contains(note, StringComparer.Ordinal) ? t["orders.method." + note]
        : note.Split(' ') is [var amount, var code] && Currency.TryGet(code, out var currency) && Kernel.Money.Parse(amount, currency).TryGet(out var before) ? t["orders.order_page.was", t.Money(before)]
        : note;
}
