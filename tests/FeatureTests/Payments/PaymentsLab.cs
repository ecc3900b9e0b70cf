using System.Collections.Concurrent;
using System.Text;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.FeatureTests.Payments;

/// <summary>A host of its own with a clock of its own, whose shop pays at the simulators over real sockets.</summary>
internal sealed class PaymentsLab : IAsyncDisposable
{
    public const string Store = "S1";

    private readonly OwnHost _host;
    private readonly PageSession _shopper;

    private PaymentsLab(OwnHost host, ShiftClock clock)
    {
        (_host, Clock) = (host, clock);
        _shopper = new PageSession(host.Http.BaseAddress!);
    }

    public ShiftClock Clock { get; }

    public HttpClient Http => _host.Http;

    public IServiceProvider Services => _host.Services;

    public FaultBook Faults => Services.GetRequiredService<FaultBook>();

    public PaymentBook Book => Services.GetRequiredService<PaymentBook>();

    public NoticeSender Notices => Services.GetRequiredService<NoticeSender>();

    public IReadOnlyList<Exchange> Traffic => Services.GetRequiredService<MemoryTraffic>().All;

    /// <summary>A timeout of seconds is waited for by those tests whose provider does not answer, and reached by no answer on a busy machine.</summary>
    public static async Task<PaymentsLab> StartAsync(ShopHost shop, int timeoutSeconds = 6)
    {
        var clock = new ShiftClock();
        var lab = new PaymentsLab(await OwnHost.StartAsync(shop, clock, ("Aisle:Payments:TimeoutSeconds", $"{timeoutSeconds}")), clock);
        // Making keys takes a while, and is none of what is timed.
        lab.Services.GetRequiredService<SandboxKeys>().Gateway.KeySize.ShouldBe(lab.Services.GetRequiredService<SandboxKeys>().Merchant.KeySize);
        return lab;
    }

    public IPaymentProvider Provider(string name) => Services.GetRequiredService<PaymentProviders>().TryGet(name, out var provider) ? provider : throw new InvalidOperationException(name);

    public void Fault(string provider, string operation, string kind, string value = "", int? times = 1) => Faults.Add(provider, operation, kind, value, times).ShouldNotBeNull();

    public static Money Taka(long minor) => new(minor, Currency.Get("BDT"));

    public StartAttempt Order(long minor = 125000, string currency = "BDT") => new(
        Store, Guid.CreateVersion7(Clock.GetUtcNow()), "S1-2026-000123", new Money(minor, Currency.Get(currency)), new Uri("http://shop.example/pay/back?order=1"),
        new CustomerFacts("Rahima Begum", "rahima@example.com", "01711000000", "House 1", "Dhaka", "1205", "BD", "203.0.113.7"));

    /// <summary>An attempt that began, and what its shopper is sent with.</summary>
    public async Task<(Attempt Attempt, StartOutcome.Started Started)> BeginAsync(string provider, StartAttempt? order = null)
    {
        order ??= Order();
        var started = (await Provider(provider).StartAsync(order, Stop)).ShouldBeOfType<StartOutcome.Started>();
        return (new Attempt(Store, order.Id, started.Reference, order.Amount, Clock.GetUtcNow()), started);
    }

    /// <summary>The shopper opens the page, types and presses a button; the answer is where they are sent, or the page they stay on.</summary>
    public async Task<PageAnswer> DecideAsync(StartOutcome.Started started, params (string Name, string Value)[] typed)
    {
        var path = started.SendTo.PathAndQuery;
        var page = (await _shopper.GetAsync(path)).Is(200);
        return await _shopper.FillAsync(page, path, "main form", typed);
    }

    /// <summary>What comes of a return of the shopper by its address.</summary>
    public async Task<ProviderMessage> ReturnAsync(string provider, string? location)
    {
        var query = new Uri(location.ShouldNotBeNull()).Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""))).ToList();
        return (await Provider(provider).ReadAsync(new IncomingMessage(Store, query, "", new Dictionary<string, string>(StringComparer.Ordinal), default), Stop)).Value;
    }

    public async ValueTask DisposeAsync()
    {
        _shopper.Dispose();
        await _host.DisposeAsync();
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;
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
