using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A row of a file of opening stock, as far as it can be understood by itself.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Store">In which store; null where that is not known, or is not the caller's.</param>
/// <param name="Field">The column that names the item: <c>barcode</c> or <c>sku</c>.</param>
/// <param name="Code">What it says.</param>
/// <param name="Number">How much, as it is written.</param>
/// <param name="Unit">In which unit, or null for the item's, or that of the pack whose barcode it is.</param>
/// <param name="Cost">What one of that unit cost, or null.</param>
/// <param name="Value">What all of it is worth, or null.</param>
/// <param name="Lot">Code of the lot, or empty.</param>
/// <param name="ExpiresOn">The last day on which it may be sold, or null.</param>
/// <param name="Place">Code of the place, or empty for the floor.</param>
/// <param name="Sku">The SKU that stands beside a barcode, which is of the same product; else empty.</param>
/// <param name="Faults">What is wrong with it by itself.</param>
internal sealed record OpeningRow(
    long Line, StoreRecord? Store, string Field, string Code, string Number, Unit? Unit, decimal? Cost, Money? Value, string Lot, DateOnly? ExpiresOn, string Place, string Sku, IReadOnlyList<Error> Faults)
{
    /// <summary>The fault of a row of a store in which the caller may not do this.</summary>
    public const string Elsewhere = "access.forbidden";

    private const int LongestLot = 20;

    /// <summary>The columns there may be.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["store", "sku", "barcode", "quantity", "unit", "unit_cost", "value", "lot", "expires_on", "place"];

    /// <summary>Those that must be there.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["store", "sku|barcode", "quantity", "unit_cost|value"];

    /// <summary>Whether something is wrong with a column of it by itself.</summary>
    public bool IsFaulty(string field) => Faults.Any(fault => string.Equals(fault.Field, field, StringComparison.Ordinal));

    /// <summary>Reads a row, with all that is wrong with it by itself.</summary>
    public static OpeningRow Read(CsvRow row, IReadOnlyList<string> header, Shop shop, Func<StoreId, bool> may)
    {
        var cells = header.Zip(row.Fields, (name, text) => (name, text: text.Trim())).ToDictionary(cell => cell.name, cell => cell.text, StringComparer.Ordinal);
        string Cell(string name) => cells.GetValueOrDefault(name, "");
        var problems = new Problems();
        var store = shop.Stores.FirstOrDefault(one => string.Equals(one.Code, Cell("store"), StringComparison.OrdinalIgnoreCase));
        problems.Require(store is not null, "inventory.store_unknown", "There is no such store.", "store");
        if (!problems.Require(store is null || may(store.Id), Elsewhere, "You may not take stock into this store.", "store"))
        {
            store = null;
        }

        var field = Cell("barcode").Length > 0 ? "barcode" : "sku";
        problems.Require(Cell(field).Length is > 0 and <= 64, "row.required", "A SKU or a barcode is needed.", "sku");
        problems.Require(Cell("quantity").Length > 0, "row.required", "A value is needed.", "quantity");
        var unit = UnitOf(Cell("unit"), problems);
        var value = Cell("value") is { Length: > 0 } text ? problems.Take(Money.Parse(text, Currency.Get(shop.Currency)), "value") : (Money?)null;
        problems.Require(value is not { IsNegative: true }, "inventory.value_sign", "Goods are worth nothing or more.", "value");
        var cost = CostOf(Cell("unit_cost"), problems);
        problems.Require(Cell("unit_cost").Length == 0 != (Cell("value").Length == 0), "inventory.opening_cost", "Say what one unit cost, or what all of it is worth: one of the two.", "unit_cost");
        var lot = Cell("lot");
        problems.Require(lot.Length <= LongestLot && lot.All(letter => letter is >= '!' and <= 'z'), "inventory.lot_code", "A lot's code is 1 to 20 letters, digits and signs (GS1 AI 10).", "lot");
        var expires = DayOf(Cell("expires_on"), problems);
        problems.Require(expires is null || lot.Length > 0, "inventory.lot_needed", "What expires is of a lot; say which.", "lot");
        return new OpeningRow(row.Line, store, field, Cell(field), Cell("quantity"), unit, cost, value, lot, expires, Cell("place").ToUpperInvariant(), field == "barcode" ? Cell("sku") : "", [.. problems.Errors]);
    }

    private static Unit? UnitOf(string text, Problems problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        problems.Require(Kernel.Unit.TryGet(text.ToLowerInvariant(), out var unit), "inventory.unit_unknown", $"A unit is one of: {string.Join(", ", Kernel.Unit.All.Select(one => one.Code))}.", "unit");
        return unit;
    }

    private static decimal? CostOf(string text, Problems problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var fits = decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost);
        problems.Require(fits, "money.format", "An amount is digits with an optional decimal point, such as 12.50.", "unit_cost");
        problems.Require(cost >= 0, "inventory.value_sign", "Goods are worth nothing or more.", "unit_cost");
        return cost;
    }

    private static DateOnly? DayOf(string text, Problems problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var fits = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1999 and < 2200;
        problems.Require(fits, "inventory.lot_dates", "A day is written as 2026-12-31.", "expires_on");
        return fits ? day : null;
    }
}

/// <summary>A row that is understood whole.</summary>
/// <param name="Row">As it was read.</param>
/// <param name="Store">In which store.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Quantity">Thousandths of the item's unit.</param>
/// <param name="Value">What it is worth, in minor units.</param>
/// <param name="Place">Where, or null for the floor.</param>
internal sealed record OpeningLine(OpeningRow Row, StoreId Store, VariantId Variant, long Quantity, long Value, LocationId? Place);
