using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
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

/// <summary>Money to another wallet.</summary>
/// <param name="To">The wallet it goes to, of the same currency.</param>
/// <param name="Amount">How much, above zero.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="StoreId">The store it happens in; who works in one store must name it.</param>
/// <param name="Memo">What it is, at most 200 characters.</param>
internal sealed record TransferBody(WalletId To, Money Amount, EntryId? Id = null, StoreId? StoreId = null, string? Memo = null);

/// <summary>Money to another wallet, from one's own.</summary>
/// <param name="To">The wallet it goes to, of the same currency.</param>
/// <param name="Amount">How much, above zero.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Memo">What it is, at most 200 characters; both see it.</param>
internal sealed record MyTransferBody(WalletId To, Money Amount, EntryId? Id = null, string? Memo = null);

/// <summary>Moves money from one wallet to another; customers do so from their own.</summary>
internal sealed class Transfer(MoveMoney money, WalletStore wallets, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<Transfer, TransferBody, WalletMovement>("/wallets/{id}/transfer", (use, body, request) => use.RunAsync(body, request))
            .WithName("TransferBetweenWallets").WithTags("Wallets").WithSummary("Move money to another wallet")
            .WithDescription("Between wallets of money in the same currency. It counts towards the limits of both.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).Requires(Permissions.MoneyMove);
        api.MapPost<Transfer, MyTransferBody, WalletMovement>("/wallets/mine/{id}/transfer", (use, body, request) => use.RunMineAsync(body, request))
            .WithName("TransferFromMyWallet").WithTags("My wallets").WithSummary("Send money from one's own wallet")
            .WithDescription("To another wallet of the same currency. A wallet that is somebody else's is answered as one that is not there.")
            .WithExample(WalletsExamples.Movement).WithProblems(404).ForSignedIn();
    }

    public Task<Result<WalletMovement>> RunAsync(MoveRequest asked, WalletId to, CancellationToken cancellationToken) =>
        money.RunAsync(new Move(asked.Id, MoveKinds.Transfer, asked.Amount, asked.Wallet, to, Other: null) { Document = asked.Document, Store = asked.Store, Memo = asked.Memo }, cancellationToken);

    public async Task<Result<WalletMovement>> RunAsync(TransferBody body, WriteRequest request)
    {
        var wallet = request.WalletFor(Permissions.MoneyMove, body.StoreId);
        return wallet.IsFailure ? wallet.Errors.ToArray()
            : await RunAsync(new MoveRequest(body.Id ?? clock.New<EntryId>(), wallet.Value, body.Amount) { Store = body.StoreId, Memo = body.Memo }, body.To, request.Stop);
    }

    private async Task<Result<WalletMovement>> RunMineAsync(MyTransferBody body, WriteRequest request)
    {
        var wallet = request.Id<WalletId>();
        if (wallet.IsFailure || await wallets.FindAsync(wallet.Value, request.Stop) is not { } mine || mine.CustomerId?.Value != request.Caller.Id)
        {
            return WalletErrors.Unknown;
        }

        return await RunAsync(new MoveRequest(body.Id ?? clock.New<EntryId>(), mine.Id, body.Amount) { Memo = body.Memo }, body.To, request.Stop);
    }
}
