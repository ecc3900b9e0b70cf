namespace Aisle.Modules.Purchasing.Domain;

/// <summary>How far a bill may differ from what came.</summary>
/// <param name="Percent">Of the value of a line, in ten thousandths of a percent.</param>
/// <param name="Amount">Minor units a line, in the currency of the bill.</param>
internal sealed record BillTolerance(long Percent, long Amount);

/// <summary>A line of a bill beside what was ordered and what came, in the currency of the bill.</summary>
/// <param name="No">Which line.</param>
/// <param name="Billed">Thousandths that are billed.</param>
/// <param name="Net">What is asked for them.</param>
/// <param name="Open">Thousandths that came and were not billed before.</param>
/// <param name="Matched">Of what is billed, what came.</param>
/// <param name="Amount">What that was to cost when it came.</param>
/// <param name="Value">What that is worth in the books, in their currency.</param>
/// <param name="IsFine">Whether it is within the tolerance.</param>
internal sealed record LineMatch(int No, long Billed, long Net, long Open, long Matched, long Amount, long Value, bool IsFine)
{
    /// <summary>What is asked beyond what came was to cost.</summary>
    public long Difference => Net - Amount;
}

/// <summary>Holds a bill against what was ordered and what came, line by line. Pure.</summary>
internal static class BillMatch
{
    /// <param name="no">Which line.</param>
    /// <param name="billed">Thousandths that are billed.</param>
    /// <param name="net">What is asked for them.</param>
    /// <param name="open">Thousandths that came and were not billed before.</param>
    /// <param name="amount">What they were to cost; the last of them take what is left of it.</param>
    /// <param name="value">What they are worth in the books; the same.</param>
    /// <param name="tolerance">How far it may differ.</param>
    public static LineMatch Line(int no, long billed, long net, long open, long amount, long value, BillTolerance tolerance)
    {
        var matched = Math.Min(billed, open);
        var cost = Amounts.Share(amount, open, matched);
        var difference = Math.Abs(net - cost);
        var isFine = matched == billed && difference <= tolerance.Amount && (Int128)difference * 1_000_000 <= (Int128)cost * tolerance.Percent;
        return new LineMatch(no, billed, net, open, matched, cost, Amounts.Share(value, open, matched), isFine);
    }

    /// <summary>What was accepted, when differences were: other ones must be accepted anew.</summary>
    public static string Mark(IEnumerable<LineMatch> lines) => string.Join(';', lines.Select(line => FormattableString.Invariant($"{line.No}:{line.Matched}:{line.Amount}")));
}
