using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary>A wallet to be opened.</summary>
/// <param name="CustomerId">Whose it is: a user.</param>
/// <param name="Kind">What it holds; gift cards are issued instead.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record OpenWalletBody(UserId CustomerId, WalletKind Kind, WalletId? Id = null);

/// <summary>Opens wallets: one of each kind for a customer.</summary>
internal sealed class OpenWallet(UnitOfWork work, WalletStore wallets, ILedger ledger, IPeople people, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<OpenWallet, OpenWalletBody, WalletRecord>("/wallets", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(OpenWallet)).WithTags("Wallets").WithSummary("Open a wallet")
            .WithDescription("A customer has one open wallet of each kind, in the currency of the company or in points.")
            .WithExample(WalletsExamples.Wallet).Requires(Permissions.WalletEdit);

    /// <summary>The open wallet of a kind, made where there is none.</summary>
    public Task<Result<WalletRecord>> EnsureAsync(UserId customer, WalletKind kind, CancellationToken cancellationToken) => work.RunAsync<WalletRecord>(async stop =>
        await wallets.OpenOfAsync(customer, kind, stop) is { } there ? there : await MakeAsync(clock.New<WalletId>(), customer, kind, stop), cancellationToken);

    public Task<Result<WalletRecord>> RunAsync(OpenWalletBody body, CancellationToken cancellationToken) => work.RunAsync<WalletRecord>(async stop =>
        body.Id is { } id && await wallets.FindAsync(id, stop) is { } known
            ? known.CustomerId == body.CustomerId && known.Kind == body.Kind ? known : WalletErrors.Contradiction
            : await MakeAsync(body.Id ?? clock.New<WalletId>(), body.CustomerId, body.Kind, stop), cancellationToken);

    public async Task<Result<WalletRecord>> RunAsync(OpenWalletBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.WalletEdit, store: null))
        {
            return Access.Forbidden;
        }

        var opened = await RunAsync(body, request.Stop);
        request.Location = opened.IsSuccess ? $"/api/v1/wallets/{opened.Value.Id}" : null;
        request.Version = opened.IsSuccess ? opened.Value.Version : null;
        return opened;
    }

    private async Task<Result<WalletRecord>> MakeAsync(WalletId id, UserId customer, WalletKind kind, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(kind != WalletKind.GiftCard, "wallet.kind", "Gift cards are issued, not opened.", "kind");
        problems.Require(id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        var person = (await people.FindAsync([customer], cancellationToken)).GetValueOrDefault(customer);
        problems.Require(person is not null, "user.unknown", "There is no such user.", "customerId");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (await clock.CurrencyAsync(cancellationToken) is not { } money)
        {
            return WalletErrors.NoShop;
        }

        var unit = kind == WalletKind.Points ? Currency.Points : money;
        var wallet = new WalletRecord(id, customer, kind, unit.Code, WalletStatus.Active, WalletLevel.Basic, Reason: null, clock.Now, Version: 1);
        if (await wallets.InsertAsync([wallet], cancellationToken) == 0)
        {
            return Error.Conflict("wallet.exists", "The customer has an open wallet of this kind already.");
        }

        var opened = await ledger.OpenAsync(new NewSubaccount(SubaccountId.From(id.Value), AccountRef.For(MoveKinds.RoleOf(kind)), $"wallet/{id}", Floor: 0), cancellationToken);
        if (opened.IsFailure)
        {
            return opened.Errors.ToArray();
        }

        work.Audit(new AuditEntry("wallets.wallet.open", "wallets.wallet", id.ToString(), person!.Name, After: wallet));
        work.Publish(new WalletChanged(id, customer, WalletStatus.Active));
        return wallet;
    }
}
