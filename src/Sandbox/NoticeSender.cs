using System.Collections.Concurrent;

namespace Aisle.Sandbox;

/// <summary>What a simulator tells the shop by itself.</summary>
/// <param name="Provider">Who tells it.</param>
/// <param name="Reference">About which payment.</param>
/// <param name="Name">What it says, in their word.</param>
/// <param name="Make">Makes the request anew each time: signatures carry the time they are made at. Told whether to sign wrong and whether to say a wrong amount.</param>
internal sealed record Notice(string Provider, string Reference, string Name, Func<bool, bool, HttpRequestMessage?> Make)
{
    /// <summary>What came of the last sending: a status, or why there was none.</summary>
    public string Outcome { get; set; } = "";
}

/// <summary>Sends notices behind the caller's back, and wrong ones where a fault says so. Keeps the newest to send them again.</summary>
internal sealed class NoticeSender(IHttpClientFactory clients, FaultBook faults, SandboxOptions options, TimeProvider time)
{
    public const string Client = "sandbox";

    /// <summary>The operation that faults of notices belong to.</summary>
    public const string Operation = "notice";

    private const int Most = 1000;

    private static readonly TimeSpan _late = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<Notice> _sent = new();
    private readonly ConcurrentDictionary<(string, string), Notice> _held = new();

    /// <summary>Where notices go whose address is not part of a payment, by provider; set on the control page.</summary>
    public ConcurrentDictionary<string, string> Addresses { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Where notices of a payment go: to the address that was set, or to the shop that began it, as its address to return to (<c>/pay/PROVIDER/STORE/return/…</c>)
    /// tells; null where nobody is to be told.
    /// </summary>
    public Uri? AddressOf(string provider, string back) =>
        Addresses.TryGetValue(provider, out var set) ? new Uri(set)
        : options.Notices && Uri.TryCreate(back, UriKind.Absolute, out var from) && from.IsLoopback && from.Segments is ["/", "pay/", _, var store, "return/", ..] ? new Uri(from, $"/api/v1/payments/notices/{provider}/{store.TrimEnd('/')}")
        : null;

    /// <summary>The notices of a payment, oldest first.</summary>
    public IReadOnlyList<Notice> Of(string provider, string reference)
    {
        lock (_lock)
        {
            return [.. _sent.Where(notice => notice.Provider == provider && notice.Reference == reference)];
        }
    }

    /// <summary>Sends a notice soon, or as the fault that is set for it says.</summary>
    public void Send(Notice notice)
    {
        lock (_lock)
        {
            _sent.Enqueue(notice);
            if (_sent.Count > Most)
            {
                _sent.Dequeue();
            }
        }

        var fault = faults.Take(notice.Provider, Operation, FaultKinds.OfNotices);
        switch (fault?.Kind)
        {
            case FaultKinds.Lost:
                notice.Outcome = "lost";
                break;
            case FaultKinds.OutOfOrder:
                // The next one of the payment goes first.
                notice.Outcome = "held";
                _held[(notice.Provider, notice.Reference)] = notice;
                break;
            default:
                _ = Task.Run(() => SendAsync(notice, fault));
                break;
        }
    }

    /// <summary>Sends a notice that was sent before.</summary>
    public Task<string> AgainAsync(Notice notice, bool wrongSignature = false, bool wrongAmount = false) => PostAsync(notice, wrongSignature, wrongAmount);

    private async Task SendAsync(Notice notice, Fault? fault)
    {
        if (fault?.Kind == FaultKinds.Late)
        {
            notice.Outcome = "waits";
            await Task.Delay(fault.Delay(_late), time);
        }

        await PostAsync(notice, fault?.Kind == FaultKinds.WrongSignature, fault?.Kind == FaultKinds.WrongAmount);
        if (fault?.Kind == FaultKinds.Duplicate)
        {
            await PostAsync(notice, wrongSignature: false, wrongAmount: false);
        }

        if (_held.TryRemove((notice.Provider, notice.Reference), out var held) && held != notice)
        {
            await PostAsync(held, wrongSignature: false, wrongAmount: false);
        }
    }

    private async Task<string> PostAsync(Notice notice, bool wrongSignature, bool wrongAmount)
    {
        using var request = notice.Make(wrongSignature, wrongAmount);
        if (request is null)
        {
            return notice.Outcome = "no address";
        }

        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request);
            return notice.Outcome = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return notice.Outcome = "no answer";
        }
    }
}
