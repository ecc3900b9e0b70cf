using System.ComponentModel;
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

/// <summary>What the limits of a wallet leave today; absent for no limit.</summary>
/// <param name="PerTransaction">Most of one movement.</param>
/// <param name="Out">What can still leave today.</param>
/// <param name="In">What can still enter today.</param>
/// <param name="Balance">What it can still take until its highest balance.</param>
internal sealed record LimitsLeft(Money? PerTransaction, Money? Out, Money? In, Money? Balance)
{
    public static LimitsLeft Of(LockedWallet wallet, Money balance)
    {
        var limits = wallet.Limits;
        return new LimitsLeft(Left(limits.PerTransaction, 0), Left(limits.DayOut, wallet.UsedOut), Left(limits.DayIn, wallet.UsedIn), Left(limits.HighestBalance, balance.Minor));

        Money? Left(long? most, long used) => most is { } limit ? new Money(Math.Max(0, limit - used), wallet.Unit) : null;
    }
}

/// <summary>A wallet with what it has and may.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Customer">What its owner is called, or absent.</param>
/// <param name="Balance">What it has.</param>
/// <param name="LeftToday">What its limits leave today.</param>
/// <param name="PointsOwed">Points of refunded sales that had been spent; the next earnings pay them.</param>
/// <param name="Card">Of a gift card: what else is known.</param>
internal sealed record WalletDetail(WalletRecord Wallet, string? Customer, WalletBalance Balance, LimitsLeft LeftToday, long PointsOwed, CardFacts? Card);

/// <summary><c>GET /api/v1/wallets/{id}</c>: what a wallet has, what of it is held, and what its limits leave today.</summary>
internal static class ReadWallet
{
    public static void Map(IEndpointRouteBuilder api) => MapOne(api, "/wallets/{id}", nameof(ReadWallet), "Wallets", "Read a wallet", WalletsExamples.Detail, isCard: false);

    public static void MapOne(IEndpointRouteBuilder api, string pattern, string name, string tag, string summary, WalletDetail example, bool isCard) =>
        api.MapGet(pattern, async ([Description("Id of the wallet.")] string id, HttpContext context, WalletQuery query, WalletStore wallets, WalletClock clock, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                var wanted = reader.Problems.Take(TypedId.Parse<WalletId>(id, "id"));
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : await FindAsync(wanted, query, wallets, clock, cancellationToken) is { } found && (!isCard || found.Card is not null) ? TaggedAnswer.Of(found, found.Wallet.Version)
                    : new[] { isCard ? WalletErrors.CardUnknown : WalletErrors.Unknown }.ToProblem();
            })
            .WithName(name).WithTags(tag).WithSummary(summary).WithDescription("Balance, what of it is held and can be spent, and what the limits leave today. The ETag is the version for edits.")
            .WithQuery([]).Produces<WalletDetail>().WithProblems(404).WithExample(example).Requires(Permissions.WalletRead);

    public static async Task<WalletDetail?> FindAsync(WalletId id, WalletQuery query, WalletStore wallets, WalletClock clock, CancellationToken cancellationToken)
    {
        if (await query.OneAsync(id, cancellationToken) is not { } line || await wallets.LookAsync(id, await clock.TodayAsync(cancellationToken), cancellationToken) is not { } look)
        {
            return null;
        }

        return new WalletDetail(line.Wallet, line.Customer, line.Balance, LimitsLeft.Of(look, line.Balance.Balance), look.Owed, line.Card);
    }
}
