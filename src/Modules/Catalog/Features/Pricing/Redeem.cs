using Aisle.Contracts.Catalog;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Writes down what documents use of promotions and coupons, within their limits, and gives it back.</summary>
internal sealed class Redeem(UnitOfWork work, TimeProvider time)
{
    private const string FaultState = "CA000";

    /// <summary>Leaves it to the commit.</summary>
    public void WithCommit(Redemption redemption)
    {
        var applied = redemption.Applied;
        if (applied.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        work.WithCommit(
            new NpgsqlBatchCommand("select catalog.redeem($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)").With(
                redemption.Document.Type, redemption.Document.Id, redemption.Store.Value, redemption.Customer?.Value, redemption.Date.Date, now, applied[0].Discount.Currency.Code,
                applied.Select(_ => Guid.CreateVersion7(now)).ToArray(), applied.Select(one => one.PromotionId).ToArray(),
                applied.Select(one => one.Coupon).ToArray(), applied.Select(one => one.Discount.Minor).ToArray(), applied.Select(one => one.Uses).ToArray()),
            Refusal);
    }

    /// <summary>Gives back what a document has used.</summary>
    public async Task<int> GiveBackAsync(DocumentRef document, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select catalog.give_back($1, $2, $3)", cancellationToken)).With(document.Type, document.Id, time.GetUtcNow());
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static Error? Refusal(PostgresException fault) => !string.Equals(fault.SqlState, FaultState, StringComparison.Ordinal) ? null
        : fault.MessageText is "coupon.used_up" ? Error.Conflict("coupon.used_up", $"The coupon {fault.Hint} was used as often as it may be.") with { Field = "coupons" }
        : Error.Conflict("promotion.used_up", "A promotion was used as often as it may be; reckon the price again.");
}
