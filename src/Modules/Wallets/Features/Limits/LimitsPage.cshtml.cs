using System.Globalization;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Wallets.Features;

/// <summary><c>/admin/wallet-limits</c>: how much wallets of each kind and level may move and hold.</summary>
internal sealed class LimitsPageModel(LimitUse use, LimitStore store, WalletClock clock) : AdminPage
{
    private static readonly (string Field, string Text, Func<LimitRecord, Money?> Of)[] _amounts =
    [
        ("perTransaction", "wallets.limits_page.per_transaction", limit => limit.PerTransaction), ("dayOut", "wallets.limits_page.day_out", limit => limit.DayOut), ("dayIn", "wallets.limits_page.day_in", limit => limit.DayIn),
        ("highestBalance", "wallets.limits_page.highest", limit => limit.HighestBalance),
    ];

    public IReadOnlyList<LimitRecord> Limits { get; private set; } = [];

    /// <summary>The limit whose form was sent and failed; <c>new</c> for that of a new one.</summary>
    public string Open { get; private set; } = "";

    public bool MayEdit => Caller.MayIn(Permissions.LimitEdit, store: null);

    public IReadOnlyList<ListChoice> Kinds => [.. Enum.GetValues<WalletKind>().Select(kind => new ListChoice(kind.ToString(), WalletWords.Kind(T, kind)))];

    public IReadOnlyList<ListChoice> Levels => [.. Enum.GetValues<WalletLevel>().Select(level => new ListChoice(level.ToString(), WalletWords.Level(T, level)))];

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public string Days(LimitRecord limit) => limit.ValidTo is { } end ? T["wallets.limits_page.span", T.Day(limit.ValidFrom), T.Day(end)] : T["wallets.limits_page.since", T.Day(limit.ValidFrom)];

    /// <summary>All that it says, on a line.</summary>
    public string Brief(LimitRecord limit)
    {
        var said = _amounts.Where(amount => amount.Of(limit) is not null).Select(amount => $"{T[amount.Text]} {WalletWords.Amount(T, amount.Of(limit)!.Value)}").ToList();
        return said.Count == 0 ? T["wallets.limits_page.none"] : string.Join(" · ", said);
    }

    public IReadOnlyList<ActField> Fields(LimitRecord? limit) =>
    [
        .. _amounts.Select(amount => new ActField(amount.Field, T[amount.Text], Value: limit is not null && amount.Of(limit) is { } money ? money.ToAmountString() : "", IsRequired: false)),
        new ActField("validFrom", T["wallets.limits_page.valid_from"], "date", Text(limit?.ValidFrom)), new ActField("validTo", T["wallets.limits_page.valid_to"], "date", Text(limit?.ValidTo), IsRequired: false),
    ];

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(string? limit, int version, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Limits.FirstOrDefault(one => string.Equals(one.Id.ToString(), limit, StringComparison.Ordinal)) is not { } known)
        {
            return Missing();
        }

        Open = limit!;
        RouteData.Values["id"] = limit;
        var (problems, body) = Read(WalletStore.Unit(known.Currency));
        var done = problems.Any ? problems.Errors.ToArray() : await use.SaveAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["wallets.limits_page.saved"], "/admin/wallet-limits") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostAddAsync(string? kind, string? level, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        Open = "new";
        var problems = new Problems();
        var (what, who) = (Typed.Choice<WalletKind>(kind ?? "", "kind", problems) ?? default, Typed.Choice<WalletLevel>(level ?? "", "level", problems) ?? default);
        var unit = what == WalletKind.Points ? Currency.Points : await clock.CurrencyAsync(cancellationToken) ?? Currency.Points;
        var (faults, body) = Read(unit);
        IReadOnlyList<Error> all = [.. problems.Errors, .. faults.Errors];
        var done = all.Count > 0 ? all.ToArray() : await use.AddAsync(new AddLimitBody(what, who, unit.Code, body), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["wallets.limits_page.saved"], "/admin/wallet-limits") : Fail(done.Errors);
    }

    private (Problems Problems, LimitBody Body) Read(Currency unit)
    {
        var problems = new Problems();
        var from = Typed.Day(Sent("validFrom"), "validFrom", problems);
        problems.Require(from is not null || problems.Any, "text.required", "A value is needed.", "validFrom");
        var amounts = _amounts.Select(amount => string.IsNullOrWhiteSpace(Sent(amount.Field)) ? (Money?)null : WalletWords.Typed(Sent(amount.Field), amount.Field, unit, problems)).ToList();
        return (problems, new LimitBody(from ?? default, Typed.Day(Sent("validTo"), "validTo", problems), amounts[0], amounts[1], amounts[2], amounts[3]));
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["wallets.limits_page.title"];
        Limits = await store.ListAsync(cancellationToken);
    }

    private static string Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
