using System.Globalization;
using System.Security.Cryptography;
using Aisle.Kernel;

namespace Aisle.Sandbox;

/// <summary>How a simulated payment stands.</summary>
internal enum SandboxStatus
{
    /// <summary>The shopper has not decided.</summary>
    Open,

    /// <summary>The shopper agreed; the shop must carry it out (bKash).</summary>
    Agreed,

    /// <summary>The money is promised (Stripe).</summary>
    Authorized,

    /// <summary>The money moved.</summary>
    Paid,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The shopper or the shop gave it up.</summary>
    Cancelled,

    /// <summary>Its time has passed.</summary>
    Expired,
}

/// <summary>A simulated payment. Whoever changes it holds its <see cref="Gate"/>.</summary>
internal sealed class SandboxPayment
{
    public required string Provider { get; init; }

    /// <summary>The provider's name for it.</summary>
    public required string Reference { get; init; }

    /// <summary>The shop's name for it.</summary>
    public required string Order { get; init; }

    public required Money Amount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Lock Gate { get; } = new();

    public SandboxStatus Status { get; set; }

    /// <summary>What moved or was promised; less than asked for after a partial capture.</summary>
    public Money Taken { get; set; }

    /// <summary>The provider's id of the payment, once there is one.</summary>
    public string TransactionId { get; set; } = "";

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>Wallet number, or a card masked by the page that took it.</summary>
    public string Payer { get; set; } = "";

    /// <summary>Why it failed, in the provider's code.</summary>
    public string FailureCode { get; set; } = "";

    public List<SandboxRefund> Refunds { get; } = [];

    public Money Refunded => Refunds.Aggregate(Money.Zero(Amount.Currency), (sum, refund) => sum + refund.Amount);

    /// <summary>What else the provider's protocol keeps of it: addresses to return to, challenges, keys.</summary>
    public Dictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

    public string Fact(string name) => Facts.GetValueOrDefault(name) ?? "";

    /// <summary>Wrong PINs so far.</summary>
    public int WrongTries { get; set; }
}

/// <summary>A simulated refund.</summary>
internal sealed record SandboxRefund(string Id, string Key, Money Amount, DateTimeOffset At, string Reason)
{
    /// <summary>How often it was asked after; some providers take their time.</summary>
    public int Asked { get; set; }
}

/// <summary>The newest payments of all simulators; older ones are forgotten.</summary>
internal sealed class PaymentBook(SandboxOptions options, TimeProvider time)
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Provider, string Reference), SandboxPayment> _payments = [];
    private readonly Queue<(string, string)> _order = new();

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SandboxPayment> Newest(int count)
    {
        lock (_lock)
        {
            return [.. _payments.Values.OrderByDescending(payment => payment.CreatedAt).Take(count)];
        }
    }

    public void Add(SandboxPayment payment)
    {
        lock (_lock)
        {
            var key = (payment.Provider, payment.Reference);
            _payments.Add(key, payment);
            _order.Enqueue(key);
            if (_order.Count > options.MostPayments)
            {
                _payments.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>Puts another one in the place of a payment.</summary>
    public void Replace(SandboxPayment old, SandboxPayment payment)
    {
        lock (_lock)
        {
            if (_payments.ContainsKey((old.Provider, old.Reference)))
            {
                _payments[(old.Provider, old.Reference)] = payment;
            }
        }
    }

    public SandboxPayment? Find(string provider, string reference)
    {
        lock (_lock)
        {
            return _payments.GetValueOrDefault((provider, reference));
        }
    }

    public SandboxPayment? Find(string provider, Func<SandboxPayment, bool> fits)
    {
        lock (_lock)
        {
            return _payments.Values.FirstOrDefault(payment => payment.Provider == provider && fits(payment));
        }
    }

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An id as providers make them.</summary>
    public static string NewId(int length) => RandomNumberGenerator.GetString(Letters, length);

    /// <summary>An amount of a request, greater than zero; null where it is none.</summary>
    public static Money? Amount(string? text, string? currency) =>
        Currency.TryGet(currency?.ToUpperInvariant(), out var known) && Money.Parse(text ?? "", known).TryGet(out var money) && money.Minor > 0 ? money : null;

    /// <summary>The amount that is told: one unit more where the call was told to say a wrong one.</summary>
    public static string Told(Money amount, bool wrong) => (wrong ? amount with { Minor = amount.Minor + 100 } : amount).ToAmountString();

    public static string Dhaka(DateTimeOffset at, string format) => at.ToOffset(TimeSpan.FromHours(6)).ToString(format, CultureInfo.InvariantCulture);
}
