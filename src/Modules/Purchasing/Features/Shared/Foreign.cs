using System.Globalization;
using Aisle.Kernel;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>How a document in another currency than that of the books is shown: with its rate, and with what it is there. One in the same currency shows neither.</summary>
internal static class Foreign
{
    public static string? Rate(decimal rate, string currency, string booked) => currency == booked ? null : Text(rate);

    public static Money? Of(long minor, string currency, string booked) => currency == booked ? null : new Money(minor, Currency.Get(booked));

    /// <summary>A rate with no needless zeros.</summary>
    public static string Text(decimal rate) => rate.ToString("0.########", CultureInfo.InvariantCulture);
}
