using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>What nobody decides alone: more than the limit that is set, in the company's currency.</summary>
internal sealed class ApprovalLimit(ExchangeRates rates, PurchasingClock clock)
{
    /// <summary>Whether an amount of the company's currency lies above the limit.</summary>
    public async Task<bool> IsExceededAsync(long worth, ShopDay day, CancellationToken cancellationToken) => worth > await clock.ApprovalLimitAsync(day, cancellationToken);

    /// <summary>
    /// The same of an amount of a supplier's currency, at the highest rate of the last year: saying a low one moves nothing below the limit. What
    /// nobody can tell the worth of is above any limit.
    /// </summary>
    public async Task<bool> IsExceededAsync(Money amount, ShopDay day, CancellationToken cancellationToken) =>
        !amount.IsZero && (await rates.HighestAsync(amount.Currency, day.Currency, cancellationToken) is not { } rate || !rate.Convert(amount).TryGet(out var worth) || await IsExceededAsync(worth.Minor, day, cancellationToken));
}
