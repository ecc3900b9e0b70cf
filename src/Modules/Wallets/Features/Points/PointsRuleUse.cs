using Aisle.Contracts.Ledger;
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

/// <summary>What points cost and are worth.</summary>
/// <param name="Spend">What of a sale earns one point.</param>
/// <param name="Value">What one point pays.</param>
/// <param name="Days">Days after that of the sale on which points can be spent, 1 to 36,500.</param>
/// <param name="Least">Fewest that can be spent at once.</param>
internal sealed record PointsRuleBody(Money Spend, Money Value, int Days, long Least);

/// <summary>What points cost and are worth, as it is kept.</summary>
/// <param name="Spend">What of a sale earns one point.</param>
/// <param name="Value">What one point pays.</param>
/// <param name="Days">Days after that of the sale on which points can be spent.</param>
/// <param name="Least">Fewest that can be spent at once.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record PointsRuleRecord(Money Spend, Money Value, int Days, long Least, int Version)
{
    public static PointsRuleRecord Of(PointsRule rule, Currency currency) => new(new Money(rule.Spend, currency), new Money(rule.Value, currency), rule.Days, rule.Least, rule.Version);
}

/// <summary>Reads and edits the rates of points. What was earned keeps its lifetime; what is spent pays by the rates of its day.</summary>
internal sealed class PointsRuleUse(UnitOfWork work, LimitStore limits, WalletClock clock)
{
    private const long Largest = 1_000_000_000_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/points-rule", async (HttpContext context, PointsRuleUse use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : await use.ReadAsync(cancellationToken) is { } rule ? TaggedAnswer.Of(rule, rule.Version)
                    : new[] { WalletErrors.NoShop }.ToProblem();
            })
            .WithName("ReadPointsRule").WithTags("Points").WithSummary("Read the rates of points").WithDescription("What earns a point, what one pays, and how long they last. The ETag is the version for edits.")
            .WithQuery([]).Produces<PointsRuleRecord>().WithProblems(409).WithExample(WalletsExamples.Rule).Requires(Permissions.WalletRead);
        api.MapPut<PointsRuleUse, PointsRuleBody, PointsRuleRecord>("/points-rule", (use, body, request) => use.SaveAsync(body, request))
            .WithName("EditPointsRule").WithTags("Points").WithSummary("Edit the rates of points")
            .WithDescription("They hold from now on: points there are keep their last day, and pay by the new rate.")
            .WithExample(WalletsExamples.Rule with { Version = 2 }).Requires(Permissions.LimitEdit);
    }

    public async Task<PointsRuleRecord?> ReadAsync(CancellationToken cancellationToken) =>
        await clock.CurrencyAsync(cancellationToken) is { } currency ? PointsRuleRecord.Of(await limits.RuleAsync(isLocked: false, cancellationToken), currency) : null;

    public async Task<Result<PointsRuleRecord>> SaveAsync(PointsRuleBody body, WriteRequest request)
    {
        var version = request.IfMatch();
        if (!request.Caller.MayIn(Permissions.LimitEdit, store: null) || version.IsFailure)
        {
            return version.IsFailure ? version.Errors.ToArray() : Access.Forbidden;
        }

        if (await clock.CurrencyAsync(request.Stop) is not { } currency)
        {
            return WalletErrors.NoShop;
        }

        var problems = new Problems();
        foreach (var (amount, field) in ((Money, string)[])[(body.Spend, "spend"), (body.Value, "value")])
        {
            problems.Require(amount.Currency == currency, "wallet.currency", $"Amounts are in {currency}.", field);
            problems.Require(amount.Minor is > 0 and <= Largest, "wallet.amount_sign", "An amount is above zero, and not beyond all reason.", field);
        }

        problems.Require(body.Days is >= 1 and <= 36_500, "points.days", "Points last 1 to 36,500 days.", "days");
        problems.Require(body.Least is >= 1 and <= NewEntry.LargestAmount, "points.least", "At least one point is spent at once.", "least");
        var saved = problems.Any ? problems.Errors.ToArray() : await work.RunAsync<PointsRuleRecord>(async stop =>
        {
            var before = await limits.RuleAsync(isLocked: true, stop);
            if (before.Version != version.Value)
            {
                return LimitUse.Outdated;
            }

            var after = new PointsRule(body.Spend.Minor, body.Value.Minor, body.Days, body.Least, before.Version + 1);
            await limits.SaveRuleAsync(after, clock.Now, stop);
            var (was, now) = (PointsRuleRecord.Of(before, currency), PointsRuleRecord.Of(after, currency));
            work.Audit(new AuditEntry("wallets.points.rule", "wallets.points_rule", "points", "points", was, now));
            return now;
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }
}
