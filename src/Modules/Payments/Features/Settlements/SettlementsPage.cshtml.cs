using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments/settlements</c>: what providers paid out.</summary>
internal sealed class SettlementsPageModel(RowQuery query, PaymentsClock clock) : PayListPage<NamedSettlement>(query, clock, _list)
{
    private static readonly RowListing<NamedSettlement> _list = new("settlements", "/admin/payments/settlements", ListSettlements.List, ListSettlements.File, "-paid");
    private static readonly QueryParameter<string> _provider = Query.Choice("provider", "", "all", ListSettlements.ProviderChoices);

    public bool MayImport => Caller.MayForCompany(Permissions.SettlementImport);

    private static readonly QueryParameter<string> _bank = Query.Choice("bank", "", "all", ListSettlements.BankChoices);

    protected override (string Title, string None) Said => (T["payments.settlements_page.title"], T["payments.settlements_page.none"]);

    protected override bool IsOfStores => false;

    protected override RowFilter Filter => ListSettlements.Filter(Asked.Get(_provider), Asked.Get(_bank), Sought);

    protected override IReadOnlyList<ListFilter> OwnChoices =>
        [new("provider", T["payments.page.provider"], [.. ListSettlements.ProviderChoices.Select(provider => new ListChoice(provider, provider == "all" ? T["payments.page.any_provider"] : PayWords.Method(T, provider)))], Asked.Get(_provider)),
            new("bank", T["payments.settlements_page.bank"], [.. ListSettlements.BankChoices.Select(bank => new ListChoice(bank, T["payments.settlements_page.bank." + bank]))], Asked.Get(_bank))];

    protected override IReadOnlyList<ListColumn> Columns =>
    [
        new ListColumn("number", T["payments.page.number"]), new ListColumn("provider", T["payments.page.provider"]), new ListColumn("courier", T["payments.page.courier"]), new ListColumn("paid", T["payments.settlements_page.paid_on"], Sort: "paid"), new ListColumn("different", T["payments.settlements_page.different"]),
        new ListColumn("gross", T["payments.settlements_page.gross"], IsNumber: true), new ListColumn("fee", T["payments.settlements_page.fee"], IsNumber: true), new ListColumn("net", T["payments.settlements_page.net"], IsNumber: true),
        new ListColumn("bank", T["payments.settlements_page.bank"]),
    ];

    protected override ListRow Row(NamedSettlement row) => new(row.Id.ToString(), To($"/admin/payments/settlements/{row.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["number"] = row.Number, ["provider"] = PayWords.Method(T, row.Provider), ["courier"] = row.Courier.Length > 0 ? row.Courier : "–", ["paid"] = T.Day(row.PaidOn), ["different"] = row.Different == 0 ? "–" : ListView.Badge(T.Number(row.Different), "red"),
        ["gross"] = PayWords.Signed(T, row.Money(row.Gross)), ["fee"] = PayWords.Signed(T, row.Money(row.Fee)), ["net"] = T.Money(row.Money(row.Net)),
        ["bank"] = row.Arrived is { } arrived ? arrived == row.Net ? T.Day(row.ArrivedOn!.Value) : ListView.Badge(T.Money(row.Money(arrived)), "red") : row.Net > 0 ? ListView.Badge(T["payments.settlements_page.bank.waiting"], "yellow") : "–",
    });
}
