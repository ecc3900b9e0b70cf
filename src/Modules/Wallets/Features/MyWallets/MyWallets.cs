using System.ComponentModel;
using Aisle.Contracts.Identity;
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

/// <summary>A wallet of one's own.</summary>
/// <param name="Id">Id: others send money to it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Currency">ISO 4217 code, or <c>PTS</c>.</param>
/// <param name="Status">Whether it can be used.</param>
/// <param name="Balance">What it has.</param>
internal sealed record MyWallet(WalletId Id, WalletKind Kind, string Currency, WalletStatus Status, WalletBalance Balance);

/// <summary>One's own wallets.</summary>
/// <param name="Items">Closed ones last.</param>
internal sealed record MyWalletList(IReadOnlyList<MyWallet> Items);

/// <summary>One wallet of one's own.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="LeftToday">What its limits leave today.</param>
/// <param name="Points">Of points: their lots.</param>
internal sealed record MyWalletDetail(MyWallet Wallet, LimitsLeft LeftToday, PointsAnswer? Points);

/// <summary><c>/api/v1/wallets/mine</c>: what a customer sees of their own. What is somebody else's is answered as not there.</summary>
internal static class MyWallets
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/wallets/mine", ListAsync)
            .WithName("ListMyWallets").WithTags("My wallets").WithSummary("List one's own wallets").WithDescription("Money, store credit and points of the one who asks.")
            .WithQuery([]).Produces<MyWalletList>().WithExample(new MyWalletList([WalletsExamples.Mine])).ForSignedIn();
        api.MapGet("/wallets/mine/{id}", ReadAsync)
            .WithName("ReadMyWallet").WithTags("My wallets").WithSummary("Read one's own wallet").WithDescription("Balance, what the limits leave today, and of points what expires when.")
            .WithQuery([]).Produces<MyWalletDetail>().WithProblems(404).WithExample(new MyWalletDetail(WalletsExamples.Mine, WalletsExamples.Left, Points: null)).ForSignedIn();
    }

    private static async Task<IResult> ListAsync(HttpContext context, WalletStore wallets, WalletQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        var mine = await wallets.OfCustomerAsync(UserId.From(context.Caller().Id!.Value), cancellationToken);
        return TaggedAnswer.Of(new MyWalletList([.. (await query.WithBalancesAsync([.. mine.Select(wallet => (wallet, (CardFacts?)null))], cancellationToken)).Select(Of)]));
    }

    private static async Task<IResult> ReadAsync(
        [Description("Id of the wallet.")] string id, HttpContext context, WalletStore wallets, WalletQuery query, LotStore lots, LimitStore limits, WalletClock clock, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<WalletId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (await query.OneAsync(wanted, cancellationToken) is not { } line || line.Wallet.CustomerId?.Value != context.Caller().Id)
        {
            return new[] { WalletErrors.Unknown }.ToProblem();
        }

        var look = (await wallets.LookAsync(wanted, await clock.TodayAsync(cancellationToken), cancellationToken))!;
        var points = line.Wallet.Kind == WalletKind.Points ? await PointsRoutes.AnswerAsync(wanted, wallets, lots, limits, clock, cancellationToken) : null;
        return TaggedAnswer.Of(new MyWalletDetail(Of(line), LimitsLeft.Of(look, line.Balance.Balance), points));
    }

    private static MyWallet Of(WalletLine line) => new(line.Wallet.Id, line.Wallet.Kind, line.Wallet.Currency, line.Wallet.Status, line.Balance);
}
