using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Wallets.Features;

/// <summary><c>/admin/gift-cards</c>: gift cards, found by the end of their codes.</summary>
internal sealed class CardsPageModel(WalletQuery wallets, WalletClock clock) : AdminPage
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _status = Query.Choice("status", "", "all", "all", "active", "frozen", "closed");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "-created", WalletQuery.Sorts);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayAdd => May(Permissions.CardIssue.Name);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["wallets.cards_page.title"];
        var (reader, zone) = (QueryReader.Lenient(Request), await clock.ZoneAsync(cancellationToken));
        var filter = FilterOf(reader);
        var cursor = WalletQuery.ReadCursor(reader.Get(Cursor.Parameter), filter.Sort, new Problems());
        var found = await wallets.ListAsync(filter, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "gift_cards",
            Path = To("/admin/gift-cards"),
            Words = filter.Words ?? "",
            Sort = filter.Sort,
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters = [new ListFilter("status", T["wallets.wallets_page.status"], [new ListChoice("all", T["wallets.wallets_page.any_status"]), .. ((string[])["active", "frozen", "closed"]).Select(status => new ListChoice(status, T["wallets.status." + status]))], reader.Get(_status))],
            Columns =
            [
                new ListColumn("card", T["wallets.cards_page.card"]), new ListColumn("balance", T["wallets.wallets_page.balance"], IsNumber: true), new ListColumn("issued", T["wallets.wallet_page.issued"], IsNumber: true),
                new ListColumn("status", T["wallets.wallets_page.status"]), new ListColumn("expires", T["wallets.wallet_page.expires"], Sort: "expires"), new ListColumn("created", T["wallets.issue_page.issued"], Sort: "created"),
            ],
            Rows = [.. found.Items.Where(line => line.Card is not null).Select(line => new ListRow(line.Wallet.Id.ToString(), To($"/admin/wallets/{line.Wallet.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["card"] = "… " + line.Card!.LastFour,
                ["balance"] = T.Money(line.Balance.Balance),
                ["issued"] = T.Money(line.Card.IssuedAmount),
                ["status"] = WalletWords.Status(T, line.Wallet, line.Card),
                ["expires"] = line.Card.ExpiresOn is { } last ? T.Day(last) : T["wallets.wallet_page.no_end"],
                ["created"] = T.Moment(line.Wallet.CreatedAt, zone),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["wallets.cards_page.none"],
        };
    }

    public IActionResult OnGetExport() => new CsvAnswer("gift-cards.csv", ["id", "last_four", "status", "ended", "issued", "balance", "currency", "expires_on", "issued_at"], RowsAsync(FilterOf(QueryReader.Lenient(Request))));

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(WalletFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const int size = 500;
        for (var page = await wallets.ListAsync(filter, cursor: null, size, cancellationToken); ; page = await wallets.ListAsync(filter, Cursor.Read(page.NextCursor, filter.Sort, new Problems()), size, cancellationToken))
        {
            foreach (var (wallet, _, balance, card) in page.Items)
            {
                yield return
                [
                    wallet.Id.ToString(), card?.LastFour, ChoiceWords.Of(wallet.Status), card?.Ended, card?.IssuedAmount.ToAmountString(), balance.Balance.ToAmountString(), wallet.Currency,
                    card?.ExpiresOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), wallet.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ];
            }

            if (page.NextCursor is null)
            {
                yield break;
            }
        }
    }

    private static WalletFilter FilterOf(QueryReader reader) => new(reader.Get(_words), WalletKind.GiftCard, ListWallets.Word<WalletStatus>(reader.Get(_status)), Customer: null, reader.Get(_sort));
}
