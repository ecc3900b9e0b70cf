using Aisle.Bench.Shop;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Bench.Ledger;

/// <summary>A company with books and wallets, and what is posted to them.</summary>
internal sealed class BenchBooks
{
    private const string CompanySql = """
        insert into stores.company (name, legal_name, tax_number, currency, languages, prices_include_tax, updated_at) values ('{"en":"Bench"}', 'Bench', '', 'BDT', '{en}', true, now());
        insert into stores.store (id, code, slug, kind, status, name, country, time_zone, currency, day_cut_off, updated_at)
            values (gen_random_uuid(), 'S1', 's1', 'store', 'active', '{"en":"S1"}', 'BD', 'Asia/Dhaka', 'BDT', '00:00', now())
        """;

    private readonly NpgsqlDataSource _database;
    private readonly DocumentRef _document = new("external", "bench");
    private readonly Currency _taka = Currency.Get("BDT");
    private readonly BusinessDate _day;

    private BenchBooks(NpgsqlDataSource database, SubaccountId[] wallets) =>
        (_database, Wallets, _day) = (database, wallets, BusinessDate.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue));

    /// <summary>The wallets, each with a lot of money in it.</summary>
    public SubaccountId[] Wallets { get; }

    public static async Task<BenchBooks> OpenAsync(InnerHost host, int wallets, CancellationToken cancellationToken)
    {
        var database = host.App.Services.GetRequiredService<NpgsqlDataSource>();
        await using (var company = database.CreateCommand(CompanySql))
        {
            await company.ExecuteNonQueryAsync(cancellationToken);
        }

        host.App.Services.GetRequiredService<Aisle.Platform.Caching.IChangeSink>().Changed("stores");
        var books = new BenchBooks(database, [.. Enumerable.Range(0, wallets).Select(_ => TypedId.New<SubaccountId>(TimeProvider.System))]);
        await using var scope = host.App.Services.CreateAsyncScope();
        var ledger = scope.ServiceProvider.GetRequiredService<ILedger>();
        await scope.ServiceProvider.GetRequiredService<Aisle.Platform.Database.UnitOfWork>().RunAsync<int>(async stop =>
        {
            foreach (var wallet in books.Wallets)
            {
                Require(await ledger.OpenAsync(new NewSubaccount(wallet, AccountRef.For("wallet"), $"bench/{wallet}", Floor: 0), stop));
            }

            foreach (var some in books.Wallets.Chunk(500))
            {
                Require(await ledger.PostAsync([books.Entry([.. some.Select(wallet => new NewLine(AccountRef.For("tender", "cash"), AccountRef.For("wallet", sub: wallet), books.Taka(1_000_000_000)))])], stop));
            }

            return 0;
        }, cancellationToken);
        await books.DrainedAsync(cancellationToken);
        return books;
    }

    /// <summary>Posts one call of a case.</summary>
    public async Task PostAsync(IServiceProvider services, LedgerCase one, Random random, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        Require(await scope.ServiceProvider.GetRequiredService<ILedger>().PostAsync([.. Enumerable.Range(0, one.Batch).Select(_ => Entry(one.Kind, random))], cancellationToken));
    }

    /// <summary>Two wallets that differ, as a case wants them.</summary>
    public (SubaccountId From, SubaccountId To) Pair(LedgerKind kind, Random random)
    {
        var to = kind == LedgerKind.Hot && random.Next(5) > 0 ? 0 : random.Next(1, Wallets.Length);
        var from = random.Next(1, Wallets.Length - 1);
        return (Wallets[from == to ? Wallets.Length - 1 : from], Wallets[to]);
    }

    /// <summary>Waits until everything is sealed.</summary>
    public async Task DrainedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var command = _database.CreateCommand("select exists (select from ledger.tail)");
            if (await command.ExecuteScalarAsync(cancellationToken) is false)
            {
                return;
            }

            await Task.Delay(1, cancellationToken);
        }
    }

    private NewEntry Entry(LedgerKind kind, Random random)
    {
        if (kind == LedgerKind.Sale)
        {
            var net = random.Next(1_000, 100_000);
            return Entry(
                new NewLine(AccountRef.For("receivable"), AccountRef.For("sales"), Taka(net)),
                new NewLine(AccountRef.For("receivable"), AccountRef.For("vat_output"), Taka(net * 15 / 100)),
                new NewLine(AccountRef.For("tender", "cash"), AccountRef.For("receivable"), Taka(net + (net * 15 / 100))));
        }

        var (from, to) = Pair(kind, random);
        return Entry(new NewLine(AccountRef.For("wallet", sub: from), AccountRef.For("wallet", sub: to), Taka(random.Next(1, 100))));
    }

    private NewEntry Entry(params NewLine[] lines) => new(TypedId.New<EntryId>(TimeProvider.System), "SA", _day, _document, "Bench", lines);

    private Money Taka(long minor) => new(minor, _taka);

    private static void Require<T>(Result<T> result)
    {
        if (result.IsFailure)
        {
            throw new InvalidOperationException(result.FirstError.ToString());
        }
    }
}
