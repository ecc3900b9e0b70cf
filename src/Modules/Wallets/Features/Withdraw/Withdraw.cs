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

/// <summary>Pays money of a wallet out. Store credit is not paid out.</summary>
internal sealed class Withdraw(MoveMoney money, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<Withdraw, TenderBody, WalletMovement>("/wallets/{id}/withdraw", (use, body, request) => use.RunAsync(body, request))
            .WithName("WithdrawFromWallet").WithTags("Wallets").WithSummary("Pay money of a wallet out")
            .WithDescription("Only money that was paid in is paid out; store credit is spent. It counts towards the limits of the day.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).Requires(Permissions.MoneyMove);

    public Task<Result<WalletMovement>> RunAsync(MoveRequest asked, CancellationToken cancellationToken) =>
        money.RunAsync(new Move(asked.Id, MoveKinds.Withdrawal, asked.Amount, asked.Wallet, To: null, AccountRef.For("tender", asked.Tender ?? "")) { Tender = asked.Tender, Document = asked.Document, Store = asked.Store, Memo = asked.Memo }, cancellationToken);

    public Task<Result<WalletMovement>> RunAsync(TenderBody body, WriteRequest request) => body.Asked(request, clock).BindAsync(asked => RunAsync(asked, request.Stop));
}
