using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A month of the books.</summary>
/// <param name="Month">Which one: <c>2026-11</c>.</param>
/// <param name="FiscalYear">The fiscal year it belongs to, by the year in which that begins.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="Entries">Entries in it.</param>
/// <param name="Reopening">Somebody's wish to open it again that waits for another person, or null.</param>
internal sealed record PeriodRecord(string Month, int FiscalYear, DateOnly From, DateOnly To, string State, long Entries, ReopeningRecord? Reopening);

/// <summary>A wish to open a closed month again.</summary>
/// <param name="Reason">Why.</param>
/// <param name="AskedBy">Name of who wishes it.</param>
/// <param name="AskedById">Their id.</param>
/// <param name="AskedAt">When.</param>
internal sealed record ReopeningRecord(string Reason, string AskedBy, Guid AskedById, DateTimeOffset AskedAt);

/// <summary>The months of a fiscal year.</summary>
/// <param name="FiscalYear">By the calendar year in which it begins.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="IsClosed">Whether its result has been carried into equity.</param>
/// <param name="Months">Its months.</param>
internal sealed record FiscalYearRecord(int FiscalYear, DateOnly From, DateOnly To, bool IsClosed, IReadOnlyList<PeriodRecord> Months);

/// <summary>A month as it stands in addresses.</summary>
internal static class Month
{
    public static Result<DateOnly> Read(string text) =>
        DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year is >= 1970 and <= 9000
            ? first : Error.NotFound("ledger.period_unknown", "A period is a month such as 2026-11.");

    public static string Text(DateOnly first) => first.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public static DateOnly Last(DateOnly first) => first.AddMonths(1).AddDays(-1);
}
