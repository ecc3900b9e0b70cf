using Aisle.Contracts.Ledger;
using Aisle.Kernel;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What the books are told of differences that come from rates.</summary>
internal static class Exchange
{
    /// <summary>The rule by which a credit note is set against bills that are booked at another rate.</summary>
    public const string Rule = "supplier_exchange";

    /// <summary>Only where there is one: a rule that a company has of its own need not know of it.</summary>
    public static void Tell(Facts facts, string name, Money difference)
    {
        if (!difference.IsZero)
        {
            facts.Set(name, difference);
        }
    }
}
