using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Orders;

/// <summary>
/// The invoice of a shipment, with all that a tax invoice has to say: in Bangladesh form Mushak-6.3 (VAT and Supplementary Duty Rules 2016, rule 40), elsewhere what
/// the layout of the country asks for.
/// </summary>
/// <param name="Number">Its number, without gaps in its store and year.</param>
/// <param name="OrderNumber">Of which order.</param>
/// <param name="IssuedAt">When it was written.</param>
/// <param name="Seller">Legal name of who sells.</param>
/// <param name="SellerTaxNumber">Their registration (BIN), or empty.</param>
/// <param name="Store">Where it was issued.</param>
/// <param name="Buyer">Name of who buys.</param>
/// <param name="BuyerTaxNumber">Their registration, or empty.</param>
/// <param name="Phone">Their telephone.</param>
/// <param name="Destination">Where it is brought, or null for pick-up.</param>
/// <param name="Lines">What.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">Tax.</param>
/// <param name="Rounding">Cash rounding.</param>
/// <param name="Total">What is to pay.</param>
public sealed record InvoiceView(
    string Number, string OrderNumber, DateTimeOffset IssuedAt, string Seller, string SellerTaxNumber, StoreRecord Store, string Buyer, string BuyerTaxNumber, string Phone, PostalAddress? Destination, IReadOnlyList<InvoiceLine> Lines, Money Net,
    Money Tax, Money Rounding, Money Total);

/// <summary>A line of an invoice. Where goods were reduced, its price is that after it.</summary>
/// <param name="Name">What; null for the delivery.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Quantity">How many.</param>
/// <param name="UnitNet">What one costs without tax, rounded to the minor unit for show.</param>
/// <param name="Net">What they cost without tax.</param>
/// <param name="TaxPercent">Rate of tax; null where exempt.</param>
/// <param name="Tax">Tax.</param>
/// <param name="Gross">With tax.</param>
public sealed record InvoiceLine(LocalText? Name, string Unit, decimal Quantity, Money UnitNet, Money Net, decimal? TaxPercent, Money Tax, Money Gross);

/// <summary>An invoice in the list of a customer.</summary>
/// <param name="Order">Of which order.</param>
/// <param name="Shipment">Of which shipment.</param>
/// <param name="Number">Its number.</param>
/// <param name="OrderNumber">Number of the order.</param>
/// <param name="IssuedAt">When it was written.</param>
/// <param name="Total">What was invoiced.</param>
public sealed record CustomerInvoice(OrderId Order, ShipmentId Shipment, string Number, string OrderNumber, DateTimeOffset IssuedAt, Money Total);
