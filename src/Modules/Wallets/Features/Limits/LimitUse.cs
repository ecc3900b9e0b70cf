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

/// <summary>What a limit says.</summary>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day; absent while it holds.</param>
/// <param name="PerTransaction">Most of one movement; absent for no limit.</param>
/// <param name="DayOut">Most that leaves on a day.</param>
/// <param name="DayIn">Most that enters on a day.</param>
/// <param name="HighestBalance">Most that a wallet may hold.</param>
internal sealed record LimitBody(DateOnly ValidFrom, DateOnly? ValidTo = null, Money? PerTransaction = null, Money? DayOut = null, Money? DayIn = null, Money? HighestBalance = null);

/// <summary>A limit to be added.</summary>
/// <param name="Kind">For which wallets.</param>
/// <param name="Level">For which of their levels.</param>
/// <param name="Currency">ISO 4217 code, or <c>PTS</c>.</param>
/// <param name="Limit">What it says.</param>
internal sealed record AddLimitBody(WalletKind Kind, WalletLevel Level, string Currency, LimitBody Limit);

/// <summary>All limits.</summary>
/// <param name="Items">By kind, level and first day.</param>
internal sealed record LimitList(IReadOnlyList<LimitRecord> Items);

/// <summary>Reads and edits limits. A change holds for the next movement; what was used of a day stays used.</summary>
internal sealed class LimitUse(UnitOfWork work, LimitStore limits, WalletClock clock)
{
    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);

    private static readonly Error _overlap = Error.Conflict("limit.overlap", "There is a limit of this kind and level for some of these days.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/wallet-limits", async (HttpContext context, LimitStore limits, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(new LimitList(await limits.ListAsync(cancellationToken)));
            })
            .WithName("ListWalletLimits").WithTags("Wallets").WithSummary("List limits of wallets").WithDescription("By kind and level, with the days on which they hold. Where none holds there is no limit.")
            .WithQuery([]).Produces<LimitList>().WithExample(new LimitList([WalletsExamples.Limit])).Requires(Permissions.WalletRead);
        api.MapPost<LimitUse, AddLimitBody, LimitRecord>("/wallet-limits", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddWalletLimit").WithTags("Wallets").WithSummary("Add a limit of wallets").WithDescription("For a kind and level of wallets, from a day on. Two of the same kind, level and currency do not hold on the same day.")
            .WithExample(WalletsExamples.Limit).Requires(Permissions.LimitEdit);
        api.MapPut<LimitUse, LimitBody, LimitRecord>("/wallet-limits/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName("EditWalletLimit").WithTags("Wallets").WithSummary("Edit a limit of wallets").WithDescription("Its days and amounts. It holds for the next movement.")
            .WithExample(WalletsExamples.Limit with { Version = 2 }).WithProblems(404).Requires(Permissions.LimitEdit);
    }

    public async Task<Result<LimitRecord>> AddAsync(AddLimitBody body, WriteRequest request)
    {
        var problems = new Problems();
        var unit = Currency.TryGetUnit(body.Currency, out var known) ? known : default;
        problems.Require(unit != default, "currency.unknown", "A currency is an active ISO 4217 code, such as BDT, or PTS.", "currency");
        problems.Require(unit == default || (unit == Currency.Points) == (body.Kind == WalletKind.Points), "wallet.currency", "Points are kept in PTS, and nothing else is.", "currency");
        Check(problems, body.Limit, unit, "limit.");
        return await WriteAsync(problems, request, _ => Task.FromResult<Result<(LimitRecord?, LimitRecord)>>(
            (null, Of(new LimitRecord(clock.New<WalletLimitId>(), body.Kind, body.Level, unit.Code, default, ValidTo: null, PerTransaction: null, DayOut: null, DayIn: null, HighestBalance: null, Version: 1), body.Limit))));
    }

    public async Task<Result<LimitRecord>> SaveAsync(LimitBody body, WriteRequest request)
    {
        var (id, version, problems) = (request.Id<WalletLimitId>(), request.IfMatch(), new Problems());
        if (id.IsFailure || version.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : version.Errors.ToArray();
        }

        return await WriteAsync(problems, request, async stop =>
        {
            if (await limits.FindAsync(id.Value, isLocked: true, stop) is not { } before)
            {
                return Error.NotFound("limit.unknown", "There is no such limit.");
            }

            Check(problems, body, Currency.TryGetUnit(before.Currency, out var unit) ? unit : default, "");
            return problems.Any ? problems.Errors.ToArray()
                : before.Version != version.Value ? Outdated
                : (before, Of(before with { Version = before.Version + 1 }, body));
        });
    }

    private static LimitRecord Of(LimitRecord limit, LimitBody body) => limit with
    {
        ValidFrom = body.ValidFrom, ValidTo = body.ValidTo, PerTransaction = body.PerTransaction, DayOut = body.DayOut, DayIn = body.DayIn, HighestBalance = body.HighestBalance,
    };

    private static void Check(Problems problems, LimitBody body, Currency unit, string at)
    {
        problems.Require(body.ValidFrom.Year is >= 1970 and <= 9000 && body.ValidTo is null or { Year: <= 9000 }, "limit.days", "The days of a limit lie between 1970 and 9000.", at + "validFrom");
        problems.Require(body.ValidTo is not { } end || end >= body.ValidFrom, "limit.days", "A limit does not end before it begins.", at + "validTo");
        foreach (var (amount, field) in ((Money?, string)[])[(body.PerTransaction, "perTransaction"), (body.DayOut, "dayOut"), (body.DayIn, "dayIn"), (body.HighestBalance, "highestBalance")])
        {
            problems.Require(amount is not { } money || money.Minor is > 0 and <= NewEntry.LargestAmount, "wallet.amount_sign", "A limit is above zero; leave it out for none.", at + field);
            problems.Require(amount is not { } other || unit == default || other.Currency == unit, "wallet.currency", $"The limit is in {unit.Code}.", at + field);
        }
    }

    private async Task<Result<LimitRecord>> WriteAsync(Problems problems, WriteRequest request, Func<CancellationToken, Task<Result<(LimitRecord? Before, LimitRecord After)>>> make)
    {
        if (!request.Caller.MayIn(Permissions.LimitEdit, store: null))
        {
            return Access.Forbidden;
        }

        var saved = problems.Any ? problems.Errors.ToArray() : await work.RunAsync<LimitRecord>(async stop =>
        {
            var made = await make(stop);
            if (made.IsFailure)
            {
                return made.Errors.ToArray();
            }

            var (before, after) = made.Value;
            if (!await limits.SaveAsync(after, clock.Now, stop))
            {
                return _overlap;
            }

            work.Audit(new AuditEntry(before is null ? "wallets.limit.add" : "wallets.limit.edit", "wallets.limit", after.Id.ToString(), $"{after.Kind} {after.Level} {after.Currency}", before, after));
            return after;
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        request.Location = saved is { IsSuccess: true, Value.Version: 1 } ? $"/api/v1/wallet-limits/{saved.Value.Id}" : null;
        return saved;
    }
}
