using Aisle.Kernel;

namespace Aisle.Modules.Inventory.Domain;

/// <summary>What can be wrong with what is asked of the stock. The README lists the codes.</summary>
internal static class InventoryErrors
{
    public static Error StoreUnknown { get; } = Error.Validation("inventory.store_unknown", "There is no such store.", "store");

    public static Error StoreClosed { get; } = Error.Conflict("inventory.store_closed", "The store of this document is closed; open it again first.");

    public static Error ReservationUnknown { get; } = Error.NotFound("inventory.reservation_unknown", "There is no such reservation in this store.");

    public static Error ReservationEnded { get; } = Error.Conflict("inventory.reservation_ended", "The reservation has ended already.");

    public static Error Contradiction { get; } = new("inventory.contradiction", "There is something of this id with other content.", ErrorKind.Contradiction, "id");

    public static Error LocationUnknown { get; } = Error.Validation("inventory.location_unknown", "There is no such open place in this store.");

    public static Error LotUnknown { get; } = Error.Validation("inventory.lot_unknown", "This product has no such lot.");

    /// <summary>A code that several lots have, and no last day that says which: to guess could count or sell what was recalled.</summary>
    public static Error LotAmbiguous(IEnumerable<DateOnly?> lastDays) => Error.Validation(
        "inventory.lot_ambiguous", $"Several lots of this product have this code; say the last day of the one that is meant: {string.Join(", ", lastDays.Select(day => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "none"))}.");

    public static Error ItemUnknown { get; } = Error.Validation("inventory.item_unknown", "There is no such product.");

    /// <summary>The item, lot or place in the address is not there.</summary>
    public static Error NoItem { get; } = Error.NotFound("inventory.item_unknown", "There is no such product.");

    public static Error NoLot { get; } = Error.NotFound("inventory.lot_unknown", "There is no such lot.");

    public static Error NoSerial { get; } = Error.NotFound("inventory.serial_unknown", "There is no such serial number.");

    public static Error NoLocation { get; } = Error.NotFound("inventory.location_unknown", "There is no such open place.");

    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);

    public static Error NoTradeItem { get; } = Error.Validation("gs1.no_item", "The code does not say which product it is: (01) is missing.");

    public static Error ItemArchived { get; } = Error.Conflict("inventory.item_archived", "The product is archived: what is left of it can go, and no more comes in.");

    public static Error Short { get; } = Error.Conflict("inventory.short", "There is not enough of it.");

    public static Error AdjustmentUnknown { get; } = Error.NotFound("inventory.adjustment_unknown", "There is no such adjustment.");

    public static Error AdjustmentState { get; } = Error.Conflict("inventory.adjustment_state", "The adjustment does not wait for anybody.");

    public static Error TransferUnknown { get; } = Error.NotFound("inventory.transfer_unknown", "There is no such transfer.");

    public static Error TransferState { get; } = Error.Conflict("inventory.transfer_state", "The transfer does not stand so that this can be done.");

    public static Error CountUnknown { get; } = Error.NotFound("inventory.count_unknown", "There is no such count.");

    public static Error CountState { get; } = Error.Conflict("inventory.count_state", "The count does not stand so that this can be done.");

    /// <summary>What the database refused, where the caller knows it: the hint names variants, or lines from 1.</summary>
    public static Error[] Refused(string code, string? hint, Func<Guid, string?> place)
    {
        var error = code switch
        {
            "inventory.short" => Short,
            "inventory.reserved" => Error.Conflict(code, "What is there is promised to others."),
            "inventory.item_unknown" => ItemUnknown,
            "inventory.item_archived" => ItemArchived,
            "inventory.lot_needed" => Error.Validation(code, "This product is kept by lots; say which."),
            "inventory.location_unknown" => LocationUnknown,
            "inventory.lot_unknown" => LotUnknown,
            "inventory.location_unsellable" => Error.Conflict(code, "What lies in quarantine is not sold."),
            "inventory.move_place" => Error.Validation(code, "Goods are moved to another place."),
            "inventory.serial_needed" => Error.Validation(code, "This product is kept by serial numbers; say that of each piece."),
            "inventory.serial_untracked" => Error.Validation(code, "This product is not kept by serial numbers."),
            "inventory.serial_unknown" => Error.Conflict(code, "A piece of this serial number is not there."),
            "inventory.serial_there" => Error.Conflict(code, "A piece of this serial number is in stock already."),
            "inventory.serial_held" => Error.Conflict(code, "The piece of this serial number lies in quarantine and is not sold."),
            "inventory.lot_unsellable" => Error.Conflict(code, "The lot has expired, or is held or recalled."),
            "inventory.reservation_unknown" => ReservationUnknown,
            "inventory.reservation_ended" => ReservationEnded,
            "inventory.contradiction" => Contradiction,
            _ => Error.Conflict(code, "The stock cannot be changed so."),
        };
        var fields = (hint ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Guid.TryParse(word, out var id) ? place(id) : int.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out var line) ? $"lines[{line - 1}]" : null).OfType<string>().ToList();
        return fields.Count == 0 ? [error] : [.. fields.Select(field => error with { Field = field })];
    }
}
