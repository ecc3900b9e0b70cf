using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Wallets.Features;

/// <summary>What is typed into the form of an issue.</summary>
internal sealed record IssueForm(string Amount = "", string Count = "1", string Tender = "cash", string ExpiresOn = "", string Store = "", string Memo = "");

/// <summary><c>/admin/gift-cards/new</c>: issues cards; their codes stand on the answer, or in a file, and nowhere later.</summary>
internal sealed class IssuePageModel(IssueCards issue, IStores stores, WalletClock clock) : AdminPage
{
    public IssueForm Form { get; private set; } = new();

    public IssuedCards? Issued { get; private set; }

    public IReadOnlyList<ListChoice> Stores { get; private set; } = [];

    public string Currency { get; private set; } = "";

    /// <summary>Id of the issue: a form that is sent twice issues once.</summary>
    public string Key { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        Form = new IssueForm(ExpiresOn: (await clock.TodayAsync(cancellationToken)).AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Store: Stores.Count > 0 ? Stores[0].Value : "");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var done = await IssueAsync(cancellationToken);
        if (done.IsFailure)
        {
            return Fail(done.Errors);
        }

        (Issued, Form, Key) = (done.Value, Form with { Amount = "", Count = "1" }, clock.New<EntryId>().ToString());
        return Page();
    }

    public async Task<IActionResult> OnPostFileAsync(CancellationToken cancellationToken)
    {
        var done = await IssueAsync(cancellationToken);
        return done.IsFailure ? Fail(done.Errors) : new CsvAnswer("gift-cards-issued.csv", ["id", "code", "pin", "amount", "currency", "expires_on"], RowsAsync(done.Value));
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(IssuedCards issued)
    {
        await Task.CompletedTask;
        foreach (var card in issued.Cards)
        {
            yield return [card.Id.ToString(), card.Code, card.Pin, issued.Amount.ToAmountString(), issued.Amount.Currency.Code, issued.ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];
        }
    }

    private async Task<Result<IssuedCards>> IssueAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        Form = new IssueForm(Of("amount"), Of("count"), Of("tender"), Of("expiresOn"), Of("storeId"), Of("memo"));
        var problems = new Problems();
        var unit = await clock.CurrencyAsync(cancellationToken) ?? Kernel.Currency.Points;
        var amount = WalletWords.Typed(Form.Amount, "amount", unit, problems);
        var (count, expires) = (Typed.Whole(Form.Count, "count", problems) ?? 0, Typed.Day(Form.ExpiresOn, "expiresOn", problems));
        var (store, id) = (Typed.Id<StoreId>(Form.Store, "storeId", problems), Typed.Id<EntryId>(Of("key"), "key", problems));
        Key = id?.ToString() ?? Key;
        return problems.Any ? problems.Errors.ToArray()
            : await issue.RunAsync(new IssueBody(amount, Form.Tender, count, expires, Pin: null, id, store, Form.Memo), WriteRequest.ForPage(HttpContext));

        string Of(string field) => Request.Form[field].ToString().Trim();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["wallets.cards_page.new"];
        Crumbs = [new AdminCrumb(T["wallets.cards_page.title"], "/admin/gift-cards")];
        Stores = StoreChoices.Of(T, Caller, Permissions.CardIssue, await stores.ShopAsync(cancellationToken));
        Currency = (await clock.CurrencyAsync(cancellationToken))?.Code ?? "";
        Key = clock.New<EntryId>().ToString();
    }
}
