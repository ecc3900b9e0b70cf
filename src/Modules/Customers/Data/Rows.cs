using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Customers.Data;

// Rows of the tables, as they are written and read: names are those of the columns.

[Row("customers.customer")]
internal sealed record CustomerRow(
    Guid Id, string Name, string Email, string Language, string Key, string? Phone, string? PhoneHash, bool IsTaxExempt, string TaxNumber, string? OrderBlock, string? CashBlock, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

[Row("customers.customer_group")]
internal sealed record CustomerGroupRow(Guid Id, string Code, LocalText Name, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

[Row("customers.member")]
internal sealed record MemberRow(Guid GroupId, Guid CustomerId, DateTimeOffset AddedAt);

[Row("customers.note")]
internal sealed record NoteRow(Guid Id, Guid CustomerId, string ByName, DateTimeOffset At, string Sealed);

[Row("customers.address")]
internal sealed record AddressRow(Guid Id, Guid CustomerId, string Label, bool IsDefault, string Sealed, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
