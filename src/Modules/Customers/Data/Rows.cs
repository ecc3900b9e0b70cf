using Aisle.Kernel;

namespace Aisle.Modules.Customers.Data;

// Rows of the tables, as they are written and read: names are those of the columns.

internal sealed record CustomerRow(
    Guid Id, string Name, string Email, string Language, string Key, string? Phone, string? PhoneHash, bool IsTaxExempt, string TaxNumber, string? OrderBlock, string? CashBlock, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

internal sealed record CustomerGroupRow(Guid Id, string Code, LocalText Name, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

internal sealed record MemberRow(Guid GroupId, Guid CustomerId, DateTimeOffset AddedAt);

internal sealed record NoteRow(Guid Id, Guid CustomerId, string ByName, DateTimeOffset At, string Sealed);

internal sealed record AddressRow(Guid Id, Guid CustomerId, string Label, bool IsDefault, string Sealed, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
