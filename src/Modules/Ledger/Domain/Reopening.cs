using Aisle.Contracts.Ledger;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>What another person said to a wish.</summary>
internal sealed record ReopeningDecision(bool IsApproved, Guid By, string Name, DateTimeOffset At);

/// <summary>Somebody's wish to open a closed period again, and what was decided. Both states are sealed.</summary>
internal sealed record Reopening(Guid Id, PeriodId Period, string Reason, Guid AskedBy, string AskedName, DateTimeOffset AskedAt, ReopeningDecision? Decision = null)
{
    /// <summary>Its columns, as <see cref="Read"/> wants them.</summary>
    public const string Columns = "id, period_id, reason, asked_by, asked_name, asked_at, state, decided_by, decided_name, decided_at";

    /// <summary>As the table has it.</summary>
    public string State => Decision is null ? "asked" : Decision.IsApproved ? "approved" : "refused";

    /// <summary>It is asked once and decided once.</summary>
    public int Version => Decision is null ? 1 : 2;

    /// <summary>Reads a row.</summary>
    public static Reopening Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), PeriodId.From(row.GetGuid(1)), row.GetString(2), row.GetGuid(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5),
        row.GetString(6) == "asked" ? null : new ReopeningDecision(row.GetString(6) == "approved", row.GetGuid(7), row.GetString(8), row.GetFieldValue<DateTimeOffset>(9)));
}
