using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Wallets.Data;

/// <summary>A limit as staff see it.</summary>
/// <param name="Id">Id.</param>
/// <param name="Kind">For which wallets.</param>
/// <param name="Level">For which of their levels.</param>
/// <param name="Currency">ISO 4217 code, or <c>PTS</c>.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day; absent while it holds.</param>
/// <param name="PerTransaction">Most of one movement; absent for no limit.</param>
/// <param name="DayOut">Most that leaves on a day.</param>
/// <param name="DayIn">Most that enters on a day.</param>
/// <param name="HighestBalance">Most that a wallet may hold.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record LimitRecord(
    WalletLimitId Id, WalletKind Kind, WalletLevel Level, string Currency, DateOnly ValidFrom, DateOnly? ValidTo, Money? PerTransaction, Money? DayOut, Money? DayIn, Money? HighestBalance, int Version)
{
    public LimitSet Set => new(PerTransaction?.Minor, DayOut?.Minor, DayIn?.Minor, HighestBalance?.Minor);
}

/// <summary>Limits and the rates of points: data that staff edit.</summary>
internal sealed class LimitStore(UnitOfWork work)
{
    private const string Columns = "id, kind, level, currency, valid_from, valid_to, per_transaction, day_out, day_in, highest_balance, version";

    public async Task<IReadOnlyList<LimitRecord>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync($"select {Columns} from wallets.limit order by kind desc, array_position(array['basic', 'verified', 'full'], level), currency, valid_from", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(Read, cancellationToken);
    }

    public async Task<LimitRecord?> FindAsync(WalletLimitId id, bool isLocked, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"select {Columns} from wallets.limit where id = $1{(isLocked ? " for update" : "")}", cancellationToken)).With(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>What holds for wallets of a kind and level on a day.</summary>
    public async Task<LimitSet> OnAsync(WalletKind kind, WalletLevel level, Currency unit, DateOnly day, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(limit => limit.Kind == kind && limit.Level == level && limit.Currency == unit.Code && limit.ValidFrom <= day && (limit.ValidTo is not { } end || day <= end))?.Set ?? LimitSet.None;

    /// <summary>Writes a limit; false where another one of its kind and level holds on some of its days.</summary>
    public async Task<bool> SaveAsync(LimitRecord limit, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("""
            insert into wallets.limit (id, kind, level, currency, valid_from, valid_to, per_transaction, day_out, day_in, highest_balance, version, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (id) do update set valid_from = excluded.valid_from, valid_to = excluded.valid_to, per_transaction = excluded.per_transaction, day_out = excluded.day_out, day_in = excluded.day_in,
                highest_balance = excluded.highest_balance, version = excluded.version, updated_at = excluded.updated_at
            """, cancellationToken)).With(
            limit.Id.Value, ChoiceWords.Of(limit.Kind), ChoiceWords.Of(limit.Level), limit.Currency, limit.ValidFrom, limit.ValidTo, limit.PerTransaction?.Minor, limit.DayOut?.Minor, limit.DayIn?.Minor, limit.HighestBalance?.Minor, limit.Version, at);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException fault) when (string.Equals(fault.SqlState, PostgresErrorCodes.ExclusionViolation, StringComparison.Ordinal))
        {
            return false;
        }
    }

    public async Task<PointsRule> RuleAsync(bool isLocked, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync($"select spend, value, days, least, version from wallets.points_rule{(isLocked ? " for update" : "")}", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new PointsRule(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetInt32(4));
    }

    public async Task SaveRuleAsync(PointsRule rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("update wallets.points_rule set spend = $1, value = $2, days = $3, least = $4, version = $5, updated_at = $6", cancellationToken))
            .With(rule.Spend, rule.Value, rule.Days, rule.Least, rule.Version, at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static LimitRecord Read(NpgsqlDataReader row)
    {
        var unit = WalletStore.Unit(row.GetString(3));
        return new LimitRecord(
            WalletLimitId.From(row.GetGuid(0)), ChoiceWords.To<WalletKind>(row.GetString(1)), ChoiceWords.To<WalletLevel>(row.GetString(2)), unit.Code, row.GetFieldValue<DateOnly>(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateOnly>(5),
            At(6), At(7), At(8), At(9), row.GetInt32(10));

        Money? At(int column) => row.WholeOrNull(column) is { } minor ? new Money(minor, unit) : null;
    }
}
