using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>
/// The posting rules from memory. What comes with the program is taken into the books when they are first asked for, in a
/// transaction of its own; a version that a document has already stays what it is, whoever added it.
/// </summary>
internal sealed class RuleBook(ApartDatabase database, ChangeListener listener, OpenBooks books, IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    private const string ListSql = "select id, body::text, hash, recorded_at, by from ledger.rule order by document, version";

    private readonly ChangeCache<RuleSet> _cache = new(listener, LedgerModule.Tag, async stop => await LoadAsync(database.Source.CreateCommand(ListSql), stop));

    /// <summary>Every rule; <c>ledger.no_book</c> while there are no books.</summary>
    public async ValueTask<Result<RuleSet>> GetAsync(CancellationToken cancellationToken)
    {
        var rules = await _cache.GetAsync(cancellationToken);
        if (rules.Missing.Count == 0)
        {
            return rules;
        }

        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors.ToArray();
        }

        await using var scope = ApartDatabase.CreateScope(scopes);
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        return await work.RunAsync<RuleSet>(async stop =>
        {
            var known = await LockAsync(work, stop);
            await books.CompleteAsync(work, [.. known.Missing.SelectMany(written => written.Rule.Lines).SelectMany(line => (string[])[line.Debit, line.Credit]).Select(text => RuleNames.Account(text).Role)], stop);
            // A file's second version finds the id of its first one.
            foreach (var wave in known.Missing.GroupBy(written => written.Rule.Version).OrderBy(wave => wave.Key).ToList())
            {
                foreach (var written in wave)
                {
                    await AddAsync(work, known, written, time.GetUtcNow(), by: null, stop);
                }

                known = await LoadAsync(await work.CommandAsync(ListSql, stop), stop);
            }

            work.Changed(LedgerModule.Tag);
            return known;
        }, cancellationToken);
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>The rules as they are, with nobody else adding to them until the transaction ends.</summary>
    public static async Task<RuleSet> LockAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await using (var alone = await work.CommandAsync("select pg_advisory_xact_lock(4707341004)", cancellationToken))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        return await LoadAsync(await work.CommandAsync(ListSql, cancellationToken), cancellationToken);
    }

    /// <summary>Writes a version, to be sealed.</summary>
    public static async Task<KeptRule> AddAsync(UnitOfWork work, RuleSet known, WrittenRule written, DateTimeOffset at, Guid? by, CancellationToken cancellationToken)
    {
        var rule = written.Rule;
        var id = known.Of(rule.Document) is [var first, ..] ? first.Id : Guid.CreateVersion7(at);
        await using var insert = (await work.CommandAsync("""
            insert into ledger.rule (id, document, version, valid_from, body, hash, recorded_at, by) values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)
            """, cancellationToken)).With(id, rule.Document, rule.Version, rule.ValidFrom, written.Body, written.Hash, at, by);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await Tail.AddAsync(work, "rule", id, rule.Version, written.Hash, at, by, cancellationToken);
        return new KeptRule(id, written, at, by);
    }

    private static async Task<RuleSet> LoadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return new RuleSet(await reader.ListAsync(row => new KeptRule(
            row.GetGuid(0), new WrittenRule(WrittenRule.Read(JsonElement.Parse(row.GetString(1))).Value.Rule, row.GetString(1), row.GetFieldValue<byte[]>(2)),
            row.GetFieldValue<DateTimeOffset>(3), row.IdOrNull(4)), cancellationToken));
    }
}
