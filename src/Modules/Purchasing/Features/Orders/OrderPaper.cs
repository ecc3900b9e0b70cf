using System.Globalization;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A side of the order, as it stands on paper.</summary>
/// <param name="Label">What it is of the order.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Lines">Address and how to reach it.</param>
internal sealed record PaperParty(string Label, string Name, IReadOnlyList<string> Lines);

/// <summary>An order as its supplier gets it: on paper, and in the mail.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Number">Its number.</param>
/// <param name="Parties">Who orders, from whom, and where it goes.</param>
/// <param name="Facts">Days and terms.</param>
/// <param name="Heads">Heads of the columns.</param>
/// <param name="Rows">The lines.</param>
/// <param name="Total">All of it, with what that is called.</param>
/// <param name="Note">What is said on it.</param>
internal sealed record Paper(
    string Title, string Number, IReadOnlyList<PaperParty> Parties, IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<string> Heads, IReadOnlyList<string[]> Rows, (string Name, string Value) Total, string Note);

/// <summary>Puts an order on paper, in a language.</summary>
internal sealed class OrderPaper(Texts texts, RowStore rows, PurchasingClock clock)
{
    /// <summary>The paper; null where the shop or its store is not there.</summary>
    public async Task<Paper?> OfAsync(OrderRow order, string language, CancellationToken cancellationToken)
    {
        if (await clock.ShopAsync(cancellationToken) is not { } shop || shop.Stores.FirstOrDefault(one => one.Id.Value == order.StoreId) is not { } store)
        {
            return null;
        }

        var supplier = (await rows.FindAsync<SupplierRow>(order.SupplierId, cancellationToken))!;
        var lines = await rows.ListAsync<OrderLineRow>("order_id = $1 order by no", cancellationToken, order.Id);
        var codes = (await rows.ListAsync<ItemRow>("supplier_id = $1 and variant_id = any ($2) and supplier_code <> ''", cancellationToken, order.SupplierId, lines.Select(line => line.VariantId).Distinct().ToArray())).ToDictionary(item => item.VariantId, item => item.SupplierCode);
        var unit = Currency.Get(order.Currency);
        string Figure(long minor) => MoneyText.Figure(new Money(minor, unit).ToAmountString(), unit, language);
        string Day(DateOnly day) => NumberText.Digits(day.ToString("d MMM yyyy", Texts.CultureOf(language)), language);
        string Packs(OrderLineRow line) =>
            $"{NumberText.Decimal(decimal.Round((decimal)line.Quantity / line.PackUnits, 3), language)} × {NumberText.Decimal(Body.Units(line.PackUnits), language)} {BuyWords.UnitName(key => texts.In(language, key), Body.Units(line.PackUnits), line.Unit)}";
        string Say(string key, params object[] values) => texts.In(language, "purchasing.mail." + key, values);
        string Code(OrderLineRow line) => codes.TryGetValue(line.VariantId, out var theirs) ? $"{line.Sku} ({Say("their_code", theirs)})" : line.Sku;
        static IReadOnlyList<string> Kept(params string[] some) => [.. some.Where(one => one.Length > 0)];
        List<(string, string)> facts = [(Say("date"), Day(order.OrderedOn))];
        if (order.ExpectedOn is { } expected)
        {
            facts.Add((Say("expected"), Day(expected)));
        }

        facts.Add((Say("terms"), supplier.PaymentDays > 0 ? Say("terms_days", NumberText.Digits(supplier.PaymentDays.ToString(CultureInfo.InvariantCulture), language)) : Say("terms_cash")));
        facts.Add((Say("currency"), unit.Code));
        return new Paper(
            Say("order"), order.Number,
            [
                new PaperParty(Say("from"), shop.LegalName, Kept(shop.TaxNumber.Length > 0 ? Say("bin", shop.TaxNumber) : "")),
                new PaperParty(Say("to"), supplier.Name, Kept([.. supplier.Address.Split('\n'), supplier.Contact, supplier.Phone, supplier.Email, supplier.TaxNumber.Length > 0 ? Say("bin", supplier.TaxNumber) : ""])),
                new PaperParty(Say("deliver"), store.Name.In(language), Kept([.. store.Address.Lines.In(language).Split('\n'), store.Address.City.In(language), store.Address.Postcode, store.Phone])),
            ],
            facts, [Say("code"), Say("item"), Say("quantity"), Say("price"), Say("amount")],
            [.. lines.Select(line => (string[])
            [
                Code(line), line.Name.In(language), Packs(line), Figure(line.Price), Figure(line.Amount),
            ])],
            (Say("total"), $"{Figure(order.Total)} {unit.Code}"), order.Note);
    }
}
