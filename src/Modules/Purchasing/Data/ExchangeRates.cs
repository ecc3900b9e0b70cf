using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>What a document says of its rate.</summary>
/// <param name="Text">The rate; null for the last one that was used.</param>
/// <param name="IsConfirmed">Whether it is right although it lies far from the last one.</param>
internal readonly record struct SaidRate(string? Text, bool IsConfirmed);

/// <summary>What a supplier's currency is worth in the company's: as it is said with a document, or as it was used before.</summary>
internal sealed class ExchangeRates(RowStore rows, PurchasingClock clock, CallerContext caller)
{
    private const int DaysOfHighest = 365;

    /// <summary>
    /// The rate of a document. Where none is said it is the last one that was used with the currency; between the same two it is 1. One that lies
    /// far from the last is taken only when somebody who approves orders says that it is right: everybody's next document begins with it.
    /// </summary>
    public async Task<ExchangeRate> ReadAsync(Problems problems, SaidRate said, Currency unit, ShopDay day, CancellationToken cancellationToken)
    {
        var last = await LastAsync(unit, day.Currency, cancellationToken);
        if (said.Text is null)
        {
            if (last is null)
            {
                problems.Add(PurchasingErrors.RateNeeded(unit, day.Currency));
            }

            return last ?? default;
        }

        var isRate = ExchangeRate.TryParse(said.Text, unit, day.Currency, out var rate);
        problems.Require(isRate, "purchase.rate", $"A rate is above zero, up to 1,000,000,000, with at most {ExchangeRate.Digits} decimals; 1 where the currencies are the same.", "rate");
        if (isRate && last is { } before && Amounts.IsFar(rate.Value, before.Value, await clock.RateToleranceAsync(cancellationToken)))
        {
            if (!said.IsConfirmed)
            {
                problems.Add(PurchasingErrors.RateUnusual(rate, before));
            }
            else if (!caller.Caller.MayIn(Permissions.OrderApprove, day.Store.Id))
            {
                problems.Add(PurchasingErrors.RateConfirm);
            }
        }

        return rate;
    }

    /// <summary>The last rate that was used with a currency; null where there is none yet.</summary>
    public Task<ExchangeRate?> LastAsync(Currency unit, Currency books, CancellationToken cancellationToken) => UsedAsync("select purchasing.last_rate($1) as rate", unit, books, cancellationToken);

    /// <summary>The highest rate that was used with a currency in the last year, or the last one if none was; null where there is none yet.</summary>
    public Task<ExchangeRate?> HighestAsync(Currency unit, Currency books, CancellationToken cancellationToken) =>
        UsedAsync("select purchasing.highest_rate($1, $2) as rate", unit, books, cancellationToken, clock.Now.AddDays(-DaysOfHighest));

    /// <summary>The rate that a row has.</summary>
    public static ExchangeRate Of(decimal value, string unit, string books) => Of(value, Currency.Get(unit), Currency.Get(books));

    private async Task<ExchangeRate?> UsedAsync(string sql, Currency unit, Currency books, CancellationToken cancellationToken, params SqlValue[] more)
    {
        if (unit == books)
        {
            return ExchangeRate.Same(books);
        }

        var used = (await rows.SelectAsync<Used>(sql, cancellationToken, (SqlValue[])[unit.Code, .. more]))[0].Rate;
        return used is { } value ? Of(value, unit, books) : null;
    }

    private static ExchangeRate Of(decimal value, Currency unit, Currency books) =>
        ExchangeRate.TryCreate(value, unit, books, out var rate) ? rate : throw new InvalidOperationException($"{value} is no rate of {unit} in {books}.");

    private sealed record Used(decimal? Rate);
}
