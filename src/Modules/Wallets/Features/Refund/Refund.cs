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

/// <summary>Gives money of a document back into a wallet or store credit. No limit stands in its way.</summary>
internal sealed class Refund(MoveMoney money, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<Refund, DocumentBody, WalletMovement>("/wallets/{id}/refund", (use, body, request) => use.RunAsync(body, request))
            .WithName("RefundToWallet").WithTags("Wallets").WithSummary("Refund to a wallet")
            .WithDescription("Money of a document back into a wallet or store credit. It reaches frozen wallets too, and no limit stands in its way: the shop owes it.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).Requires(Permissions.MoneyMove);

    public Task<Result<WalletMovement>> RunAsync(MoveRequest asked, CancellationToken cancellationToken) =>
        money.RunAsync(new Move(asked.Id, MoveKinds.Refund, asked.Amount, From: null, asked.Wallet, AccountRef.For("receivable")) { Document = asked.Document, Store = asked.Store, Memo = asked.Memo }, cancellationToken);

    public Task<Result<WalletMovement>> RunAsync(DocumentBody body, WriteRequest request) => body.Asked(request, clock).BindAsync(asked => RunAsync(asked, request.Stop));
}
