using System.Collections.Concurrent;
using System.Text;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Database;
using Aisle.Platform.Verify;
using Aisle.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.FeatureTests.Payments;

/// <summary>
/// A host with a clock of its own, whose shop pays at the simulators over real sockets; one for each test class. A test begins with
/// <see cref="ReadyAsync"/> and pays for papers of its own.
/// </summary>
public sealed class PaymentsLab(Cluster cluster) : IAsyncLifetime
{
    internal const string Store = "S1";

    /// <summary>Waited for by those tests whose provider does not answer, and reached by no answer on a busy machine.</summary>
    private const string TimeoutSeconds = "6";

    private readonly HeardTraffic _heard = new();
    private WebApplication? _app;
    private PageSession? _shopper;

    public Cluster Cluster => cluster;

    public ShiftClock Clock { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public string ConnectionString { get; private set; } = "";

    public IServiceProvider Services => _app!.Services;

    /// <summary>Its host, for what tests do with a shop.</summary>
    public ShopHost Shop => ShopHost.Of(cluster, _app!, Http, ConnectionString);

    internal FaultBook Faults => Services.GetRequiredService<FaultBook>();

    internal PaymentBook Book => Services.GetRequiredService<PaymentBook>();

    internal NoticeSender Notices => Services.GetRequiredService<NoticeSender>();

    internal IReadOnlyList<Exchange> Traffic => _heard.All;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await cluster.CopyAsync();
        await TestPaper.CreateTableAsync(ConnectionString);
        (_app, Http) = await StartAsync(_heard);
        _shopper = new PageSession(Http.BaseAddress!);
        // Tests say when providers are asked; by its schedule it would happen in the middle of one, once in a while.
        (await Http.SendAsync("POST", "/api/v1/jobs/payments.sweep/pause", token: await Http.TokenAsync("owner"))).Status.ShouldBeLessThan(300);
        // Making keys takes a while, and is none of what is timed.
        Services.GetRequiredService<SandboxKeys>().Gateway.KeySize.ShouldBe(Services.GetRequiredService<SandboxKeys>().Merchant.KeySize);
    }

    /// <summary>Another host of the same shop, with the same clock.</summary>
    internal Task<(WebApplication App, HttpClient Http)> StartAsync(HeardTraffic heard) => ShopHost.StartAsync(cluster, ConnectionString, services =>
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ITrafficSink>(provider => heard.Before(provider.GetRequiredService<TrafficLog>()));
        services.AddScoped<IPaymentSubject, TestPaper>();
        services.AddSingleton<ILedgerDocuments, TestPaperDocuments>();
    }, ("Aisle:Payments:TimeoutSeconds", TimeoutSeconds));

    /// <summary>Forgets the faults and the traffic of the test before, and lets its tokens end: bKash grants two an hour.</summary>
    public async Task ReadyAsync()
    {
        Faults.Clear();
        Notices.Addresses.Clear();
        Clock.Advance(TimeSpan.FromHours(2));
        await ExecuteAsync("delete from payments.bkash_token");
        _heard.Clear();
    }

    public async Task<int> ExecuteAsync(string sql, params SqlValue[] values)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection).With(values);
        return await command.ExecuteNonQueryAsync(Stop);
    }

    public async Task<T> ScalarAsync<T>(string sql, params SqlValue[] values)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection).With(values);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }

    public async ValueTask DisposeAsync()
    {
        // Whatever the class did, money must still be right.
        var proof = await Services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: null, told: null, CancellationToken.None);
        _shopper!.Dispose();
        Http.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
        proof!.Results.Where(result => !result.Ok).SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty("verify is red at the end of the class");
    }

    internal IPaymentProvider Provider(string name) => Services.GetRequiredService<PaymentProviders>().TryGet(name, out var provider) ? provider : throw new InvalidOperationException(name);

    public void Fault(string provider, string operation, string kind, string value = "", int? times = 1) => Faults.Add(provider, operation, kind, value, times).ShouldNotBeNull();

    public static Money Taka(long minor) => new(minor, Currency.Get("BDT"));

    internal StartAttempt Order(long minor = 125000, string currency = "BDT") => new(
        Store, Guid.CreateVersion7(Clock.GetUtcNow()), "S1-2026-000123", new Money(minor, Currency.Get(currency)), new Uri("http://shop.example/pay/back?order=1"),
        new CustomerFacts("Rahima Begum", "rahima@example.com", "01711000000", "House 1", "Dhaka", "1205", "BD", "203.0.113.7"));

    /// <summary>An attempt that began, and what its shopper is sent with.</summary>
    internal async Task<(Attempt Attempt, StartOutcome.Started Started)> BeginAsync(string provider, StartAttempt? order = null)
    {
        order ??= Order();
        var started = (await Provider(provider).StartAsync(order, Stop)).ShouldBeOfType<StartOutcome.Started>();
        return (new Attempt(Store, order.Id, started.Reference, order.Amount, Clock.GetUtcNow()), started);
    }

    /// <summary>The shopper opens the page, types and presses a button; the answer is where they are sent, or the page they stay on.</summary>
    internal Task<PageAnswer> DecideAsync(StartOutcome.Started started, params (string Name, string Value)[] typed) => DecideAsync(started.SendTo, typed);

    public async Task<PageAnswer> DecideAsync(Uri sendTo, params (string Name, string Value)[] typed)
    {
        var path = sendTo.PathAndQuery;
        var page = (await _shopper!.GetAsync(path)).Is(200);
        return await _shopper.FillAsync(page, path, "main form", typed);
    }

    /// <summary>What comes of a return of the shopper by its address.</summary>
    internal async Task<ProviderMessage> ReturnAsync(string provider, string? location)
    {
        var query = new Uri(location.ShouldNotBeNull()).Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""))).ToList();
        return (await Provider(provider).ReadAsync(new IncomingMessage(Store, query, "", new Dictionary<string, string>(StringComparer.Ordinal), default), Stop)).Value;
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;
}

/// <summary>Keeps what is said with providers, beside whoever writes it down.</summary>
internal sealed class HeardTraffic : ITrafficSink
{
    private readonly ConcurrentQueue<Exchange> _exchanges = new();
    private ITrafficSink? _next;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Exchange> All => [.. _exchanges];

    public HeardTraffic Before(ITrafficSink next)
    {
        _next = next;
        return this;
    }

    public void Clear() => _exchanges.Clear();

    public void Record(Exchange exchange)
    {
        _exchanges.Enqueue(exchange);
        _next?.Record(exchange);
    }
}

/// <summary>Takes what providers send to a shop, on a real socket, and answers as it is told.</summary>
internal sealed class NoticeTaker : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NoticeTaker(WebApplication app) => _app = app;

    public ConcurrentQueue<IncomingMessage> Messages { get; } = new();

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/notices";

    public static async Task<NoticeTaker> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var taker = new NoticeTaker(app);
        app.MapPost("/notices", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            taker.Messages.Enqueue(new IncomingMessage(PaymentsLab.Store, [], context.Request.ContentType ?? "", context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal), body.ToArray()));
        });
        await app.StartAsync();
        return taker;
    }

    /// <summary>Waits until so many have come, and gives them in their order.</summary>
    public async Task<IReadOnlyList<IncomingMessage>> TakeAsync(int count)
    {
        await Eventually.IsAsync(() => Task.FromResult(Messages.Count >= count));
        return [.. Messages];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static string TextOf(IncomingMessage message) => Encoding.UTF8.GetString(message.Body.Span);
}
