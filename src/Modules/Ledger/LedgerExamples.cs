using Aisle.Modules.Ledger.Features;

namespace Aisle.Modules.Ledger;

/// <summary>The examples of the API reference.</summary>
internal static class LedgerExamples
{
    public static FiscalYearRecord Year { get; } = new(2026, new DateOnly(2026, 7, 1), new DateOnly(2027, 6, 30), IsClosed: false,
        [new PeriodRecord("2026-07", 2026, new DateOnly(2026, 7, 1), new DateOnly(2026, 7, 31), "closed", 4211, Reopening: null), new PeriodRecord("2026-08", 2026, new DateOnly(2026, 8, 1), new DateOnly(2026, 8, 31), "open", 3977, Reopening: null)]);
}
