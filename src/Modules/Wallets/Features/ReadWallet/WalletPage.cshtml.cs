using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Wallets.Features;

/// <summary><c>/admin/wallets/{id}</c>: a wallet or gift card with its statement, and what can be done to it.</summary>
internal sealed class WalletPageModel(WalletQuery query, WalletStore wallets, HoldStore holds, LotStore lots, LimitStore limits, ILedger ledger, IStores stores, WalletClock clock) : AdminPage
{
    private const int PageSize = 25;
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "");
    private Currency _unit;

    public WalletDetail Detail { get; private set; } = null!;

    public PointsAnswer? Points { get; private set; }

    public Page<WalletStatementLine> Lines { get; private set; } = new([], NextCursor: null);

    public IReadOnlyList<KeptHold> Holds { get; private set; } = [];

    public IReadOnlyList<WalletAct> Acts { get; private set; } = [];

    public IReadOnlyList<(string Name, string Label, string? Ask)> StatusActs { get; private set; } = [];

    public IReadOnlyList<ListChoice> Levels => [.. Enum.GetValues<WalletLevel>().Select(level => new ListChoice(level.ToString(), WalletWords.Level(T, level)))];

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public DateTimeOffset Now => clock.Now;

    /// <summary>The act that was sent and failed.</summary>
    public string Act { get; private set; } = "";

    /// <summary>Id of the next movement: a form that is sent twice moves once.</summary>
    public string Key { get; private set; } = "";

    public string From { get; private set; } = "";

    public string Until { get; private set; } = "";

    public bool IsDeeper { get; private set; }

    public bool MayMove => May(Permissions.MoneyMove.Name);

    public string CsvPath => To($"/admin/wallets/{Detail.Wallet.Id}?handler=Export&from={From}&to={Until}");

    public string PagePath(string? cursor) => To($"/admin/wallets/{Detail.Wallet.Id}?from={From}&to={Until}{(cursor is null ? "" : "&cursor=" + cursor)}");

    /// <summary>The words of a line, without those that only say again what it is.</summary>
    public static string MemoOf(WalletStatementLine line)
    {
        var kind = MoveMoney.MemoOf(line.Kind, memo: null, document: null);
        return line.Memo == kind ? "" : line.Memo.StartsWith(kind + ": ", StringComparison.Ordinal) ? line.Memo[(kind.Length + 2)..] : line.Memo;
    }

    public string Money(Money money) => WalletWords.Amount(T, money);

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnGetExportAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        return TypedId.TryParse<WalletId>(id, out var wanted) && await wallets.FindAsync(wanted, cancellationToken) is not null
            ? Statement.Csv(ledger, wanted, new StatementFilter(reader.Get(_from), reader.Get(_to))) : Missing();
    }

    public async Task<IActionResult> OnPostMoveAsync([FromRoute] string id, string? act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Act = act ?? "";
        return await AnswerAsync(await MoveAsync(Act), id, cancellationToken);
    }

    public async Task<IActionResult> OnPostStatusAsync([FromRoute] string id, string? act, string? reason, string? level, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Act = act ?? "";
        var (request, problems, services) = (WriteRequest.ForPage(HttpContext, version), new Problems(), HttpContext.RequestServices);
        var status = services.GetRequiredService<ChangeStatus>();
        var done = Act switch
        {
            "level" when Typed.Choice<WalletLevel>(level ?? "", "level", problems) is { } wanted => await services.GetRequiredService<SetLevel>().RunAsync(new WalletBody(wanted), request),
            "freeze" => await status.RunAsync(WalletStatus.Frozen, new ReasonBody(reason ?? ""), request),
            "unfreeze" => await status.RunAsync(WalletStatus.Active, new ReasonBody(reason ?? ""), request),
            "close" => await status.RunAsync(WalletStatus.Closed, new ReasonBody(reason ?? ""), request),
            _ => problems.Any ? problems.Errors.ToArray() : Error.Validation("form.choice", "Choose one of what is offered.", "act"),
        };
        return await AnswerAsync(done.WithoutValue(), id, cancellationToken);
    }

    public Task<IActionResult> OnPostPostHoldAsync([FromRoute] string id, string? hold, CancellationToken cancellationToken) =>
        HoldAsync(id, hold, async (end, request) => (await end.PostAsync(new PostHoldBody(Amount: null, KeyOf(new Problems())), request)).WithoutValue(), cancellationToken);

    public Task<IActionResult> OnPostVoidHoldAsync([FromRoute] string id, string? hold, CancellationToken cancellationToken) =>
        HoldAsync(id, hold, async (end, request) => (await end.VoidAsync(request)).WithoutValue(), cancellationToken);

    private async Task<IActionResult> HoldAsync(string id, string? hold, Func<EndHold, WriteRequest, Task<Result>> act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || !Holds.Any(kept => string.Equals(kept.Hold.Id.ToString(), hold, StringComparison.Ordinal)))
        {
            return Missing();
        }

        RouteData.Values["id"] = hold;
        return await AnswerAsync(await act(HttpContext.RequestServices.GetRequiredService<EndHold>(), WriteRequest.ForPage(HttpContext)), id, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(Result done, string id, CancellationToken cancellationToken)
    {
        if (done.IsSuccess)
        {
            return Done(T["wallets.act.done"], $"/admin/wallets/{Detail.Wallet.Id}");
        }

        await LoadAsync(id, cancellationToken);
        return Fail(done.Errors);
    }

    private async Task<Result> MoveAsync(string act)
    {
        var (request, problems, services) = (WriteRequest.ForPage(HttpContext), new Problems(), HttpContext.RequestServices);
        var known = Acts.FirstOrDefault(one => one.Name == act);
        if (known is null)
        {
            return Error.Validation("form.choice", "Choose one of what is offered.", "act");
        }

        var key = KeyOf(problems);
        var unit = await clock.CurrencyAsync(HttpContext.RequestAborted) ?? _unit;
        var amount = Has("amount") ? WalletWords.Typed(Sent("amount"), "amount", unit, problems) : Kernel.Money.Zero(unit);
        var points = Has("points") ? Typed.Whole(Sent("points"), "points", problems) ?? 0 : 0;
        var to = Has("to") ? Typed.Id<WalletId>(Sent("to").Trim(), "to", problems) ?? default : default;
        var store = Typed.Id<StoreId>(Sent("storeId"), "storeId", problems);
        var document = new DocumentRef("sale", Sent("document").Trim());
        problems.Require(!Has("document") || document.Id.Length > 0, "text.required", "A value is needed.", "document");
        var (tender, memo, reason) = (Sent("tender"), Sent("memo").Trim(), Sent("reason"));
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var pay = new DocumentBody(amount, document, key, store, memo);
        var cash = new TenderBody(amount, tender, key, store, memo);
        return act switch
        {
            "top_up" => (await services.GetRequiredService<TopUp>().RunAsync(cash, request)).WithoutValue(),
            "withdraw" => (await services.GetRequiredService<Withdraw>().RunAsync(cash, request)).WithoutValue(),
            "pay" => (await services.GetRequiredService<Pay>().RunAsync(pay, request)).WithoutValue(),
            "refund" => (await services.GetRequiredService<Refund>().RunAsync(pay, request)).WithoutValue(),
            "hold" => (await services.GetRequiredService<HoldMoney>().RunAsync(new HoldBody(amount, document, ExpiresAt: null, HoldId.From(key!.Value.Value), store, memo), request)).WithoutValue(),
            "transfer" => (await services.GetRequiredService<Transfer>().RunAsync(new TransferBody(to, amount, key, store, memo), request)).WithoutValue(),
            "adjust" => (await services.GetRequiredService<Adjust>().RunAsync(new AdjustBody(amount, reason, key, store), request)).WithoutValue(),
            "cancel" => (await services.GetRequiredService<EndCard>().CancelAsync(new CancelBody(tender, reason, store), request)).WithoutValue(),
            "earn" => (await services.GetRequiredService<PointsRoutes>().EarnAsync(new EarnBody(amount, document, key, store), request)).WithoutValue(),
            "redeem" => (await services.GetRequiredService<PointsRoutes>().RedeemAsync(new RedeemBody(points, document, key, store), request)).WithoutValue(),
            _ => (await services.GetRequiredService<PointsRoutes>().ReverseAsync(new EarnBody(amount, document, key, store), request)).WithoutValue(),
        };

        bool Has(string field) => known.Fields.Any(one => one.Name == field);
    }

    private EntryId? KeyOf(Problems problems) => Typed.Id<EntryId>(Sent("key"), "key", problems) ?? clock.New<EntryId>();

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<WalletId>(id, out var wanted) || await ReadWallet.FindAsync(wanted, query, wallets, clock, cancellationToken) is not { } found)
        {
            return false;
        }

        var (reader, shop) = (QueryReader.Lenient(Request), await stores.ShopAsync(cancellationToken));
        (Detail, Zone, Key, _unit) = (found, shop.Zone(), clock.New<EntryId>().ToString(), WalletStore.Unit(found.Wallet.Currency));
        var (wallet, line) = (found.Wallet, new WalletLine(found.Wallet, found.Customer, found.Balance, found.Card));
        Title = found.Card is null ? $"{WalletWords.Kind(T, wallet.Kind)}: {WalletWords.Owner(T, line)}" : $"{T["wallets.kind.giftcard"]} … {found.Card.LastFour}";
        Crumbs = [found.Card is null ? new AdminCrumb(T["wallets.wallets_page.title"], "/admin/wallets") : new AdminCrumb(T["wallets.cards_page.title"], "/admin/gift-cards")];
        var filter = new StatementFilter(reader.Get(_from), reader.Get(_to));
        (From, Until) = (Text(filter.From), Text(filter.To));
        var after = Statement.ReadCursor(reader.Get(Cursor.Parameter), filter, new Problems());
        (Lines, IsDeeper) = (await Statement.PageAsync(ledger, wanted, filter, after, PageSize, cancellationToken), after is not null);
        Holds = found.Balance.Held.Minor > 0 ? await holds.OpenAsync(wanted, cancellationToken) : [];
        Points = wallet.Kind == WalletKind.Points ? await PointsRoutes.AnswerAsync(wanted, wallets, lots, limits, clock, cancellationToken) : null;
        var acts = new WalletActs(T, Caller, shop, wallet);
        (Acts, StatusActs) = (acts.All(), acts.Status());
        return true;
    }

    private static string Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
