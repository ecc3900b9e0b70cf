using System.Globalization;
using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Modules.Ledger.Setup;

/// <summary>
/// Answers the chart, and opens the books where there are none yet: from the template of the company's country, in a
/// transaction of its own, so that a shop can sell from its first minute. An accountant changes it afterwards.
/// </summary>
internal sealed class OpenBooks(ChartStore charts, IStores stores, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>The template where a country has none of its own.</summary>
    private const string General = "general";

    private const int FutureDays = 1;

    /// <summary>The chart; <c>ledger.no_book</c> while there is no company.</summary>
    public async ValueTask<Result<Chart>> ChartAsync(CancellationToken cancellationToken)
    {
        var chart = await charts.GetAsync(cancellationToken);
        if (chart.Book is not null)
        {
            return chart;
        }

        if (await stores.ShopAsync(cancellationToken) is not { } shop)
        {
            return LedgerErrors.NoBook;
        }

        var template = ChartTemplate.For(shop.Stores.Count > 0 ? shop.Stores[0].Address.Country : "") ?? ChartTemplate.Named(General);
        await using var scope = ApartDatabase.CreateScope(scopes);
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var opened = await work.RunAsync(stop => OpenAsync(work, template, Currency.Get(shop.Currency), stop), cancellationToken);
        return opened.IsFailure ? opened.Errors.ToArray() : await ChartStore.LoadAsync(scope.ServiceProvider.GetRequiredService<ApartDatabase>().Source, cancellationToken);
    }

    /// <summary>
    /// Opens the accounts of roles that new rules name and an older chart does not have yet, as its template has them: with the rules, in their
    /// transaction. Nobody posts to them before, so it needs no gate, which whoever asks for the rules may hold already.
    /// </summary>
    public async Task CompleteAsync(UnitOfWork work, HashSet<string> roles, CancellationToken cancellationToken)
    {
        var chart = await ChartStore.LoadAsync(work, cancellationToken);
        var template = ChartTemplate.All.FirstOrDefault(one => string.Equals(one.Name, chart.Book!.Template, StringComparison.Ordinal)) ?? ChartTemplate.Named(General);
        var accounts = template.Accounts(chart.Book!.Currency, time);
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        foreach (var account in accounts)
        {
            List<AccountRole> missing = [.. account.Roles.Where(role => role is { Key: "" } && roles.Contains(role.Role) && chart.Find(AccountRef.For(role.Role), store: null) is null)];
            if (missing.Count == 0)
            {
                continue;
            }

            // Below the heading it has in the template, where that is still one; else below any of its type.
            var heading = accounts.FirstOrDefault(one => one.Id == account.ParentId)?.Code;
            var parent = chart.Accounts.Where(one => one is { IsGroup: true, ClosedAt: null } && one.Type == account.Type).OrderByDescending(one => string.Equals(one.Code, heading, StringComparison.Ordinal)).FirstOrDefault();
            var code = Enumerable.Range(0, int.MaxValue).Select(count => count == 0 ? account.Code : string.Create(CultureInfo.InvariantCulture, $"{account.Code}-{count}")).First(code => chart.Find(code) is null);
            foreach (var command in Commands(account with { Code = code, ParentId = parent?.Id, Roles = missing }, time.GetUtcNow()))
            {
                batch.BatchCommands.Add(command);
            }
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<Result<Book>> OpenAsync(UnitOfWork work, ChartTemplate template, Currency currency, CancellationToken cancellationToken)
    {
        // One host opens them; the others wait here and find them open.
        await using (var alone = await work.CommandAsync("select pg_advisory_xact_lock(ledger.gate())", cancellationToken))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        var book = new Book(currency, template.YearStart, FutureDays, ApprovalLimit: 0, template.Name, Version: 1);
        await using var insert = (await work.CommandAsync("""
            insert into ledger.book (currency, year_start, future_days, approval_limit, template, updated_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing
            """, cancellationToken)).With(currency.Code, (short)book.YearStart, book.FutureDays, book.ApprovalLimit, book.Template, time.GetUtcNow());
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return book;
        }

        await Tail.AddAsync(work, "book", Tail.Book, book.Version, Canonical.Book(book), time.GetUtcNow(), by: null, cancellationToken);
        await using var batch = new NpgsqlBatch(work.Connection, work.Transaction);
        foreach (var account in template.Accounts(currency, time))
        {
            foreach (var command in Commands(account, time.GetUtcNow()))
            {
                batch.BatchCommands.Add(command);
            }
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        work.Changed(LedgerModule.Tag);
        return book;
    }

    /// <summary>Writes a new account with its roles, to be sealed.</summary>
    internal static IEnumerable<NpgsqlBatchCommand> Commands(Account account, DateTimeOffset at, Guid? by = null)
    {
        yield return new NpgsqlBatchCommand("""
            insert into ledger.account (id, code, name, parent_id, type, normal_side, is_group, has_subaccounts, currency, store_id, dimensions, updated_at)
            values ($1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12)
            """).With(
            account.Id.Value, account.Code, JsonSerializer.Serialize(account.Name, JsonDefaults.Options), account.ParentId?.Value, Words.Of(account.Type), Words.Of(account.NormalSide),
            account.IsGroup, account.HasSubaccounts, account.Currency.Code, account.StoreId?.Value, JsonSerializer.Serialize(account.Dimensions, JsonDefaults.Options), at);
        foreach (var role in account.Roles)
        {
            yield return new NpgsqlBatchCommand("insert into ledger.account_role (role, key, store_id, account_id) values ($1, $2, $3, $4)")
                .With(role.Role, role.Key, role.StoreId?.Value ?? Guid.Empty, account.Id.Value);
        }

        yield return Tail.Command("account", account.Id.Value, account.Version, Canonical.Account(account), at, by);
    }
}
