using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A row of a form as it was typed.</summary>
internal sealed record TypedRow(string Code = "", string Quantity = "", string Cost = "", string Serials = "", string Heap = "", string LotCode = "", string Expires = "")
{
    /// <summary>How much: what was typed, or as many as serial numbers were scanned.</summary>
    public string Amount(Problems problems, string field) => Quantity.Length > 0 || Serials.Length == 0 ? Quantity
        : (Domain.Serials.Read(Domain.Serials.Split(Serials), field, problems)?.Count ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Adjustments, transfers and counts in the words of the pages.</summary>
internal static class ActWords
{
    /// <summary>Most rows of a form.</summary>
    private const int MostRows = 200;
    private const long One = 1_000;

    public static string Reason(AdminText text, string reason) => text["inventory.reason." + reason];

    public static IHtmlContent State(AdminText text, AdjustmentState state) => ListView.Badge(text["inventory.adjustment_state." + ChoiceWords.Of(state)], state switch { AdjustmentState.Posted => "green", AdjustmentState.Waiting => "yellow", _ => "secondary" });

    public static IHtmlContent State(AdminText text, TransferState state) => ListView.Badge(text["inventory.transfer_state." + ChoiceWords.Of(state)], state switch { TransferState.Closed => "green", TransferState.Sent => "blue", TransferState.Draft => "yellow", _ => "secondary" });

    public static IHtmlContent State(AdminText text, CountState state) => ListView.Badge(text["inventory.count_state." + ChoiceWords.Of(state)], state switch { CountState.Posted => "green", CountState.Open => "blue", CountState.Waiting => "yellow", _ => "secondary" });

    public static string Quantity(AdminText text, Quantity quantity) =>
        $"{text.Digits(quantity.ToValueString()).Replace('-', '−')} {text[quantity.Unit == Unit.Piece && Math.Abs(quantity.Thousandths) != One ? "inventory.page.pieces" : "catalog.unit." + quantity.Unit.Code]}";

    /// <summary>What a code stands for, and what a number beside it counts: <c>Noodles (pc)</c>, or <c>Noodles (1 case = 12 pc)</c>.</summary>
    public static string CountedIn(AdminText text, Item item, CatalogPack? pack) => StockLines.IsCountedIn(pack)
        ? $"{text.Of(item.Name)} (1 {text["catalog.unit." + pack!.Unit]} = {Quantity(text, new Quantity(pack.Thousandths, item.Unit))})" : $"{text.Of(item.Name)} ({text["catalog.unit." + item.Unit.Code]})";

    /// <summary>Goods by lot, last day and place, with how much of them lies there.</summary>
    public static string Heap(AdminText text, PlaceStock heap)
    {
        var place = heap.Kind == LocationKind.Bin ? heap.Code : text["inventory.place." + ChoiceWords.Of(heap.Kind)];
        string?[] words =
        [
            heap.Lot?.Code ?? text["inventory.acts.no_lot"], heap.Lot?.ExpiresOn is { } last ? text.Day(last) : null,
            heap.Lot is { State: not LotState.Good } lot ? text["inventory.lot_state." + ChoiceWords.Of(lot.State)] : null, place,
        ];
        return $"{string.Join(", ", words.OfType<string>())} ({Quantity(text, heap.OnHand)})";
    }

    /// <summary>A place as people call it: a bin by its code, the floor and the quarantine that each store has by their names.</summary>
    public static string Place(AdminText text, string code) => code switch
    {
        "FLOOR" => text["inventory.place.floor"],
        "QUARANTINE" => text["inventory.place.quarantine"],
        _ => code,
    };

    /// <summary>A lot by its code and last day, which together tell it from all others; nothing where there is none.</summary>
    public static string Lot(AdminText text, PaperLot? lot) => lot is null ? "" : lot.ExpiresOn is { } last ? $"{lot.Code}, {text.Day(last)}" : lot.Code;

    public static string Store(AdminText text, Shop? shop, StoreId id) => shop?.Stores.FirstOrDefault(store => store.Id == id) is { } found ? $"{found.Code} {text.Of(found.Name)}" : id.ToString();

    /// <summary>The stores in which somebody may do something.</summary>
    public static IReadOnlyList<ListChoice> Stores(AdminText text, Shop? shop, Func<StoreRecord, bool> isFor) =>
        [.. (shop?.Stores ?? []).Where(isFor).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {text.Of(store.Name)}"))];

    /// <summary>A filter of the stores that somebody sees.</summary>
    public static ListFilter StoreFilter(AdminText text, Shop? shop, Caller caller, StoreId? chosen) =>
        new("store", text["inventory.acts.store"], [new ListChoice("", text["inventory.acts.any_store"]), .. Stores(text, shop, store => caller.MayIn(Permissions.StockRead, store.Id))], chosen?.ToString() ?? "");

    /// <summary>The store that a form begins with: the one that a link names, or the first.</summary>
    public static string Chosen(IReadOnlyList<ListChoice> stores, string? asked) => (stores.FirstOrDefault(store => string.Equals(store.Value, asked, StringComparison.OrdinalIgnoreCase)) ?? stores.FirstOrDefault())?.Value ?? "";

    /// <summary>The row that a form begins with, where a link names its goods.</summary>
    public static IReadOnlyList<TypedRow> FirstRow(string? code) => code is { Length: > 0 and <= Gs1.MostCharacters } ? [new TypedRow(code)] : [];

    /// <summary>The rows of a form that were typed, in their order.</summary>
    public static IReadOnlyList<TypedRow> Rows(HttpRequest request)
    {
        var form = request.Form;
        string Said(int index, string field) => form[$"lines[{index}].{field}"].ToString().Trim();
        return [.. Enumerable.Range(0, MostRows).Where(index => form.ContainsKey($"lines[{index}].code"))
            .Select(index => new TypedRow(Said(index, "code"), Said(index, "quantity"), Said(index, "cost"), Said(index, "serials"), Said(index, "heap"), Said(index, "lotCode"), Said(index, "expiresOn")))
            .Where(row => row.Code.Length + row.Quantity.Length + row.Cost.Length + row.Serials.Length > 0)];
    }
}
