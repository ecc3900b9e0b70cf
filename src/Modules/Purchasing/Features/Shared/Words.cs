using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Purchasing in the words of the pages.</summary>
internal static class BuyWords
{
    public static IHtmlContent State(AdminText text, PurchaseOrderState state) => ListView.Badge(text["purchasing.state." + ChoiceWords.Of(state)], state switch
    {
        PurchaseOrderState.Draft => "secondary",
        PurchaseOrderState.Approved or PurchaseOrderState.Sent => "blue",
        PurchaseOrderState.PartReceived => "yellow",
        PurchaseOrderState.Cancelled => "red",
        _ => "green",
    });

    public static IHtmlContent BillState(AdminText text, BillRecord bill, DateOnly today) =>
        bill.State == "posted" && bill.Owed.IsZero ? ListView.Badge(text["purchasing.bill_state.paid"], "green")
        : bill.State == "posted" && bill.DueOn < today ? ListView.Badge(text["purchasing.bill_state.overdue"], "red")
        : ListView.Badge(text["purchasing.bill_state." + bill.State], bill.State switch { "posted" => "blue", "draft" => "yellow", _ => "secondary" });

    /// <summary>Units as they are read: <c>12 pieces</c>, <c>২.৫ কেজি</c>.</summary>
    public static string Units(AdminText text, decimal units, string unit) => $"{NumberText.Decimal(units, text.Language)} {UnitName(key => text[key], units, unit)}";

    /// <summary>What a unit is called beside a number.</summary>
    public static string UnitName(Func<string, string> text, decimal units, string unit) => text(unit == Unit.Piece.Code && units != 1 ? "purchasing.page.pieces" : "catalog.unit." + unit);

    /// <summary>The stores in which somebody holds a permission.</summary>
    public static IReadOnlyList<ListChoice> Stores(AdminText text, Caller caller, Permission permission, Shop? shop) =>
        [.. (shop?.Stores ?? []).Where(store => caller.MayIn(permission, store.Id)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {text.Of(store.Name)}"))];

    /// <summary>The same for a filter, with all of them first.</summary>
    public static ListFilter StoreFilter(AdminText text, Caller caller, Permission permission, Shop? shop, StoreId? chosen) =>
        new("store", text["purchasing.page.store"], [new ListChoice("", text["purchasing.page.any_store"]), .. Stores(text, caller, permission, shop)], chosen?.ToString() ?? "");

    /// <summary>An amount with its sign where it is below zero.</summary>
    public static string Signed(AdminText text, Money amount) => amount.IsNegative ? "−" + text.Money(-amount) : text.Money(amount);

    public static string Number(decimal number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Faults with what the texts cannot say of a code alone: which act does not fit the state of an order.</summary>
    public static IReadOnlyList<Error> Faults(AdminText text, IReadOnlyList<Error> faults) =>
        [.. faults.Select(fault => PurchasingErrors.RefusalOf(fault) is var (state, act) ? fault with { Message = text["purchasing.refused." + ActWord(act), text["purchasing.refused_state." + ChoiceWords.Of(state)]] } : fault)];

    private static string ActWord(OrderAct act) => act is OrderAct.ReceivePart or OrderAct.ReceiveAll ? "receive" : ChoiceWords.Of(act);

    /// <summary>What somebody typed as money; a fault of its field where it cannot be.</summary>
    public static Money Typed(string text, string field, Currency unit, Problems problems) =>
        problems.Take(Money.FromDecimal(Platform.Ui.Admin.Typed.Number(text, field, problems) ?? 0, unit), field);
}
