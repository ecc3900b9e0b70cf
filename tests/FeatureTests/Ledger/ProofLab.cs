using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Rules;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Platform.Database;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Ledger;

/// <summary>
/// Books with something of everything in them, in a shop where nothing is sealed or signed but when the test says so: several
/// stores, wallets, holds of every state, linked entries, a reversal, a closed period and wishes to open it, rules, a draft, two checkpoints, and a tail.
/// </summary>
internal sealed class ProofLab : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private ProofLab(WebApplication app, HttpClient http, string connectionString) => (_app, _http, ConnectionString) = (app, http, connectionString);

    public string ConnectionString { get; }

    public IServiceProvider Services => _app.Services;

    public HttpClient Http => _http;

    /// <summary>Ids of what the damages are done to.</summary>
    public Dictionary<string, Guid> Ids { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A shop without sealer and signer.</summary>
    public static async Task<ProofLab> EmptyAsync(Cluster cluster, Action<IServiceCollection>? adjust = null)
    {
        var connectionString = await cluster.CopyAsync();
        var (app, http) = await ShopHost.StartAsync(cluster, connectionString, services =>
        {
            foreach (var service in services.Where(service => service.ImplementationType == typeof(SealerService) || service.ImplementationType == typeof(CheckpointService)).ToList())
            {
                services.Remove(service);
            }

            adjust?.Invoke(services);
        });
        return new ProofLab(app, http, connectionString);
    }

    /// <summary>A shop with books worth damaging.</summary>
    public static async Task<ProofLab> RichAsync(Cluster cluster, Action<IServiceCollection>? adjust = null)
    {
        var lab = await EmptyAsync(cluster, adjust);
        await lab.FillAsync();
        return lab;
    }

    public async Task<T> BooksAsync<T>(Func<ILedger, Task<Result<T>>> act)
    {
        await using var scope = Services.CreateAsyncScope();
        var done = await act(scope.ServiceProvider.GetRequiredService<ILedger>());
        done.IsSuccess.ShouldBeTrue(done.ToString());
        return done.Value;
    }

    public async Task SealAsync()
    {
        while (await Services.GetRequiredService<Sealer>().SealAsync(Stop) > 0)
        {
        }
    }

    public Task<bool> SignAsync() => Services.GetRequiredService<CheckpointSigner>().SignAsync(now: true, Stop);

    public Task<VerifyRun> VerifyAsync() => Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, Stop);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    /// <summary>Switches off whatever in the database keeps somebody from damaging the books.</summary>
    public Task UnguardAsync() => ExecuteAsync("""
        do $$ declare made record; begin
            for made in select conrelid::regclass as place, conname from pg_constraint where contype = 'f' and connamespace = 'ledger'::regnamespace loop
                execute format('alter table %s drop constraint %I', made.place, made.conname);
            end loop;
            for made in select oid::regclass as place from pg_class where relkind = 'r' and relnamespace = 'ledger'::regnamespace loop
                execute format('alter table %s disable trigger user', made.place);
            end loop;
        end $$
        """);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task FillAsync()
    {
        await RulesAsync();
        var shop = await Services.GetRequiredService<IStores>().ShopAsync(Stop);
        var stores = shop!.Stores.Select(store => store.Id).ToList();
        Ids["store"] = stores[0].Value;
        var old = new BusinessDate(LedgerLab.Day.Date.AddMonths(-2));
        Ids["entry"] = await PostAsync(InStore(LedgerLab.Sale(), stores[0]) with { Date = old });
        Ids["other"] = await PostAsync(InStore(LedgerLab.Sale(), stores[^1]) with { Date = old });
        Ids["wallet"] = await WalletAsync(ceiling: 100_000);
        Ids["purse"] = await WalletAsync(ceiling: null);
        Ids["free"] = (await BooksAsync(books => books.OpenAsync(new NewSubaccount(LedgerLab.Id<SubaccountId>(), AccountRef.For("payable"), "test/unbounded", Floor: null), Stop))).Value;
        await PostAsync(LedgerLab.TopUp(SubaccountId.From(Ids["wallet"]), 50_000));
        await PostAsync(LedgerLab.TopUp(SubaccountId.From(Ids["purse"]), 20_000));
        Ids["spent"] = await PostAsync(LedgerLab.Pay(SubaccountId.From(Ids["wallet"]), 1_000));
        Ids["open"] = await HoldAsync("wallet", 3_000);
        Ids["posted"] = await HoldAsync("wallet", 4_000);
        await PostAsync(LedgerLab.Pay(SubaccountId.From(Ids["wallet"]), 2_500) with { Hold = HoldId.From(Ids["posted"]) });
        Ids["voided"] = await HoldAsync("purse", 700);
        await BooksAsync(books => books.VoidAsync(HoldId.From(Ids["voided"]), Stop));
        Ids["expired"] = await HoldAsync("purse", 900, TimeSpan.FromMilliseconds(200));
        await Task.Delay(300, Stop);
        (await ScalarAsync<int>("select ledger.expire_holds(now(), 100)")).ShouldBe(1);
        var linked = new[] { LedgerLab.Sale(), LedgerLab.Sale("SB") with { Attachments = [new string('a', 64)], Rule = "sale/1" } };
        await BooksAsync(books => books.PostAsync(linked, Stop));
        Ids["linked"] = linked[1].Id.Value;
        var taken = LedgerLab.Sale("JV");
        Ids["reversed"] = await PostAsync(taken);
        Ids["reversal"] = await PostAsync(LedgerLab.Entry([.. taken.Lines.Select(line => new NewLine(line.Credit, line.Debit, line.Amount, line.Store))]) with { Kind = EntryKind.Reversal, Reverses = taken.Id });
        await SealAsync();
        (await SignAsync()).ShouldBeTrue();
        await BooksAsync(books => books.ChangeAsync(SubaccountId.From(Ids["purse"]), floor: 0, ceiling: 500_000, isClosed: false, Stop));
        await CloseAsync(new DateOnly(old.Date.Year, old.Date.Month, 1));
        await WishAsync("refused", new ReopeningDecision(IsApproved: false, LedgerLab.Id<EntryId>().Value, "Second", TimeProvider.System.GetUtcNow()));
        await WishAsync("asked", decision: null);
        Ids["draft"] = await DraftAsync();
        for (var index = 0; index < 4; index++)
        {
            Ids["late"] = await PostAsync(InStore(LedgerLab.Sale(), stores[index % stores.Count]));
        }

        await SealAsync();
        (await SignAsync()).ShouldBeTrue();
        Ids["waiting"] = await PostAsync(LedgerLab.Sale());
        Ids["unsealed"] = await PostAsync(LedgerLab.TopUp(SubaccountId.From(Ids["purse"]), 10));
        Ids["promise"] = await HoldAsync("purse", 50);
    }

    private static NewEntry InStore(NewEntry entry, StoreId store) => entry with { Lines = [.. entry.Lines.Select(line => line with { Store = store, Memo = "One of three" })] };

    private async Task<Guid> PostAsync(NewEntry entry) => (await BooksAsync(books => books.PostAsync(entry, Stop))).Id.Value;

    private async Task<Guid> WalletAsync(long? ceiling) =>
        (await BooksAsync(books => books.OpenAsync(new NewSubaccount(LedgerLab.Id<SubaccountId>(), AccountRef.For("payable"), "test/wallet", Floor: 0, ceiling), Stop))).Value;

    private async Task<Guid> HoldAsync(string wallet, long minor, TimeSpan? time = null) =>
        (await BooksAsync(books => books.HoldAsync(LedgerLab.Hold(SubaccountId.From(Ids[wallet]), minor, time), Stop))).Value;

    /// <summary>Closes a month.</summary>
    private async Task CloseAsync(DateOnly first)
    {
        var period = new Period(LedgerLab.Id<PeriodId>(), first, first.AddMonths(1).AddDays(-1), IsClosed: true, Version: 1);
        Ids["period"] = period.Id.Value;
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_advisory_xact_lock(ledger.gate())"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into ledger.period (id, starts_on, ends_on, state, updated_at) values ($1, $2, $3, 'closed', now())").With(period.Id.Value, period.StartsOn, period.EndsOn));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into ledger.tail (kind, subject, version, hash, recorded_at) values ('period', $1, 1, $2, now())").With(period.Id.Value, Canonical.Period(period)));
        await batch.ExecuteNonQueryAsync(Stop);
    }

    /// <summary>Writes who wants the closed month open, and what was decided.</summary>
    private async Task WishAsync(string name, ReopeningDecision? decision)
    {
        var wish = new Reopening(LedgerLab.Id<EntryId>().Value, PeriodId.From(Ids["period"]), "An invoice came late", LedgerLab.Id<EntryId>().Value, "First", TimeProvider.System.GetUtcNow());
        Ids[name] = wish.Id;
        await using var scope = Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.RunAsync<int>(async stop =>
        {
            await using var insert = (await work.CommandAsync("insert into ledger.reopening (id, period_id, reason, state, asked_by, asked_name, asked_at) values ($1, $2, $3, $4, $5, $6, $7)", stop))
                .With(wish.Id, wish.Period.Value, wish.Reason, wish.State, wish.AskedBy, wish.AskedName, wish.AskedAt);
            await insert.ExecuteNonQueryAsync(stop);
            await Modules.Ledger.Data.Tail.AddAsync(work, "reopening", wish.Id, wish.Version, Canonical.Reopening(wish), wish.AskedAt, wish.AskedBy, stop);
            if (decision is not null)
            {
                var decided = wish with { Decision = decision };
                await using var update = (await work.CommandAsync("update ledger.reopening set state = $2, decided_by = $3, decided_name = $4, decided_at = $5 where id = $1", stop))
                    .With(decided.Id, decided.State, decision.By, decision.Name, decision.At);
                await update.ExecuteNonQueryAsync(stop);
                await Modules.Ledger.Data.Tail.AddAsync(work, "reopening", decided.Id, decided.Version, Canonical.Reopening(decided), decision.At, decision.By, stop);
            }

            return 0;
        }, Stop);
    }

    /// <summary>The rules of the program, and a second version of one of them.</summary>
    private async Task RulesAsync()
    {
        var rules = await Services.GetRequiredService<RuleBook>().GetAsync(Stop);
        var first = rules.Value.Of("payment_received")[^1];
        Ids["rule"] = first.Id;
        var body = JsonNode.Parse(first.Written.Body)!;
        body["version"] = 2;
        body["validFrom"] = "2031-01-01";
        var second = WrittenRule.Read(JsonElement.Parse(body.ToJsonString()));
        await using var scope = Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.RunAsync<int>(async stop =>
        {
            await RuleBook.AddAsync(work, await RuleBook.LockAsync(work, stop), second.Value, TimeProvider.System.GetUtcNow(), LedgerLab.Id<EntryId>().Value, stop);
            return 0;
        }, Stop);
    }

    /// <summary>An entry that a person wrote, with its draft.</summary>
    private async Task<Guid> DraftAsync()
    {
        var entry = LedgerLab.Sale("JV");
        entry = entry with { Document = new DocumentRef("manual", entry.Id.ToString()) };
        await PostAsync(entry);
        await ExecuteAsync($$"""
            insert into ledger.draft (id, state, body, memo, date, author, author_name, writers, created_at, updated_at)
            values ('{{entry.Id}}', 'posted', '{}', 'Draft', '2026-01-01', '{{Ids["store"]}}', 'First', '{ {{Ids["store"]}} }', now(), now())
            """);
        return entry.Id.Value;
    }
}
