namespace Aisle.Modules.Purchasing.Domain;

/// <summary>How far a bill may differ from what came.</summary>
/// <param name="Percent">Of the value of a line, in ten thousandths of a percent.</param>
/// <param name="Amount">Minor units a line.</param>
internal sealed record BillTolerance(long Percent, long Amount);

/// <summary>A line of a bill beside what was ordered and what came.</summary>
/// <param name="No">Which line.</param>
/// <param name="Billed">Thousandths that are billed.</param>
/// <param name="Net">What is asked for them.</param>
/// <param name="Open">Thousandths that came and were not billed before.</param>
/// <param name="Matched">Of what is billed, what came.</param>
/// <param name="Value">What that was worth when it came.</param>
/// <param name="IsFine">Whether it is within the tolerance.</param>
internal sealed record LineMatch(int No, long Billed, long Net, long Open, long Matched, long Value, bool IsFine)
{
    /// <summary>What is asked beyond the value of what came.</summary>
    public long Difference => Net - Value;
}

/// <summary>Holds a bill against what was ordered and what came, line by line. Pure.</summary>
internal static class BillMatch
{
    /// <param name="no">Which line.</param>
    /// <param name="billed">Thousandths that are billed.</param>
    /// <param name="net">What is asked for them.</param>
    /// <param name="open">Thousandths that came and were not billed before.</param>
    /// <param name="value">What they are worth; the last of them take what is left of it.</param>
    /// <param name="tolerance">How far it may differ.</param>
    public static LineMatch Line(int no, long billed, long net, long open, long value, BillTolerance tolerance)
    {
        var matched = Math.Min(billed, open);
        var worth = Amounts.Share(value, open, matched);
        var difference = Math.Abs(net - worth);
        var isFine = matched == billed && difference <= tolerance.Amount && (Int128)difference * 1_000_000 <= (Int128)worth * tolerance.Percent;
        return new LineMatch(no, billed, net, open, matched, worth, isFine);
    }

    /// <summary>What was accepted, when differences were: other ones must be accepted anew.</summary>
    public static string Mark(IEnumerable<LineMatch> lines) => string.Join(';', lines.Select(line => FormattableString.Invariant($"{line.No}:{line.Matched}:{line.Value}")));
}
