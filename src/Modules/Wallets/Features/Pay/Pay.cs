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

/// <summary>Pays a document from a wallet or store credit.</summary>
internal sealed class Pay(MoveMoney money, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<Pay, DocumentBody, WalletMovement>("/wallets/{id}/pay", (use, body, request) => use.RunAsync(body, request))
            .WithName("PayFromWallet").WithTags("Wallets").WithSummary("Pay from a wallet")
            .WithDescription("The money leaves the wallet for what the document (an order, a sale) is owed. It counts towards the limits of the day.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).Requires(Permissions.MoneyMove);

    public Task<Result<WalletMovement>> RunAsync(MoveRequest asked, CancellationToken cancellationToken) =>
        money.RunAsync(new Move(asked.Id, MoveKinds.Payment, asked.Amount, asked.Wallet, To: null, AccountRef.For("receivable")) { Document = asked.Document, Store = asked.Store, Memo = asked.Memo }, cancellationToken);

    public Task<Result<WalletMovement>> RunAsync(DocumentBody body, WriteRequest request) => body.Asked(request, clock).BindAsync(asked => RunAsync(asked, request.Stop));
}
