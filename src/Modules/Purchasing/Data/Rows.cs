using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Data;

// Rows of the tables, as they are written and read: names are those of the columns, quantities thousandths, money minor units. What is called
// booked, value or kept is in the currency of the books, all other amounts are in the supplier's.

[Row("purchasing.supplier")]
internal sealed record SupplierRow(
    Guid Id, string Code, string Name, string Contact, string Phone, string Email, string Address, string TaxNumber, int PaymentDays, int LeadDays, string Currency, long MinimumOrder,
    string Status, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

[Row("purchasing.supplier_item")]
internal sealed record ItemRow(
    Guid SupplierId, Guid VariantId, string SupplierCode, Guid? PackId, long PackUnits, long Minimum, string Sku, LocalText Name, string Unit, DateTimeOffset UpdatedAt);

[Row("purchasing.supplier_price")]
internal sealed record PriceRow(Guid SupplierId, Guid VariantId, DateOnly ValidFrom, long Price);

[Row("purchasing.purchase_order")]
internal sealed record OrderRow(
    Guid Id, string Number, Guid SupplierId, Guid StoreId, string State, DateOnly OrderedOn, DateOnly? ExpectedOn, string Note, string Currency, long Total, Guid? AuthorId, string? SentHow, string Content, int Version,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IMade;

[Row("purchasing.order_line")]
internal sealed record OrderLineRow(
    Guid OrderId, int No, Guid VariantId, string Sku, LocalText Name, string Unit, long Quantity, long PackUnits, long Price, long Amount, string? TaxClass, long Received);

[Row("purchasing.order_act")]
internal sealed record OrderActRow(Guid OrderId, int No, string Act, string State, Guid? ByUser, string ByName, DateTimeOffset At, string Note);

[Row("purchasing.receipt")]
internal sealed record ReceiptRow(
    Guid Id, string Number, Guid? OrderId, Guid SupplierId, Guid StoreId, DateOnly BusinessDate, string DeliveryNote, string Note, string Currency, long Amount, decimal Rate, string BookedCurrency, long Value, Guid? ByUser,
    string Content, DateTimeOffset CreatedAt) : IMade;

[Row("purchasing.receipt_line")]
internal sealed record ReceiptLineRow(
    Guid ReceiptId, int No, int? OrderLine, Guid VariantId, string Sku, LocalText Name, string Unit, long Quantity, long Damaged, long Wrong, string? LotCode, DateOnly? ExpiresOn, long PackUnits, long Price, long Amount,
    long Value, long Billed = 0, long BilledAmount = 0, long BilledValue = 0, long CorrectedAmount = 0, long Corrected = 0, Guid? LotId = null)
{
    /// <summary>What is still to be billed of it, at the price that is known now.</summary>
    public long Open() => Amount + CorrectedAmount - BilledAmount;
}

[Row("purchasing.bill")]
internal sealed record BillRow(
    Guid Id, string Number, Guid SupplierId, Guid StoreId, string SupplierNumber, DateOnly BilledOn, DateOnly DueOn, string State, string Currency, long Net, long Vat, long Total, decimal Rate,
    string BookedCurrency, long BookedNet, long BookedVat, long BookedTotal, long BookedSettled, long ReceivedValue, long Paid, long Credited, Guid? AcceptedBy, string? AcceptedMatch, string Note, Guid? AuthorId, string Content, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt) : IMade;

[Row("purchasing.cost")]
internal sealed record CostRow(
    Guid Id, string Number, Guid ReceiptId, Guid StoreId, string Kind, string Spread, Guid? BillId, DateOnly BusinessDate, string Currency, long Amount, long Kept, string Note, Guid? ByUser, string Content, DateTimeOffset CreatedAt) : IMade;

[Row("purchasing.cost_line")]
internal sealed record CostLineRow(Guid CostId, Guid ReceiptId, int ReceiptLine, long Amount, long Kept);

[Row("purchasing.bill_line")]
internal sealed record BillLineRow(Guid BillId, int No, Guid ReceiptId, int ReceiptLine, long Quantity, long Net, long Matched = 0, long Amount = 0, long Value = 0);

[Row("purchasing.payment")]
internal sealed record PaymentRow(
    Guid Id, string Number, Guid SupplierId, Guid StoreId, DateOnly BusinessDate, string Tender, string Currency, long Amount, decimal Rate, string BookedCurrency, long Paid, long Settled,
    string Memo, Guid? ByUser, string Content, DateTimeOffset CreatedAt) : IMade;

[Row("purchasing.supplier_return")]
internal sealed record ReturnRow(
    Guid Id, string Number, Guid SupplierId, Guid StoreId, DateOnly BusinessDate, string Currency, long Agreed, decimal Rate, string BookedCurrency, long Booked, long? Worth,
    string Note, Guid? ByUser, string Content, DateTimeOffset CreatedAt) : IMade;

[Row("purchasing.return_line")]
internal sealed record ReturnLineRow(Guid ReturnId, int No, Guid VariantId, string Sku, LocalText Name, string Unit, long Quantity, string? LotCode, DateOnly? ExpiresOn);

[Row("purchasing.credit")]
internal sealed record CreditRow(
    Guid Id, string Number, Guid SupplierId, Guid StoreId, Guid? ReturnId, string SupplierNumber, DateOnly BusinessDate, string Currency, long Net, long Vat, long Total, long Used, decimal Rate,
    string BookedCurrency, long BookedNet, long BookedVat, long BookedTotal, long BookedUsed, Guid? ByUser, string Content, DateTimeOffset CreatedAt) : IMade;
