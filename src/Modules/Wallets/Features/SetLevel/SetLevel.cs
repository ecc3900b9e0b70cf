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

/// <summary>What of a wallet can be edited.</summary>
/// <param name="Level">How well its owner is known: which limits hold.</param>
internal sealed record WalletBody(WalletLevel Level);

/// <summary>Puts a wallet on another level, with other limits from now on.</summary>
internal sealed class SetLevel(UnitOfWork work, WalletStore wallets, WalletClock clock)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut<SetLevel, WalletBody, WalletRecord>("/wallets/{id}", (use, body, request) => use.RunAsync(body, request))
            .WithName("EditWallet").WithTags("Wallets").WithSummary("Put a wallet on another level")
            .WithDescription("The limits of the new level hold from now on; what was used of the day stays used.")
            .WithExample(WalletsExamples.Wallet with { Level = WalletLevel.Verified, Version = 2 }).WithProblems(404).Requires(Permissions.WalletEdit);

    public async Task<Result<WalletRecord>> RunAsync(WalletBody body, WriteRequest request)
    {
        var (id, version) = (request.WalletFor(Permissions.WalletEdit, store: null), request.IfMatch());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        var saved = await work.RunAsync<WalletRecord>(async stop =>
        {
            if (await wallets.LockAsync(id.Value, await clock.TodayAsync(stop), stop) is not { Wallet: var before })
            {
                return WalletErrors.Unknown;
            }

            if (before.Version != version.Value)
            {
                return LimitUse.Outdated;
            }

            if (before.Status == WalletStatus.Closed || before.Level == body.Level)
            {
                return before.Status == WalletStatus.Closed ? WalletErrors.Closed : before;
            }

            var after = await wallets.UpdateAsync(before with { Level = body.Level }, clock.Now, stop);
            work.Audit(new AuditEntry("wallets.wallet.level", "wallets.wallet", before.Id.ToString(), before.Id.ToString(), new { before.Level }, new { after.Level }));
            work.Publish(new WalletChanged(after.Id, after.CustomerId, after.Status));
            return after;
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }
}
