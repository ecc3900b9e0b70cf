using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What the bodies of this module have in common: texts, quantities, amounts, and what makes them the same when sent again.</summary>
internal static class Body
{
    /// <summary>Most units of a line, so that what they cost fits.</summary>
    private const decimal MostUnits = 1_000_000_000m;

    /// <summary>A quantity as thousandths; zero where it is at fault. What is counted in pieces is counted in whole ones, as the stock does.</summary>
    public static long Quantity(Problems problems, decimal quantity, string field, bool mayBeZero = false, Unit? unit = null)
    {
        if (!problems.Require(quantity <= MostUnits, "purchase.quantity_range", $"A line is of {MostUnits:0} units at most.", field))
        {
            return 0;
        }

        var fine = quantity >= 0 && (mayBeZero || quantity > 0) && decimal.Round(quantity, 3) == quantity;
        problems.Require(fine, "purchase.quantity", mayBeZero ? "A quantity is zero or more, with at most three decimals." : "A quantity is above zero, with at most three decimals.", field);
        Whole(problems, fine ? quantity : 0, unit, field);
        return fine ? (long)(quantity * 1_000m) : 0;
    }

    /// <summary>There is no part of a piece.</summary>
    public static void Whole(Problems problems, decimal quantity, Unit? unit, string field) =>
        problems.Require(unit != Unit.Piece || quantity == decimal.Truncate(quantity), "inventory.quantity_whole", "This product is counted in whole pieces.", field);

    public static decimal Units(long thousandths) => decimal.Round(thousandths / 1_000m, 3) / 1.000000000m;

    /// <summary>An amount in the currency it must be in.</summary>
    public static long Amount(Problems problems, Money amount, Currency currency, string field)
    {
        problems.Require(amount.Currency == currency, "purchase.currency", $"Amounts are in {currency.Code}.", field);
        problems.Require(amount.Minor is >= 0 and <= NewEntry.LargestAmount, "purchase.amount", "An amount is zero or more, and no larger than the books take.", field);
        return Math.Clamp(amount.Minor, 0, NewEntry.LargestAmount);
    }

    /// <summary>The same, which may be below zero.</summary>
    public static long SignedAmount(Problems problems, Money amount, Currency currency, string field)
    {
        problems.Require(amount.Currency == currency, "purchase.currency", $"Amounts are in {currency.Code}.", field);
        problems.Require(amount.Minor is >= -NewEntry.LargestAmount and <= NewEntry.LargestAmount, "purchase.amount", "An amount is no larger than the books take.", field);
        return Math.Clamp(amount.Minor, -NewEntry.LargestAmount, NewEntry.LargestAmount);
    }

    /// <summary>What an amount is worth in the books; a fault of its field where that is more than they take.</summary>
    public static long Booked(Problems problems, ExchangeRate rate, long amount, string field)
    {
        // What is at fault already has no rate, or no amount.
        if (problems.Any)
        {
            return 0;
        }

        var worth = rate.Convert(new Money(amount, rate.From));
        var fine = worth.IsSuccess && worth.Value.Minor is >= -NewEntry.LargestAmount and <= NewEntry.LargestAmount;
        problems.Require(fine, "purchase.amount", "An amount is zero or more, and no larger than the books take.", field);
        return fine ? worth.Value.Minor : 0;
    }

    public static void Day(Problems problems, DateOnly? day, string field) => problems.Require(day is null or { Year: >= 1970 and <= 9000 }, "purchase.day", "A day lies between 1970 and 9000.", field);

    /// <summary>A product of lines that would not fit is a fault of its own and no overflow.</summary>
    public static long Cost(Problems problems, long quantity, long packUnits, long price, string field)
    {
        var fine = packUnits > 0 && (Int128)quantity * price / packUnits < NewEntry.LargestAmount;
        problems.Require(fine, "purchase.amount", "An amount is zero or more, and no larger than the books take.", field);
        return fine ? Amounts.Of(quantity, packUnits, price) : 0;
    }

    public static Guid? By(this CallerContext caller) => caller.Caller.Kind == CallerKind.System ? null : caller.Caller.Id;
}
