using System.Runtime.CompilerServices;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Wallets.Features;

/// <summary><c>/admin/wallets</c>: money, store credit and points of customers.</summary>
internal sealed class WalletsPageModel(WalletQuery wallets, WalletClock clock) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "", "all", "all", "wallet", "storeCredit", "giftCard", "points");
    private static readonly QueryParameter<string> _status = Query.Choice("status", "", "all", "all", "active", "frozen", "closed");
    private static readonly QueryParameter<UserId?> _customer = Query.Id<UserId>("customer", "");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "-created", WalletQuery.Sorts);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayAdd => Caller.MayIn(Permissions.WalletEdit, store: null);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["wallets.wallets_page.title"];
        var (reader, zone) = (QueryReader.Lenient(Request), await clock.ZoneAsync(cancellationToken));
        var filter = FilterOf(reader);
        var cursor = WalletQuery.ReadCursor(reader.Get(Cursor.Parameter), filter.Sort, new Problems());
        var found = await wallets.ListAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "wallets",
            Path = To("/admin/wallets"),
            Words = filter.Words ?? "",
            Sort = filter.Sort,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters =
            [
                .. ListFilter.One("customer", T["wallets.wallets_page.customer"], T["wallets.wallets_page.any_customer"], filter.Customer?.ToString(), found.Items.Count > 0 ? found.Items[0].Customer : null),
                new ListFilter("kind", T["wallets.wallets_page.kind"], [new ListChoice("all", T["wallets.wallets_page.any_kind"]), .. ((WalletKind[])[WalletKind.Wallet, WalletKind.StoreCredit, WalletKind.Points, WalletKind.GiftCard])
                    .Select(kind => new ListChoice(char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..], WalletWords.Kind(T, kind)))], reader.Get(_kind)),
                new ListFilter("status", T["wallets.wallets_page.status"], [new ListChoice("all", T["wallets.wallets_page.any_status"]), .. ((string[])["active", "frozen", "closed"]).Select(status => new ListChoice(status, T["wallets.status." + status]))], reader.Get(_status)),
            ],
            Columns =
            [
                new ListColumn("customer", T["wallets.wallets_page.customer"]), new ListColumn("kind", T["wallets.wallets_page.kind"], Sort: "kind"), new ListColumn("balance", T["wallets.wallets_page.balance"], IsNumber: true),
                new ListColumn("held", T["wallets.wallets_page.held"], IsNumber: true, IsShown: false), new ListColumn("available", T["wallets.wallets_page.available"], IsNumber: true), new ListColumn("level", T["wallets.wallets_page.level"], IsShown: false),
                new ListColumn("status", T["wallets.wallets_page.status"]), new ListColumn("created", T["wallets.wallets_page.created"], Sort: "created"), new ListColumn("id", T["wallets.wallets_page.id"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(line => new ListRow(line.Wallet.Id.ToString(), To($"/admin/wallets/{line.Wallet.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["customer"] = WalletWords.Owner(T, line),
                ["kind"] = WalletWords.Kind(T, line.Wallet.Kind),
                ["balance"] = WalletWords.Amount(T, line.Balance.Balance),
                ["held"] = WalletWords.Amount(T, line.Balance.Held),
                ["available"] = WalletWords.Amount(T, line.Balance.Available),
                ["level"] = WalletWords.Level(T, line.Wallet.Level),
                ["status"] = WalletWords.Status(T, line.Wallet, line.Card),
                ["created"] = T.Moment(line.Wallet.CreatedAt, zone),
                ["id"] = line.Wallet.Id.ToString(),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["wallets.wallets_page.none"],
        };
    }

    public IActionResult OnGetExport() => new CsvAnswer(
        "wallets.csv", ["id", "customer", "customer_id", "kind", "status", "level", "balance", "held", "available", "currency", "created_at"], RowsAsync(wallets, FilterOf(QueryReader.Lenient(Request))));

    /// <summary>All that fits, a page of the database at a time.</summary>
    internal static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(WalletQuery wallets, WalletFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const int size = 500;
        var page = await wallets.ListAsync(filter, cursor: null, size, cancellationToken);
        while (true)
        {
            foreach (var (wallet, customer, balance, _) in page.Items)
            {
                yield return
                [
                    wallet.Id.ToString(), customer, wallet.CustomerId?.ToString(), ChoiceWords.Of(wallet.Kind), ChoiceWords.Of(wallet.Status), ChoiceWords.Of(wallet.Level), balance.Balance.ToAmountString(), balance.Held.ToAmountString(),
                    balance.Available.ToAmountString(), wallet.Currency, wallet.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                ];
            }

            if (page.NextCursor is null)
            {
                yield break;
            }

            page = await wallets.ListAsync(filter, Cursor.Read(page.NextCursor, filter.Sort, new Problems()), size, cancellationToken);
        }
    }

    private static WalletFilter FilterOf(QueryReader reader) =>
        new(reader.Get(_words), ListWallets.Word<WalletKind>(reader.Get(_kind)), ListWallets.Word<WalletStatus>(reader.Get(_status)), reader.Get(_customer), reader.Get(_sort));
}
