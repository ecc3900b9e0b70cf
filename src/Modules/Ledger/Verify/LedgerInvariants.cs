using System.Runtime.CompilerServices;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>Those invariants that are seen by reading the journal once, in the order of its chain. The first one asked pays for all.</summary>
internal abstract class JournalInvariant(string name, CheckpointFolder folder, OutsideLength outside) : IInvariant
{
    public string Name { get; } = name;

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        outside.Note(folder);
        return Task.CompletedTask;
    }

    public virtual async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        var checks = await proof.Shared(() => ReadAsync(proof, cancellationToken));
        finding.Take(checks.First(check => string.Equals(check.Name, Name, StringComparison.Ordinal)).Finding);
    }

    private async Task<IReadOnlyList<IJournalCheck>> ReadAsync(Proof proof, CancellationToken cancellationToken)
    {
        var keys = await KeysAsync(proof, cancellationToken);
        await using var checkpoints = new CheckpointCheck(InsideAsync(proof, cancellationToken), folder.ReadAsync(outside.Bytes), keys);
        return await JournalPass.RunAsync(new DatabaseJournal(proof), around => [.. JournalPass.Common(around), checkpoints], cancellationToken);
    }

    /// <summary>Every public key that this host knows. What lies outside of the database rules.</summary>
    private async Task<Dictionary<string, Es256Key>> KeysAsync(Proof proof, CancellationToken cancellationToken)
    {
        var keys = folder.PublicKeys().ToDictionary(key => key.Id, StringComparer.Ordinal);
        foreach (var key in await proof.ListAsync("select id, x, y from ledger.signing_key", row => PublicKey.Of(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)), cancellationToken))
        {
            if (key is not null)
            {
                keys.TryAdd(key.Id, key);
            }
        }

        return keys;
    }

    private static async IAsyncEnumerable<Checkpoint?> InsideAsync(Proof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Step = 2_000;
        var after = 0L;
        while (true)
        {
            var some = await proof.ListAsync("select sequence, chain, signed_at, key_id, signature from ledger.checkpoint where sequence > $1 order by sequence limit $2", row => new Checkpoint(
                row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetFieldValue<byte[]>(4)), cancellationToken, after, Step);
            foreach (var checkpoint in some)
            {
                yield return checkpoint;
            }

            if (some.Count < Step)
            {
                yield break;
            }

            after = some[^1].Sequence;
        }
    }
}

/// <summary>How much of the file of checkpoints was there before the state of the database was held fast: what came later may be newer than that state.</summary>
internal sealed class OutsideLength
{
    private long? _bytes;

    public long Bytes => _bytes ?? 0;

    public void Note(CheckpointFolder folder) => _bytes ??= folder.Length();
}

internal sealed class ChainHolds(CheckpointFolder folder, OutsideLength outside) : JournalInvariant("ledger.chain", folder, outside);

internal sealed class CheckpointsHold(CheckpointFolder folder, OutsideLength outside) : JournalInvariant("ledger.checkpoints", folder, outside)
{
    public override async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        await base.CheckAsync(proof, finding, cancellationToken);
        var keys = await proof.ListAsync("select id, x, y from ledger.signing_key", row => (Id: row.GetString(0), Key: PublicKey.Of(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2))), cancellationToken);
        foreach (var (id, _) in keys.Where(key => key.Key is null))
        {
            finding.Add($"The public key {id} in the database is not the key of this id.");
        }

        await proof.FaultsAsync(finding, """
            select format('The public key %s, which has signed %s checkpoints, is not in the database.', key_id, count(*)), count(*) over () from ledger.checkpoint
            where not exists (select from ledger.signing_key where signing_key.id = checkpoint.key_id) group by key_id limit 10
            """, cancellationToken);
    }
}

internal sealed class EntriesBalance(CheckpointFolder folder, OutsideLength outside) : JournalInvariant("ledger.entries_balance", folder, outside);

internal sealed class EntriesWhole(CheckpointFolder folder, OutsideLength outside) : JournalInvariant("ledger.entries_whole", folder, outside);

internal sealed class NumbersWithoutGap(CheckpointFolder folder, OutsideLength outside) : JournalInvariant("ledger.numbers", folder, outside);

internal sealed class ClosedPeriods(CheckpointFolder folder, OutsideLength outside) : JournalInvariant("ledger.periods_closed", folder, outside);

/// <summary>What stands in the tables is what was sealed, and there is nothing that was not.</summary>
internal sealed class RowsSealed(CheckpointFolder folder, OutsideLength outside) : JournalInvariant("ledger.rows_sealed", folder, outside)
{
    /// <summary>What the chain does not lead to: what was put into the tables beside it.</summary>
    private static readonly string[] _astray =
    [
        """
        select format('Entry %s (key %s) is neither sealed nor in the tail.', entry.id, entry.key), count(*) over () from ledger.entry
            left join ledger.seal on seal.entry_key = entry.key left join ledger.tail on tail.entry_key = entry.key
        where seal.entry_key is null and tail.entry_key is null limit 10
        """,
        """
        select format('Line %s of entry key %s (%s minor units) belongs to no entry.', line.no, line.entry_key, line.amount), count(*) over () from ledger.line
            left join ledger.entry on entry.key = line.entry_key where entry.key is null limit 10
        """,
        "select format('Line %s of hold %s belongs to no hold.', line.no, line.hold_id), count(*) over () from ledger.hold_line line where not exists (select from ledger.hold where hold.id = line.hold_id) limit 10",
        "select format('Role %s (%s) means account %s, which is not there.', role.role, role.key, role.account_id), count(*) over () from ledger.account_role role where not exists (select from ledger.account where account.id = role.account_id) limit 10",
        "select format('%s %s version %s waits in the tail more than once, or is sealed already.', tail.kind, tail.subject, tail.version), count(*) over () from ledger.tail where exists (select from ledger.seal where seal.subject = tail.subject and seal.version = tail.version and seal.kind = tail.kind) or exists (select from ledger.tail other where other.subject = tail.subject and other.version = tail.version and other.kind = tail.kind and other.ordinal <> tail.ordinal) limit 10",
        Unsealed("book", $"select '{Data.Tail.Book}'::uuid as id, version from ledger.book"),
        Unsealed("account", "select id, version from ledger.account"),
        Unsealed("subaccount", "select id, version from ledger.subaccount"),
        Unsealed("period", "select id, version from ledger.period"),
        Unsealed("hold", "select id, version from ledger.hold"),
        Unsealed("rule", "select id, version from ledger.rule"),
        Unsealed("reopening", "select id, case state when 'asked' then 1 else 2 end as version from ledger.reopening"),
    ];

    public override async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        await base.CheckAsync(proof, finding, cancellationToken);
        foreach (var sql in _astray)
        {
            await proof.FaultsAsync(finding, sql, cancellationToken);
        }
    }

    private static string Unsealed(string kind, string rows) => $"""
        select format('Version %s of {kind} %s is neither sealed nor in the tail.', state.version, state.id), count(*) over () from ({rows}) state
        where not exists (select from ledger.seal where seal.subject = state.id and seal.version = state.version and seal.entry_key is null and seal.kind = '{kind}')
          and not exists (select from ledger.tail where tail.subject = state.id and tail.version = state.version and tail.kind = '{kind}') limit 10
        """;
}

/// <summary>The balance of each bounded sub-account is the sum of its lines, what is held is the sum of its open holds, and both are within its bounds.</summary>
internal sealed class BalancesHold : IInvariant
{
    public string Name => "ledger.balances";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from ledger.subaccount_balance", cancellationToken);
        await proof.FaultsAsync(finding, """
            with moved as (
                select side.sub, sum(case when account.normal_side = side.side then side.amount else -side.amount end) as balance
                from ledger.line cross join lateral (values (line.debit, line.debit_sub, 'debit', line.amount), (line.credit, line.credit_sub, 'credit', line.amount)) side (account, sub, side, amount)
                join ledger.account on account.id = side.account
                where (line.debit_sub is not null or line.credit_sub is not null) and side.sub is not null group by side.sub),
            promised as (
                select side.sub, sum(side.amount) as held from ledger.hold join ledger.hold_line line on line.hold_id = hold.id
                cross join lateral (values (line.debit, line.debit_sub, 'debit', line.amount), (line.credit, line.credit_sub, 'credit', line.amount)) side (account, sub, side, amount)
                join ledger.account on account.id = side.account and account.normal_side <> side.side
                where hold.state = 'open' and side.sub is not null group by side.sub),
            bounded as (select id, floor, ceiling from ledger.subaccount where floor is not null or ceiling is not null),
            faults as (
                select case
                    when bounded.id is null then format('Sub-account %s has a balance row and no bounds, or is not there.', kept.id)
                    when kept.id is null then format('Sub-account %s has bounds and no balance row.', bounded.id)
                    when (kept.floor, kept.ceiling) is distinct from (bounded.floor, bounded.ceiling) then format('Sub-account %s: its balance row says bounds %s to %s, and its own are %s to %s.', bounded.id, kept.floor, kept.ceiling, bounded.floor, bounded.ceiling)
                    when kept.balance <> coalesce(moved.balance, 0) then format('Sub-account %s: its balance says %s, and its lines make %s.', bounded.id, kept.balance, coalesce(moved.balance, 0))
                    when kept.held <> coalesce(promised.held, 0) then format('Sub-account %s: %s is held, and its open holds make %s.', bounded.id, kept.held, coalesce(promised.held, 0))
                    when kept.balance - kept.held < kept.floor or kept.balance > kept.ceiling then format('Sub-account %s: balance %s with %s held is outside of its bounds %s to %s.', bounded.id, kept.balance, kept.held, kept.floor, kept.ceiling)
                end as fault
                from bounded full join ledger.subaccount_balance kept on kept.id = bounded.id
                    left join moved on moved.sub = bounded.id left join promised on promised.sub = bounded.id)
            select fault, count(*) over () from faults where fault is not null limit 10
            """, cancellationToken);
        await proof.FaultsAsync(finding, "select format('Sub-account %s has %s balance rows.', id, count(*)), count(*) over () from ledger.subaccount_balance group by id having count(*) > 1 limit 10", cancellationToken);
    }
}

/// <summary>The sums that statements are made of are those of the sealed lines, by day and by month.</summary>
internal sealed class TurnoverHolds : IInvariant
{
    public string Name => "ledger.turnover";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select (select count(*) from ledger.turnover_day) + (select count(*) from ledger.turnover_month)", cancellationToken);
        await proof.FaultsAsync(finding, """
            with daily as materialized (
                select side.account, line.business_date as day, coalesce(line.store_id, '00000000-0000-0000-0000-000000000000') as store, line.currency,
                       sum(side.debit) as debit, sum(side.credit) as credit, count(*) as lines
                from ledger.line cross join lateral (values (line.debit, line.amount, 0::bigint), (line.credit, 0::bigint, line.amount)) side (account, debit, credit)
                where not exists (select from ledger.tail where tail.entry_key = line.entry_key) group by 1, 2, 3, 4),
            monthly as (select account, date_trunc('month', day)::date as month, store, currency, sum(debit) as debit, sum(credit) as credit, sum(lines) as lines from daily group by 1, 2, 3, 4),
            faults as (
                select format('Turnover of account %s on %s (store %s, %s) says debit %s, credit %s, %s lines; its lines make %s, %s, %s.',
                    coalesce(kept.account_id, daily.account), coalesce(kept.day, daily.day), coalesce(kept.store_id, daily.store), coalesce(kept.currency, daily.currency),
                    kept.debit, kept.credit, kept.lines, daily.debit, daily.credit, daily.lines) as fault
                from daily full join ledger.turnover_day kept on kept.account_id = daily.account and kept.day = daily.day and kept.store_id = daily.store and kept.currency = daily.currency
                where (kept.debit, kept.credit, kept.lines) is distinct from (daily.debit, daily.credit, daily.lines::bigint)
                union all
                select format('Turnover of account %s in %s (store %s, %s) says debit %s, credit %s, %s lines; its lines make %s, %s, %s.',
                    coalesce(kept.account_id, monthly.account), to_char(coalesce(kept.month, monthly.month), 'YYYY-MM'), coalesce(kept.store_id, monthly.store), coalesce(kept.currency, monthly.currency),
                    kept.debit, kept.credit, kept.lines, monthly.debit, monthly.credit, monthly.lines)
                from monthly full join ledger.turnover_month kept on kept.account_id = monthly.account and kept.month = monthly.month and kept.store_id = monthly.store and kept.currency = monthly.currency
                where (kept.debit, kept.credit, kept.lines) is distinct from (monthly.debit, monthly.credit, monthly.lines::bigint))
            select fault, count(*) over () from faults limit 10
            """, cancellationToken);
    }
}

/// <summary>The document of each entry exists, as far as a module keeps such documents.</summary>
internal sealed class DocumentsExist(DocumentTypes types) : IInvariant
{
    private const int Step = 5_000;

    public string Name => "ledger.documents";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var some = await proof.ListAsync("select key, id, document_type, document_id from ledger.entry where key > $1 order by key limit $2",
                row => (Key: row.GetInt64(0), Id: row.GetGuid(1), Type: row.GetString(2), Document: row.GetString(3)), cancellationToken, after, Step);
            if (some.Count == 0)
            {
                return;
            }

            (after, finding.Rows) = (some[^1].Key, finding.Rows + some.Count);
            foreach (var type in some.GroupBy(entry => entry.Type, StringComparer.Ordinal))
            {
                if (types.Find(type.Key) is not { } documents)
                {
                    foreach (var entry in type.Where(_ => type.Key != DocumentTypes.Manual && !types.Known.Contains(type.Key)))
                    {
                        finding.Add($"Entry {entry.Id} comes from a document of type {type.Key}, which no part of the shop has.");
                    }

                    continue;
                }

                var there = await documents.NumbersAsync([.. type.Select(entry => entry.Document).Distinct(StringComparer.Ordinal)], cancellationToken);
                foreach (var entry in type.Where(entry => !there.ContainsKey(entry.Document)))
                {
                    finding.Add($"Entry {entry.Id} comes from {type.Key} {entry.Document}, which is not there.");
                }
            }
        }
    }
}
