using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Wallets.Features;

/// <summary><c>/admin/points</c>: the rates of points, how many there are and what the books owe for them.</summary>
internal sealed class PointsPageModel(PointsRuleUse use, ILedger ledger, WalletClock clock) : AdminPage
{
    public long Out { get; private set; }

    public Money? Liability { get; private set; }

    public string Spend { get; private set; } = "";

    public string Value { get; private set; } = "";

    public string Days { get; private set; } = "";

    public string Least { get; private set; } = "";

    public int Version { get; private set; }

    public string Currency { get; private set; } = "";

    public bool MayEdit => Caller.MayIn(Permissions.LimitEdit, store: null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is { } rule)
        {
            (Spend, Value, Days, Least) = (rule.Spend.ToAmountString(), rule.Value.ToAmountString(), rule.Days.ToString(CultureInfo.InvariantCulture), rule.Least.ToString(CultureInfo.InvariantCulture));
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? spend, string? value, string? days, string? least, int version, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (Spend, Value, Days, Least) = (spend ?? "", value ?? "", days ?? "", least ?? "");
        var problems = new Problems();
        var unit = await clock.CurrencyAsync(cancellationToken) ?? Kernel.Currency.Points;
        var body = new PointsRuleBody(
            WalletWords.Typed(Spend, "spend", unit, problems), WalletWords.Typed(Value, "value", unit, problems), Typed.Whole(Days, "days", problems) ?? 0, Typed.Whole(Least, "least", problems) ?? 0);
        var done = problems.Any ? problems.Errors.ToArray() : await use.SaveAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["wallets.points_page.saved"], "/admin/points") : Fail(done.Errors);
    }

    private async Task<PointsRuleRecord?> LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["wallets.points_page.title"];
        Out = (await ledger.AccountBalanceAsync(AccountRef.For("points"), cancellationToken))?.Minor ?? 0;
        Liability = await ledger.AccountBalanceAsync(AccountRef.For("points_liability"), cancellationToken);
        Currency = (await clock.CurrencyAsync(cancellationToken))?.Code ?? "";
        var rule = await use.ReadAsync(cancellationToken);
        Version = rule?.Version ?? 0;
        return rule;
    }
}
