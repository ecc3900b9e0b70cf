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

/// <summary>Open holds of a wallet.</summary>
/// <param name="Items">Newest first, at most 100.</param>
internal sealed record HoldList(IReadOnlyList<WalletHold> Items);

/// <summary><c>GET /api/v1/wallets/{id}/holds</c>: what of a wallet is promised.</summary>
internal static class ListHolds
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/wallets/{id}/holds", HandleAsync)
            .WithName(nameof(ListHolds)).WithTags("Wallets").WithSummary("List open holds of a wallet")
            .WithDescription("What is promised and neither paid nor given up, newest first.")
            .WithQuery([]).Produces<HoldList>().WithProblems(404).WithExample(new HoldList([WalletsExamples.Hold])).Requires(Permissions.WalletRead);

    private static async Task<IResult> HandleAsync([Description("Id of the wallet.")] string id, HttpContext context, WalletStore wallets, HoldStore holds, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<WalletId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await wallets.FindAsync(wanted, cancellationToken) is null
            ? new[] { WalletErrors.Unknown }.ToProblem()
            : TaggedAnswer.Of(new HoldList([.. (await holds.OpenAsync(wanted, cancellationToken)).Select(kept => kept.Hold)]));
    }
}
