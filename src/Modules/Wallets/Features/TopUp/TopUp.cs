using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary>Takes money into a wallet, or puts more onto a gift card.</summary>
internal sealed class TopUp(MoveMoney money, WalletStore wallets, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<TopUp, TenderBody, WalletMovement>("/wallets/{id}/top-up", (use, body, request) => use.RunAsync(body, request))
            .WithName("TopUpWallet").WithTags("Wallets").WithSummary("Top a wallet up")
            .WithDescription("Money that was taken goes into a wallet, or onto a gift card. It counts towards the limits of the day, and the wallet never holds more than its highest balance.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).Requires(Permissions.MoneyMove);

    public async Task<Result<WalletMovement>> RunAsync(MoveRequest asked, CancellationToken cancellationToken)
    {
        var isCard = await wallets.FindAsync(asked.Wallet, cancellationToken) is { Kind: WalletKind.GiftCard };
        var move = new Move(asked.Id, isCard ? MoveKinds.CardTopUp : MoveKinds.TopUp, asked.Amount, From: null, asked.Wallet, AccountRef.For("tender", asked.Tender ?? ""));
        return await money.RunAsync(move with { Tender = asked.Tender, Document = asked.Document, Store = asked.Store, Memo = asked.Memo }, cancellationToken);
    }

    public Task<Result<WalletMovement>> RunAsync(TenderBody body, WriteRequest request) => body.Asked(request, clock).BindAsync(asked => RunAsync(asked, request.Stop));
}
