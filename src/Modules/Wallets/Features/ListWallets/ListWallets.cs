using Aisle.Contracts.Identity;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary><c>GET /api/v1/wallets</c> and <c>/gift-cards</c>: wallets with their balances, a page at a time.</summary>
internal static class ListWallets
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in the customer's name or address, the end of a gift card's code, or the id of a wallet.", 100, "anika");
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "What they hold.", "all", "all", "wallet", "storeCredit", "giftCard", "points");
    private static readonly QueryParameter<string> _status = Query.Choice("status", "Whether they can be used.", "all", "all", "active", "frozen", "closed");
    private static readonly QueryParameter<UserId?> _customer = Query.Id<UserId>("customer", "Whose: id of a user.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-created", WalletQuery.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _kind, _status, _customer, _sort, Cursor.Parameter, _limit];
    private static readonly QueryParameter[] _cardQuery = [_words, _status, _sort, Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/wallets", (HttpContext context, WalletQuery wallets, CancellationToken cancellationToken) => HandleAsync(context, wallets, _query, only: null, cancellationToken))
            .WithName(nameof(ListWallets)).WithTags("Wallets").WithSummary("List wallets").WithDescription("Wallets, store credit, gift cards and points with their balances, the newest first.")
            .WithQuery(_query).Produces<Page<WalletLine>>().WithExample(new Page<WalletLine>([WalletsExamples.Line], NextCursor: null)).Requires(Permissions.WalletRead);
        api.MapGet("/gift-cards", (HttpContext context, WalletQuery wallets, CancellationToken cancellationToken) => HandleAsync(context, wallets, _cardQuery, WalletKind.GiftCard, cancellationToken))
            .WithName("ListGiftCards").WithTags("Gift cards").WithSummary("List gift cards").WithDescription("Gift cards with their balances. Codes are known to their bearers alone; `q` finds a card by the end of its code.")
            .WithQuery(_cardQuery).Produces<Page<WalletLine>>().WithExample(new Page<WalletLine>([WalletsExamples.CardLine], NextCursor: null)).Requires(Permissions.WalletRead);
        ReadWallet.MapOne(api, "/gift-cards/{id}", "ReadGiftCard", "Gift cards", "Read a gift card", WalletsExamples.CardDetail, isCard: true);
    }

    /// <summary>A choice of the query as it is meant.</summary>
    public static T? Word<T>(string text) where T : struct, Enum => text is "all" ? null : Enum.Parse<T>(text, ignoreCase: true);

    private static async Task<IResult> HandleAsync(HttpContext context, WalletQuery wallets, QueryParameter[] declared, WalletKind? only, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, declared);
        var filter = new WalletFilter(reader.Get(_words), only ?? Word<WalletKind>(reader.Get(_kind)), Word<WalletStatus>(reader.Get(_status)), reader.Get(_customer), reader.Get(_sort));
        var (limit, cursor) = (reader.Get(_limit), WalletQuery.ReadCursor(reader.Get(Cursor.Parameter), filter.Sort, reader.Problems));
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(await wallets.ListAsync(filter, cursor, limit, cancellationToken));
    }
}
