namespace Aisle.Modules.Purchasing.Domain;

/// <summary>How far a bill may differ from what came and from what was ordered.</summary>
/// <param name="Percent">Of the value of a line, in ten thousandths of a percent.</param>
/// <param name="Amount">Minor units a line, in the currency of the bill.</param>
internal sealed record BillTolerance(long Percent, long Amount)
{
    /// <summary>Whether a difference to an amount lies within both.</summary>
    public bool Allows(long difference, long amount) => Math.Abs(difference) <= Amount && (Int128)Math.Abs(difference) * 1_000_000 <= (Int128)amount * Percent;
}

/// <summary>A line of a bill beside what was ordered and what came, in the currency of the bill.</summary>
/// <param name="No">Which line.</param>
/// <param name="Billed">Thousandths that are billed.</param>
/// <param name="Net">What is asked for them.</param>
/// <param name="Open">Thousandths that came and were not billed before.</param>
/// <param name="Matched">Of what is billed, what came.</param>
/// <param name="Amount">What that was to cost when it came.</param>
/// <param name="Value">What that is worth in the books, in their currency.</param>
/// <param name="Ordered">What all that is billed costs at the order's price; null where it came without an order.</param>
/// <param name="Differs">By what it is beyond the tolerance, of <see cref="BillMatch"/>; empty where it is within.</param>
internal sealed record LineMatch(int No, long Billed, long Net, long Open, long Matched, long Amount, long Value, long? Ordered, IReadOnlyList<string> Differs)
{
    /// <summary>What is asked beyond what came was to cost.</summary>
    public long Difference => Net - Amount;

    /// <summary>Whether it is within the tolerance.</summary>
    public bool IsFine => Differs.Count == 0;
}

/// <summary>A bill held against what was ordered and what came.</summary>
/// <param name="Lines">Each of its lines.</param>
/// <param name="MostVat">The VAT of its net amount at the highest rate of its day.</param>
/// <param name="IsVatFine">Whether its VAT is no more than that and the tolerance.</param>
internal sealed record BillMatches(IReadOnlyList<LineMatch> Lines, long MostVat, bool IsVatFine)
{
    /// <summary>Whether all of it is within the tolerance.</summary>
    public bool IsFine => IsVatFine && Lines.All(line => line.IsFine);

    /// <summary>What was accepted, when differences were: other ones must be accepted anew.</summary>
    public string Mark => string.Join(';', Lines.Select(line => FormattableString.Invariant($"{line.No}:{line.Matched}:{line.Amount}"))) + (IsVatFine ? "" : ";vat");
}

/// <summary>Holds a bill against what was ordered and what came, line by line. Pure.</summary>
internal static class BillMatch
{
    /// <summary>More is billed than came.</summary>
    public const string Quantity = "quantity";

    /// <summary>The amount differs from what came.</summary>
    public const string Received = "received";

    /// <summary>The amount differs from the order's price.</summary>
    public const string Ordered = "ordered";

    /// <param name="no">Which line.</param>
    /// <param name="billed">Thousandths that are billed.</param>
    /// <param name="net">What is asked for them.</param>
    /// <param name="open">Thousandths that came and were not billed before.</param>
    /// <param name="amount">What they were to cost; the last of them take what is left of it.</param>
    /// <param name="value">What they are worth in the books; the same.</param>
    /// <param name="ordered">What all that is billed costs at the order's price; null where it came without an order, or at that price.</param>
    /// <param name="tolerance">How far it may differ.</param>
    public static LineMatch Line(int no, long billed, long net, long open, long amount, long value, long? ordered, BillTolerance tolerance)
    {
        var matched = Math.Min(billed, open);
        var cost = Amounts.Share(amount, open, matched);
        List<string> differs = [];
        if (matched < billed)
        {
            differs.Add(Quantity);
        }

        if (!tolerance.Allows(net - cost, cost))
        {
            differs.Add(Received);
        }

        if (ordered is { } agreed && !tolerance.Allows(net - agreed, agreed))
        {
            differs.Add(Ordered);
        }

        return new LineMatch(no, billed, net, open, matched, cost, Amounts.Share(value, open, matched), ordered, differs);
    }

    /// <summary>The lines with the VAT of all of them. Less VAT than that is no difference: not all goods are taxed alike.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="vat">VAT that the bill asks.</param>
    /// <param name="highestRate">Percent.</param>
    /// <param name="tolerance">How far it may be beyond.</param>
    public static BillMatches Bill(IReadOnlyList<LineMatch> lines, long vat, decimal highestRate, BillTolerance tolerance)
    {
        var most = (long)decimal.Round(lines.Sum(line => (decimal)line.Net) * highestRate / 100, MidpointRounding.AwayFromZero);
        return new BillMatches(lines, most, vat <= most || tolerance.Allows(vat - most, most));
    }
}
