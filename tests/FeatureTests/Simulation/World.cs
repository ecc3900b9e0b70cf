using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Catalogue;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;
using Aisle.FeatureTests.Wallets;
using Aisle.Platform.Modules;
using Aisle.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Simulation;

/// <summary>Something the shop sells.</summary>
internal sealed record SimGoods(VariantId Variant, Guid Pack, bool ByWeight, bool IsScarce, long Stock);

/// <summary>
/// A shop that is a process of its own and is killed, the simulators of its providers in the process of the test, and one clock for all of them, which runs
/// ahead so that minutes are a matter of seconds.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    public const int Customers = 16;
    public const string Staff = "owner@demo.example";
    public const string Coupon = "SIMULATED";
    public const long CouponUses = 40;

    private readonly Cluster _cluster;
    private readonly SharedClock _clock;
    private readonly string _folder;
    private readonly int _port = AisleProcess.FreePort();
    private readonly ConcurrentQueue<string> _said = new();
    private WebApplication? _sandbox;
    private HttpClient? _sandboxHttp;
    private Process? _target;
    private TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private World(Cluster cluster, string connectionString, string folder)
    {
        (_cluster, ConnectionString, _folder) = (cluster, connectionString, folder);
        _clock = SharedClock.Open(Path.Combine(folder, "clock"));
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public string ConnectionString { get; }

    /// <summary>Speaks to the shop, where it is up.</summary>
    public HttpClient Http { get; }

    public IReadOnlyList<SimGoods> Goods { get; private set; } = [];

    public StoreId Store { get; private set; }

    public FaultBook Faults => _sandbox!.Services.GetRequiredService<FaultBook>();

    public PaymentBook Book => _sandbox!.Services.GetRequiredService<PaymentBook>();

    /// <summary>Where the pages of the providers are.</summary>
    public Uri SandboxRoot => _sandboxHttp!.BaseAddress!;

    public int Kills { get; private set; }

    /// <summary>Faults of the program that it told before it was killed.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static string LoginOf(int customer) => $"shopper{customer}@sim.example";

    public static async Task<World> BeginAsync(Cluster cluster)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Scratch, "sim-" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N"))).FullName;
        var world = new World(cluster, await cluster.CopyAsync(), folder);
        foreach (var secret in Directory.GetFiles(Path.Combine(cluster.Scratch, "secrets")))
        {
            File.Copy(secret, Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "secrets")).FullName, Path.GetFileName(secret)));
        }

        (world._sandbox, world._sandboxHttp) = await ShopHost.StartAsync(cluster, await cluster.CopyAsync(), services =>
        {
            services.AddSingleton<TimeProvider>(world._clock);
            services.AddSingleton(new SandboxOptions { Enabled = true, MostPayments = 1_000_000 });
        }, ("Aisle:Roles", "reports"));
        foreach (var provider in (string[])["bkash", "stripe"])
        {
            world._sandbox.Services.GetRequiredService<NoticeSender>().Addresses[provider] = $"http://127.0.0.1:{world._port}/api/v1/payments/notices/{provider}/S1";
        }

        await world.StockAsync();
        await world.StartAsync();
        return world;
    }

    /// <summary>A host in this process on the same shop, with the same clock; who calls it ends the other one before.</summary>
    public Task<(WebApplication App, HttpClient Http)> HostAsync() => ShopHost.StartAsync(_cluster, ConnectionString, services => services.AddSingleton<TimeProvider>(_clock), [.. Accounts()]);

    public ShopHost ShopOf(WebApplication app, HttpClient http) => ShopHost.Of(_cluster, app, http, ConnectionString);

    public void Advance(TimeSpan time) => _clock.Advance(time);

    /// <summary>Kills the shop.</summary>
    public async Task KillAsync()
    {
        _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_target is { } target)
        {
            _target = null;
            target.Kill();
            await target.WaitForExitAsync(CancellationToken.None);
            target.Dispose();
            Kills++;
        }
    }

    /// <summary>Starts the shop and waits until it serves.</summary>
    public async Task StartAsync()
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["AISLE_URL"] = $"http://127.0.0.1:{_port}", ["AISLE_HOME"] = Cluster.Home, ["Aisle:PublicUrl"] = $"http://127.0.0.1:{_port}", ["Aisle:Http:RequestsPerMinute"] = "1000000", ["Aisle:Identity:HashRounds"] = "1000",
            ["Aisle:Identity:AttemptsPerMinute"] = "100000", ["Aisle:Identity:AttemptsPerAddress"] = "1000000", ["Aisle:Ledger:Checkpoints"] = Checkpoints,
        };
        foreach (var (name, value) in Accounts())
        {
            settings[name] = value;
        }

        _target = KillTarget.Start([ConnectionString, "shop", _folder, Path.Combine(_folder, "clock"), .. settings.Select(pair => $"{pair.Key}={pair.Value}")]);
        while (await _target.StandardOutput.ReadLineAsync(Stop) is var line && !line.ShouldNotBeNull(string.Join('\n', _said)).StartsWith("http", StringComparison.Ordinal))
        {
            Keep(line);
        }

        _ = KeepAsync(_target.StandardOutput);
        _up.TrySetResult();
    }

    /// <summary>Waits until the shop is up again.</summary>
    public Task UpAsync() => _up.Task.WaitAsync(TimeSpan.FromMinutes(2), Stop);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_target is not null)
        {
            _target.Kill();
            await _target.WaitForExitAsync(CancellationToken.None);
            _target.Dispose();
        }

        Http.Dispose();
        _sandboxHttp?.Dispose();
        if (_sandbox is not null)
        {
            await _sandbox.StopAsync();
            await _sandbox.DisposeAsync();
        }

        _clock.Dispose();
    }

    private string Checkpoints => Path.Combine(_cluster.Scratch, "ledger", new NpgsqlConnectionStringBuilder(ConnectionString).Database!);

    /// <summary>The accounts of the shop with the providers. A call may take longer than its time on the clock that runs ahead, so it is given more.</summary>
    private IEnumerable<(string, string)> Accounts()
    {
        yield return ("Aisle:Payments:TimeoutSeconds", "60");
        yield return ("Aisle:Sandbox:Enabled", "false");
        foreach (var (name, section) in ((string, string)[])[("bkash", "Bkash"), ("nagad", "Nagad"), ("sslcommerz", "SslCommerz"), ("stripe", "Stripe")])
        {
            foreach (var (key, value) in _sandbox!.Services.GetRequiredService<IProviderSandbox>().AccountOf(name))
            {
                yield return ($"Aisle:Payments:Stores:S1:{section}:{key}", value!);
            }
        }
    }

    /// <summary>Goods of which there is plenty, some that are scarce, some that are weighed; customers with a wallet; a coupon that is used up soon.</summary>
    private async Task StockAsync()
    {
        var (app, http) = await HostAsync();
        var shop = ShopOf(app, http);
        Store = StoreId.From(await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'"));
        var goods = new List<SimGoods>();
        foreach (var (sellBy, count, stock) in ((string, int, long)[])[("piece", 40, 20_000), ("piece", 8, 15), ("weight", 4, 5_000)])
        {
            var found = await shop.ScalarAsync<string>($"""
                select string_agg(id || ' ' || pack, ';') from (
                    select variant.id, (select id from catalog.pack where variant_id = variant.id order by position limit 1) as pack from catalog.variant join catalog.product on product.id = product_id
                    where sell_by = '{sellBy}' and status = 'active' and not archived order by product.created_at, sku offset {goods.Count(one => one.ByWeight == (sellBy == "weight"))} limit {count}) taken
                """);
            foreach (var pair in found.Split(';').Select(one => one.Split(' ')))
            {
                var variant = VariantId.From(Guid.Parse(pair[0]));
                await shop.ReceiveAsync(Store, variant, stock, stock * 10);
                goods.Add(new SimGoods(variant, Guid.Parse(pair[1]), sellBy == "weight", stock < 1_000, (await shop.LevelAsync(Store, variant)).OnHand));
            }
        }

        Goods = goods;
        for (var i = 0; i < Customers; i++)
        {
            var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
            await shop.ExecuteAsync($"""
                insert into identity.user_account (id, email, email_folded, email_confirmed_at, name, language, status, password_hash, created_at, updated_at)
                select '{id}', '{LoginOf(i)}', '{LoginOf(i)}', now(), 'Shopper {i}', 'en', 'active', password_hash, now(), now() from identity.user_account where email_folded = 'customer@demo.example'
                """);
            var wallet = (await shop.Services.WalletsAsync(wallets => wallets.OpenAsync(UserId.From(id), WalletKind.Wallet, Stop))).Value.Id;
            // Some have plenty, some will soon have too little.
            (await shop.Services.WalletsAsync(wallets => wallets.TopUpAsync(new MoveRequest(LedgerLab.Id<Contracts.Ledger.EntryId>(), wallet, LedgerLab.Taka(i % 2 == 0 ? 19_000_00 : 1_500_00)) { Tender = "cash" }, Stop))).IsSuccess.ShouldBeTrue();
        }

        await shop.CouponAsync(await shop.PromotionAsync(new { kind = "basketPercent", percent = 10 }, goods: null, new { needsCoupon = true }), Coupon, CouponUses);
        var owner = await shop.Http.TokenAsync("owner");
        (await shop.Http.SendAsync("PUT", "/api/v1/settings/orders.payment_minutes", new { value = "6" }, owner, ("If-Match", "\"0\""))).Is(200);
        await (await OrdersLab.OfAsync(shop)).ZoneAsync();
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task KeepAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Keep(line);
        }
    }

    private void Keep(string line)
    {
        if ((line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal)) && _said.Count < 1_000)
        {
            _said.Enqueue(line);
        }
    }
}
