using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Storefront;

/// <summary>Prints tables for people and a line for each figure for programs.</summary>
internal static class Report
{
    public static void Print(StorefrontResult result)
    {
        Tables.Prepare();
        PrintLoad(result);
        PrintStatements(result);
        PrintBudgets(result);
        PrintLines(result);
    }

    /// <summary>How each figure changed from the first run to the second.</summary>
    public static void PrintGrowth(StorefrontResult small, StorefrontResult large)
    {
        var table = Table($"From {small.Scale},000 to {large.Scale},000 products", "case", $"req/s at {small.Scale},000", $"at {large.Scale},000", "factor", "p99 ms", "then", "factor");
        foreach (var (before, after) in small.Measurements.Join(large.Measurements, one => one.Key, one => one.Key, (before, after) => (before, after), StringComparer.Ordinal))
        {
            Row(table, before.Key, N(before.Ours.PerSecond, "#,0"), N(after.Ours.PerSecond, "#,0"), N(after.Ours.PerSecond / before.Ours.PerSecond, "0.00"),
                N(before.Ours.P99, "0.00"), N(after.Ours.P99, "0.00"), N(after.Ours.P99 / before.Ours.P99, "0.00"));
        }

        AnsiConsole.Write(table);
        foreach (var (before, after) in small.Measurements.Join(large.Measurements, one => one.Key, one => one.Key, (before, after) => (before, after), StringComparer.Ordinal))
        {
            Line($"growth/{after.Key}", after.Ours.PerSecond, before.Ours.PerSecond, "req/s");
            Line($"growth/{after.Key}/p99", after.Ours.P99, before.Ours.P99, "ms");
        }

        if (small.Own is { } was && large.Own is { } now)
        {
            Line("growth/memory-peak", now.Peak, was.Peak, "MB");
            Line("growth/ready", now.Ready.TotalMilliseconds, was.Ready.TotalMilliseconds, "ms");
            Line("growth/import", now.Rows / now.ImportSeconds, was.Rows / was.ImportSeconds, "rows/s");
            Line("growth/database", now.DatabaseMegabytes, was.DatabaseMegabytes, "MB");
        }
    }

    private static void PrintLoad(StorefrontResult result)
    {
        var table = Table($"{result.Scale},000 products; the limit is the same host sending a constant body of the same size, and beside it a bare Kestrel doing so", "case", "conn", "req/s", "limit", "ratio", "bare", "ratio", "p50 ms", "limit", "p99 ms", "limit",
            "body KB", "µs shop", "µs limit", "µs pg", "µs client", "other cores");
        foreach (var one in result.Measurements)
        {
            Row(table, one.Case, N(one.Connections, "0"), N(one.Ours.PerSecond, "#,0"), N(one.Limit.PerSecond, "#,0"), N(one.Ratio, "0.00"), N(one.Bare.PerSecond, "#,0"), N(one.BareRatio, "0.00"),
                N(one.Ours.P50, "0.00"), N(one.Limit.P50, "0.00"), N(one.Ours.P99, "0.00"), N(one.Limit.P99, "0.00"), N(one.BodySize / 1024.0, "0.0"),
                N(one.Cpu.Shop, "0"), N(one.LimitCpu, "0"), N(one.Cpu.Postgres, "0"), N(one.Cpu.Client, "0"), N(one.Others, "0.0"));
        }

        AnsiConsole.Write(table);
    }

    private static void PrintStatements(StorefrontResult result)
    {
        if (result.Statements.Count > 0)
        {
            var table = Table("Statements of a request", "case", "first after a start", "new", "again");
            foreach (var count in result.Statements)
            {
                Row(table, count.Case, Text(count.First), Text(count.Fresh), Text(count.Again));
            }

            AnsiConsole.Write(table);
        }

        if (result.Own is { } own)
        {
            var table = Table("The shop", "what", "measured", "limit");
            Row(table, "time to ready, first start ever", N(own.FirstReady.TotalMilliseconds, "#,0") + " ms", "");
            Row(table, "time to ready with the products", N(own.Ready.TotalMilliseconds, "#,0") + " ms", $"{N(result.BareReady.TotalMilliseconds, "#,0")} ms (the bare server)");
            Row(table, $"import of {N(own.Rows, "#,0")} rows", N(own.Rows / own.ImportSeconds, "#,0") + " rows/s", $"{N(own.Rows / own.CopySeconds, "#,0")} rows/s (COPY)");
            Row(table, "memory of the host: ready, after all, peak", $"{N(own.Idle, "0")}, {N(own.After, "0")}, {N(own.Peak, "0")} MB", $"{N(result.BareMemory, "0")} MB (the bare server)");
            Row(table, "memory of PostgreSQL after all", N(own.Postgres, "0") + " MB", "");
            Row(table, "database", N(own.DatabaseMegabytes, "0") + " MB", "");
            Row(table, $"transactions during {N(own.CachedRequests, "#,0")} cached pages", N(own.CachedTransactions, "0"), "");
            AnsiConsole.Write(table);
        }
    }

    private static void PrintBudgets(StorefrontResult result)
    {
        var table = Table("Budgets", "what", "budget", "measured", "");
        foreach (var budget in Budget.Of(result))
        {
            table.AddRow(Markup.Escape(budget.What), budget.Bound, budget.Measured, budget.IsMet switch { true => "met", false => "[red]not met[/]", null => "?" });
        }

        AnsiConsole.Write(table);
    }

    private static void PrintLines(StorefrontResult result)
    {
        foreach (var one in result.Measurements)
        {
            Line(one.Key, one.Ours.PerSecond, one.Limit.PerSecond, "req/s");
            Line(one.Key + "/bare", one.Ours.PerSecond, one.Bare.PerSecond, "req/s");
            Line(one.Key + "/p50", one.Ours.P50, one.Limit.P50, "ms");
            Line(one.Key + "/p99", one.Ours.P99, one.Limit.P99, "ms");
        }

        foreach (var count in result.Statements.Where(count => count is { Fresh: not null, Again: not null }))
        {
            Line($"statements/{count.Case}", count.Fresh!.Value, count.IsPage ? 3 : double.NaN, "statements");
            Line($"statements-again/{count.Case}", count.Again!.Value, count.IsPage ? 0 : double.NaN, "statements");
        }

        if (result.Own is { } own)
        {
            Line("memory", own.After, result.BareMemory, "MB");
            Line("memory-peak", own.Peak, result.BareMemory, "MB");
            Line("ready", own.Ready.TotalMilliseconds, result.BareReady.TotalMilliseconds, "ms");
            Line("import", own.Rows / own.ImportSeconds, own.Rows / own.CopySeconds, "rows/s");
        }
    }

    private static void Line(string name, double ours, double limit, string unit) => Tables.Line("storefront", name, ours, limit, unit);

    private static string Text(long? number) => number is { } known ? N(known, "0") : "-";
}
