using Aisle.Kernel;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>What a supplier's currency is worth in the company's: as it is said with a document, or as it was used last.</summary>
internal sealed class ExchangeRates(RowStore rows)
{
    /// <summary>The rate of a document. Where none is said it is the last one that was used with the currency; between the same two it is 1.</summary>
    public async Task<ExchangeRate> ReadAsync(Problems problems, string? said, Currency unit, Currency books, CancellationToken cancellationToken)
    {
        if (said is not null)
        {
            problems.Require(ExchangeRate.TryParse(said, unit, books, out var rate), "purchase.rate", $"A rate is above zero, up to 1,000,000,000, with at most {ExchangeRate.Digits} decimals; 1 where the currencies are the same.", "rate");
            return rate;
        }

        if (await LastAsync(unit, books, cancellationToken) is { } last)
        {
            return last;
        }

        problems.Add(PurchasingErrors.RateNeeded(unit, books));
        return default;
    }

    /// <summary>The last rate that was used with a currency; null where there is none yet.</summary>
    public async Task<ExchangeRate?> LastAsync(Currency unit, Currency books, CancellationToken cancellationToken)
    {
        if (unit == books)
        {
            return ExchangeRate.Same(books);
        }

        var used = (await rows.SelectAsync<Used>("select purchasing.last_rate($1) as rate", cancellationToken, unit.Code))[0].Rate;
        return used is { } value ? Of(value, unit, books) : null;
    }

    /// <summary>The rate that a row has.</summary>
    public static ExchangeRate Of(decimal value, string unit, string books) => Of(value, Currency.Get(unit), Currency.Get(books));

    private static ExchangeRate Of(decimal value, Currency unit, Currency books) =>
        ExchangeRate.TryCreate(value, unit, books, out var rate) ? rate : throw new InvalidOperationException($"{value} is no rate of {unit} in {books}.");

    private sealed record Used(decimal? Rate);
}
