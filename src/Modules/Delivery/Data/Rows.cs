using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Delivery.Data;

// Rows of the tables, as they are written and read: names are those of the columns, money minor units.

[Row("delivery.zone")]
internal sealed record ZoneRow(
    Guid Id, LocalText Name, Guid StoreId, string Country, string Currency, long Fee, string TaxClass, long? FreeFrom, long? MinimumOrder, bool NeedsSlot, bool AllowsCash, bool IsActive, int Position, int Version,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

[Row("delivery.zone_area")]
internal sealed record ZoneAreaRow(string Area, Guid ZoneId);

[Row("delivery.plan")]
internal sealed record PlanRow(
    Guid Id, Guid StoreId, Guid? ZoneId, bool IsPickup, IReadOnlyList<short> Days, TimeOnly Starts, TimeOnly Ends, int Capacity, int ClosesBefore, bool IsActive, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

[Row("delivery.exception")]
internal sealed record ExceptionRow(Guid Id, Guid StoreId, Guid? PlanId, DateOnly Day, int? Capacity, string Note);

[Row("delivery.slot")]
internal sealed record SlotRow(
    Guid Id, Guid StoreId, Guid? ZoneId, bool IsPickup, Guid? PlanId, DateOnly Day, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset ClosesAt, int Capacity, int Taken, bool IsClosed, bool ByHand, int Version);

[Row("delivery.place")]
internal sealed record PlaceRow(string DocumentType, string DocumentId, Guid SlotId, DateTimeOffset TakenAt);
