using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A supplier.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">Short code that people say.</param>
/// <param name="Name">Name.</param>
/// <param name="Contact">Who is asked for there.</param>
/// <param name="Phone">Telephone.</param>
/// <param name="Email">Where orders are sent, or empty.</param>
/// <param name="Address">Address, on several lines.</param>
/// <param name="TaxNumber">Tax registration number.</param>
/// <param name="PaymentDays">Days until a bill is due.</param>
/// <param name="LeadDays">Days from order to delivery.</param>
/// <param name="Currency">What they are ordered from, bill and are paid in: an ISO 4217 code.</param>
/// <param name="MinimumOrder">Least amount of an order.</param>
/// <param name="IsArchived">Whether nothing is bought there any more.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record SupplierRecord(
    SupplierId Id, string Code, string Name, string Contact, string Phone, string Email, string Address, string TaxNumber, int PaymentDays, int LeadDays, string Currency, Money MinimumOrder, bool IsArchived, int Version)
{
    public static SupplierRecord Of(SupplierRow row) => new(
        SupplierId.From(row.Id), row.Code, row.Name, row.Contact, row.Phone, row.Email, row.Address, row.TaxNumber, row.PaymentDays, row.LeadDays, row.Currency, new Money(row.MinimumOrder, Kernel.Currency.Get(row.Currency)),
        row.Status == "archived", row.Version);
}

/// <summary>Something a supplier sells.</summary>
/// <param name="VariantId">What.</param>
/// <param name="Sku">Its code here.</param>
/// <param name="Name">Its name.</param>
/// <param name="SupplierCode">Its code there.</param>
/// <param name="PackId">The pack of the catalogue that it comes in, or absent.</param>
/// <param name="PackUnits">How many units are in a pack.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Minimum">Fewest packs of an order.</param>
/// <param name="Price">What a pack costs today; absent where no price holds yet.</param>
/// <param name="Prices">All prices, the newest first.</param>
internal sealed record SupplierItemRecord(
    VariantId VariantId, string Sku, LocalText Name, string SupplierCode, PackId? PackId, decimal PackUnits, string Unit, decimal Minimum, Money? Price, IReadOnlyList<DatedPrice> Prices);

/// <summary>A price from a day on.</summary>
/// <param name="From">First day.</param>
/// <param name="Price">Of a pack.</param>
internal sealed record DatedPrice(DateOnly From, Money Price);

/// <summary>A line of an order.</summary>
/// <param name="No">Which.</param>
/// <param name="VariantId">Of what.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Packs">How many packs.</param>
/// <param name="PackUnits">Units in a pack.</param>
/// <param name="Quantity">Units in all.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Price">Of a pack, without tax.</param>
/// <param name="Amount">Of the line, without tax.</param>
/// <param name="TaxClass">Class of tax, or absent.</param>
/// <param name="Received">Units that have come.</param>
internal sealed record OrderLineRecord(
    int No, VariantId VariantId, string Sku, LocalText Name, decimal Packs, decimal PackUnits, decimal Quantity, string Unit, Money Price, Money Amount, string? TaxClass, decimal Received);

/// <summary>Something that was done to an order.</summary>
/// <param name="Act">What.</param>
/// <param name="State">The state after it.</param>
/// <param name="By">By whom.</param>
/// <param name="At">When.</param>
/// <param name="Note">What was said of it.</param>
internal sealed record OrderActRecord(string Act, string State, string By, DateTimeOffset At, string Note);

/// <summary>A purchase order of a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people say.</param>
/// <param name="SupplierId">From whom.</param>
/// <param name="Supplier">What they are called.</param>
/// <param name="StoreId">For which store.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="OrderedOn">Its day.</param>
/// <param name="ExpectedOn">When the goods are expected, or absent.</param>
/// <param name="Total">All lines, without tax.</param>
/// <param name="SentHow"><c>mail</c> or <c>hand</c>, or absent while it is not sent.</param>
/// <param name="Note">What is said on it.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record PurchaseOrderRecord(
    PurchaseOrderId Id, string Number, SupplierId SupplierId, string Supplier, StoreId StoreId, PurchaseOrderState State, DateOnly OrderedOn, DateOnly? ExpectedOn, Money Total, string? SentHow, string Note, DateTimeOffset CreatedAt, int Version);

/// <summary>A purchase order with all that belongs to it.</summary>
/// <param name="Order">The order.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Acts">What was done to it, the oldest first.</param>
/// <param name="Receipts">What came for it.</param>
internal sealed record OrderDetail(PurchaseOrderRecord Order, IReadOnlyList<OrderLineRecord> Lines, IReadOnlyList<OrderActRecord> Acts, IReadOnlyList<ReceiptName> Receipts);

/// <summary>A receipt by its name.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number.</param>
internal sealed record ReceiptName(GoodsReceiptId Id, string Number);

/// <summary>A receipt of goods of a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people say.</param>
/// <param name="OrderId">For which order, or absent.</param>
/// <param name="SupplierId">From whom.</param>
/// <param name="Supplier">What they are called.</param>
/// <param name="StoreId">In which store.</param>
/// <param name="Date">Business date.</param>
/// <param name="DeliveryNote">The supplier's number of the delivery, or empty.</param>
/// <param name="Value">What was taken in is worth in stock, in the currency of the books.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Amount">What it costs in the supplier's currency; absent where that is the same.</param>
/// <param name="Rate">What one of the supplier's currency was worth in that of the books, or absent.</param>
internal sealed record ReceiptRecord(
    GoodsReceiptId Id, string Number, PurchaseOrderId? OrderId, SupplierId SupplierId, string Supplier, StoreId StoreId, DateOnly Date, string DeliveryNote, Money Value, DateTimeOffset CreatedAt, Money? Amount = null, string? Rate = null);

/// <summary>A line of a receipt.</summary>
/// <param name="No">Which.</param>
/// <param name="OrderLine">Of which line of the order, or absent.</param>
/// <param name="VariantId">Of what.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Quantity">Units taken in.</param>
/// <param name="Damaged">Units refused as damaged.</param>
/// <param name="Wrong">Units refused as something else.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Lot">Code of the lot, or absent.</param>
/// <param name="ExpiresOn">Last day of sale, or absent.</param>
/// <param name="PackUnits">Units in a pack.</param>
/// <param name="Price">Of a pack, in the supplier's currency.</param>
/// <param name="Value">What was taken in is worth, with what its price was corrected by, in the currency of the books.</param>
/// <param name="Billed">Units that were billed.</param>
/// <param name="Open">What is still to be billed, in the supplier's currency.</param>
/// <param name="Amount">What was taken in costs, with what its price was corrected by, in the supplier's currency; absent where that is the same.</param>
internal sealed record ReceiptLineRecord(
    int No, int? OrderLine, VariantId VariantId, string Sku, LocalText Name, decimal Quantity, decimal Damaged, decimal Wrong, string Unit, string? Lot, DateOnly? ExpiresOn, decimal PackUnits, Money Price, Money Value, decimal Billed,
    Money Open, Money? Amount = null);

/// <summary>A receipt with its lines.</summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Warnings">What somebody should look at again: a lot that was recalled, or whose code other lots have, as when a date was misread.</param>
internal sealed record ReceiptDetail(ReceiptRecord Receipt, IReadOnlyList<ReceiptLineRecord> Lines, IReadOnlyList<ReceiptWarning> Warnings);

/// <summary>What is not wrong by itself.</summary>
/// <param name="Code"><c>receipt.lot_recalled</c> or <c>receipt.lot_same_code</c>.</param>
/// <param name="Field">Where, as <c>lines[0].lot</c>.</param>
/// <param name="Message">What, in English.</param>
/// <param name="Lot">Code of the lot that came.</param>
/// <param name="Others">The other lots of this code; none where it is not about them.</param>
internal sealed record ReceiptWarning(string Code, string Field, string Message, string Lot, IReadOnlyList<OtherLot> Others);

/// <summary>Another lot of a code.</summary>
/// <param name="Id">Id.</param>
/// <param name="Code">As it is printed.</param>
/// <param name="ExpiresOn">Last day of sale, or absent.</param>
internal sealed record OtherLot(LotId Id, string Code, DateOnly? ExpiresOn);

/// <summary>A supplier's bill of a list.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Our number.</param>
/// <param name="SupplierNumber">The number on the supplier's paper.</param>
/// <param name="SupplierId">Whose.</param>
/// <param name="Supplier">What they are called.</param>
/// <param name="StoreId">For which store.</param>
/// <param name="State"><c>draft</c>, <c>posted</c> or <c>cancelled</c>.</param>
/// <param name="BilledOn">Day of the bill.</param>
/// <param name="DueOn">Until when it is to be paid.</param>
/// <param name="Net">Without VAT.</param>
/// <param name="Vat">VAT.</param>
/// <param name="Total">All of it.</param>
/// <param name="Owed">What is still to be paid of it.</param>
/// <param name="Version">Version.</param>
/// <param name="Rate">What one of the bill's currency is worth in that of the books; absent where they are the same, as all that follows.</param>
/// <param name="BookedNet">What it is in the books without VAT.</param>
/// <param name="BookedVat">Its VAT there.</param>
/// <param name="BookedTotal">All of it there.</param>
/// <param name="BookedOwed">What is still owed of it there.</param>
internal sealed record BillRecord(
    SupplierBillId Id, string Number, string SupplierNumber, SupplierId SupplierId, string Supplier, StoreId StoreId, string State, DateOnly BilledOn, DateOnly DueOn, Money Net, Money Vat, Money Total, Money Owed, int Version,
    string? Rate = null, Money? BookedNet = null, Money? BookedVat = null, Money? BookedTotal = null, Money? BookedOwed = null);

/// <summary>A line of a bill beside what was ordered and what came.</summary>
/// <param name="No">Which.</param>
/// <param name="ReceiptId">The receipt it bills.</param>
/// <param name="Receipt">Its number.</param>
/// <param name="ReceiptLine">Which line of it.</param>
/// <param name="Sku">Code of the product.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">The unit.</param>
/// <param name="PackUnits">Units in a pack.</param>
/// <param name="Ordered">Units that were ordered; absent where it came without an order.</param>
/// <param name="OrderedPrice">Price of a pack in the order, or absent.</param>
/// <param name="Received">Units that came and were not billed before.</param>
/// <param name="ReceivedValue">What the billed ones of them were to cost, in the supplier's currency.</param>
/// <param name="Billed">Units that are billed.</param>
/// <param name="Net">What is asked for them.</param>
/// <param name="Difference">What is asked beyond their value.</param>
/// <param name="IsWithin">Whether it is within the tolerance of what came and of the order's price.</param>
/// <param name="OrderedAmount">What is billed at the order's price; absent where it came without an order, or at that price.</param>
/// <param name="Differs">By what it is beyond the tolerance: <c>quantity</c> for more than came, <c>received</c> for another amount than what came was to cost, <c>ordered</c> for another one than the order's price makes.</param>
internal sealed record BillLineRecord(
    int No, GoodsReceiptId ReceiptId, string Receipt, int ReceiptLine, string Sku, LocalText Name, string Unit, decimal PackUnits, decimal? Ordered, Money? OrderedPrice, decimal Received, Money ReceivedValue, decimal Billed, Money Net,
    Money Difference, bool IsWithin, Money? OrderedAmount, IReadOnlyList<string> Differs);

/// <summary>A bill with its lines.</summary>
/// <param name="Bill">The bill.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="IsWithin">Whether all of it is within the tolerance.</param>
/// <param name="IsAccepted">Whether somebody has accepted the differences it has now.</param>
/// <param name="Settled">What payments and credit notes have settled.</param>
/// <param name="PriceDifference">Of a bill that is posted: what it asks beyond the value of the goods it bills that came, and what can be taken into stock, in the currency of the books.</param>
/// <param name="Costs">How that was taken into stock, once it was: one of each receipt.</param>
/// <param name="ExchangeDifference">Of a bill that is posted in another currency: how much more it is in the books because the rate has changed since the goods came; below zero: less.</param>
/// <param name="MostVat">What the VAT of the lines is at the highest rate of tax of its day.</param>
/// <param name="IsVatWithin">Whether its VAT is no more than that and the tolerance.</param>
internal sealed record BillDetail(
    BillRecord Bill, IReadOnlyList<BillLineRecord> Lines, bool IsWithin, bool IsAccepted, IReadOnlyList<SettledRecord> Settled, Money PriceDifference, IReadOnlyList<CostRecord> Costs, Money? ExchangeDifference, Money MostVat, bool IsVatWithin);

/// <summary>What goods cost beyond what was said when they came.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people say.</param>
/// <param name="ReceiptId">Of which receipt.</param>
/// <param name="Kind"><c>freight</c>, <c>duty</c>, <c>clearing</c>, <c>insurance</c>, <c>other</c>, <c>price</c> for a price that was wrong, or <c>bill</c> for what a bill asked more.</param>
/// <param name="Spread">How it was spread over the lines: by <c>value</c>, <c>quantity</c>, or by <c>hand</c>.</param>
/// <param name="BillId">The bill whose difference it is, or absent.</param>
/// <param name="Date">Business date.</param>
/// <param name="Amount">How much; below zero where goods turned out cheaper.</param>
/// <param name="Kept">Of it, what the stock carries now.</param>
/// <param name="Sold">Of it, what became cost of goods sold, because goods were gone already.</param>
/// <param name="Note">What is said of it.</param>
/// <param name="CreatedAt">When it was written.</param>
internal sealed record CostRecord(
    GoodsCostId Id, string Number, GoodsReceiptId ReceiptId, string Kind, string Spread, SupplierBillId? BillId, DateOnly Date, Money Amount, Money Kept, Money Sold, string Note, DateTimeOffset CreatedAt)
{
    public static CostRecord Of(CostRow row)
    {
        var unit = Currency.Get(row.Currency);
        return new CostRecord(
            GoodsCostId.From(row.Id), row.Number, GoodsReceiptId.From(row.ReceiptId), row.Kind, row.Spread, row.BillId is { } bill ? SupplierBillId.From(bill) : null, row.BusinessDate, new Money(row.Amount, unit), new Money(row.Kept, unit),
            new Money(row.Amount - row.Kept, unit), row.Note, row.CreatedAt);
    }
}

/// <summary>What falls to a line of the receipt.</summary>
/// <param name="Line">Which line.</param>
/// <param name="Sku">Code of the product.</param>
/// <param name="Name">Its name.</param>
/// <param name="Amount">How much.</param>
/// <param name="Kept">Of it, what the stock carries now.</param>
/// <param name="Sold">Of it, what became cost of goods sold.</param>
internal sealed record CostLineRecord(int Line, string Sku, LocalText Name, Money Amount, Money Kept, Money Sold);

/// <summary>What goods cost beyond their receipt, with its lines.</summary>
/// <param name="Cost">The cost.</param>
/// <param name="Lines">Lines of the receipt that something falls to.</param>
internal sealed record CostDetail(CostRecord Cost, IReadOnlyList<CostLineRecord> Lines);

/// <summary>All costs of a receipt.</summary>
/// <param name="Items">The oldest first.</param>
internal sealed record CostList(IReadOnlyList<CostDetail> Items);

/// <summary>What a payment or a credit note has settled of a bill.</summary>
/// <param name="Kind"><c>payment</c> or <c>credit</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number.</param>
/// <param name="Amount">How much.</param>
/// <param name="Booked">What that takes off the bill in the books; absent where it is the same.</param>
internal sealed record SettledRecord(string Kind, Guid Id, string Number, Money Amount, Money? Booked = null);

/// <summary>A payment to a supplier.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number.</param>
/// <param name="SupplierId">To whom.</param>
/// <param name="Supplier">What they are called.</param>
/// <param name="StoreId">Of which store.</param>
/// <param name="Date">Business date.</param>
/// <param name="Tender">How.</param>
/// <param name="Amount">How much, in the supplier's currency.</param>
/// <param name="Memo">What is said of it.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Rate">What one of that currency was worth in that of the books; absent where they are the same, as all that follows.</param>
/// <param name="Paid">What it has cost the company.</param>
/// <param name="Settled">What it takes off bills in the books; the rest is an exchange difference.</param>
internal sealed record PaymentRecord(
    SupplierPaymentId Id, string Number, SupplierId SupplierId, string Supplier, StoreId StoreId, DateOnly Date, string Tender, Money Amount, string Memo, DateTimeOffset CreatedAt, string? Rate = null, Money? Paid = null, Money? Settled = null);

/// <summary>Goods that went back to a supplier.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number.</param>
/// <param name="SupplierId">To whom.</param>
/// <param name="Supplier">What they are called.</param>
/// <param name="StoreId">From which store.</param>
/// <param name="Date">Business date.</param>
/// <param name="Agreed">What the supplier gives for them, in the supplier's currency.</param>
/// <param name="Worth">What they were worth here, in the currency of the books; what is agreed beyond it is a price difference. Absent where it is not known.</param>
/// <param name="Note">Why.</param>
/// <param name="CreditId">The credit note for it, or absent while it is awaited.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Rate">What one of the supplier's currency was worth in that of the books; absent where they are the same, as what follows.</param>
/// <param name="Booked">What is agreed, in the books.</param>
internal sealed record ReturnRecord(
    SupplierReturnId Id, string Number, SupplierId SupplierId, string Supplier, StoreId StoreId, DateOnly Date, Money Agreed, Money? Worth, string Note, SupplierCreditId? CreditId, DateTimeOffset CreatedAt, string? Rate = null, Money? Booked = null);

/// <summary>A line of what went back.</summary>
/// <param name="No">Which.</param>
/// <param name="VariantId">Of what.</param>
/// <param name="Sku">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Lot">Code of the lot, or absent.</param>
/// <param name="ExpiresOn">Last day of sale, or absent.</param>
internal sealed record ReturnLineRecord(int No, VariantId VariantId, string Sku, LocalText Name, decimal Quantity, string Unit, string? Lot, DateOnly? ExpiresOn);

/// <summary>What went back, with its lines.</summary>
/// <param name="Return">What went back.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record ReturnDetail(ReturnRecord Return, IReadOnlyList<ReturnLineRecord> Lines);

/// <summary>A supplier's credit note.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Our number.</param>
/// <param name="SupplierNumber">The number on the supplier's paper.</param>
/// <param name="SupplierId">Whose.</param>
/// <param name="Supplier">What they are called.</param>
/// <param name="StoreId">For which store.</param>
/// <param name="ReturnId">The return it is for, or absent.</param>
/// <param name="Date">Business date.</param>
/// <param name="Vat">VAT of it.</param>
/// <param name="Total">How much, VAT included.</param>
/// <param name="Left">What was not set against bills yet.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Rate">What one of its currency was worth in that of the books; absent where they are the same, as all that follows.</param>
/// <param name="BookedTotal">How much it is in the books.</param>
/// <param name="BookedLeft">What is left of it there.</param>
internal sealed record CreditRecord(
    SupplierCreditId Id, string Number, string SupplierNumber, SupplierId SupplierId, string Supplier, StoreId StoreId, SupplierReturnId? ReturnId, DateOnly Date, Money Vat, Money Total, Money Left, DateTimeOffset CreatedAt,
    string? Rate = null, Money? BookedTotal = null, Money? BookedLeft = null);

/// <summary>A credit note with the bills it was set against.</summary>
/// <param name="Credit">The credit note.</param>
/// <param name="Settled">The bills.</param>
internal sealed record CreditDetail(CreditRecord Credit, IReadOnlyList<SettledBillRecord> Settled);

/// <summary>A bill that a credit note was set against.</summary>
/// <param name="Id">Id of the bill.</param>
/// <param name="Number">Its number.</param>
/// <param name="Amount">How much.</param>
/// <param name="Booked">What that takes off the bill in the books; absent where it is the same.</param>
internal sealed record SettledBillRecord(SupplierBillId Id, string Number, Money Amount, Money? Booked = null);
