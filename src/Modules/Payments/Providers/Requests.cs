using System.Security.Cryptography;
using System.Text;
using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers;

/// <summary>What begins an attempt.</summary>
/// <param name="Store">Code of the store whose account is used.</param>
/// <param name="Id">Our id of the attempt, new for each one: providers refuse to see one again.</param>
/// <param name="OrderNumber">What people call the order.</param>
/// <param name="Amount">What is to be paid.</param>
/// <param name="Callback">Where the provider sends the shopper back to; query and all is kept.</param>
/// <param name="Customer">Who pays.</param>
internal sealed record StartAttempt(string Store, Guid Id, string OrderNumber, Money Amount, Uri Callback, CustomerFacts Customer)
{
    /// <summary>Where the provider tells the outcome behind the shopper's back; null where it is told elsewhere or not at all.</summary>
    public Uri? Notices { get; init; }

    /// <summary>Whether the money is only promised until it is captured, where the provider can do that.</summary>
    public bool CaptureLater { get; init; }

    public string Key => AttemptKey.Of(Id);
}

/// <summary>What a provider wants to know of a shopper.</summary>
internal sealed record CustomerFacts(string Name, string Email, string Phone, string Address, string City, string Postcode, string CountryCode, string IpAddress);

/// <summary>An attempt that began.</summary>
/// <param name="Store">Code of the store whose account is used.</param>
/// <param name="Id">Our id.</param>
/// <param name="Reference">The provider's name for it.</param>
/// <param name="Amount">What was asked for.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record Attempt(string Store, Guid Id, string Reference, Money Amount, DateTimeOffset StartedAt)
{
    /// <summary>The provider's id of the payment, once it is known.</summary>
    public string TransactionId { get; init; } = "";

    /// <summary>What was captured of a promise; null where nothing was promised first, or it has not been captured.</summary>
    public Money? Captured { get; init; }

    /// <summary>What must have moved when it is paid.</summary>
    public Money Due => Captured ?? Amount;

    /// <summary>When anything but a query was last sent about it; the first query keeps its distance from that.</summary>
    public DateTimeOffset LastSentAt { get; init; } = StartedAt;

    /// <summary>When it was last asked about; null where it never was.</summary>
    public DateTimeOffset? LastAskedAt { get; init; }

    public string Key => AttemptKey.Of(Id);
}

/// <summary>Money to give back.</summary>
/// <param name="Id">Our id of the refund; the provider's key of idempotency where it has one.</param>
/// <param name="Attempt">What was paid, with its transaction id.</param>
/// <param name="Amount">How much goes back.</param>
/// <param name="Reason">Why, in words the provider keeps.</param>
/// <param name="OrderedAt">When it was first ordered.</param>
internal sealed record RefundOrder(Guid Id, Attempt Attempt, Money Amount, string Reason, DateTimeOffset OrderedAt)
{
    /// <summary>The provider's id of this refund, once it is known.</summary>
    public string TheirId { get; init; } = "";

    /// <summary>The provider's ids of the other refunds of this payment: what is found and is none of these is this one.</summary>
    public IReadOnlyCollection<string> Others { get; init; } = [];

    public string Key => AttemptKey.Of(Id);
}

/// <summary>
/// Our ids as every provider takes them: 20 capital letters and digits. Nagad takes no longer one and no other character, so
/// the random part is cut to the 51 bits that fit; two of one millisecond fall together once in 2^51.
/// </summary>
internal static class AttemptKey
{
    public const int Length = 20;

    private const int HalfLength = Length / 2;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static string Of(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        var time = (UInt128)System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16;
        var random = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)) & ((1UL << 51) - 1);
        return Write((ulong)time) + Write(random);
    }

    private static string Write(ulong value)
    {
        var text = new char[HalfLength];
        for (var place = HalfLength - 1; place >= 0; place--)
        {
            (value, var digit) = Math.DivRem(value, (ulong)Digits.Length);
            text[place] = Digits[(int)digit];
        }

        return new string(text);
    }
}

/// <summary>What came in at an address of ours.</summary>
/// <param name="Store">Code of the store whose address it was.</param>
/// <param name="Query">The query of the address, decoded, in its order.</param>
/// <param name="ContentType">The type it said it has; empty where it said none.</param>
/// <param name="Headers">Headers by lower-case name.</param>
/// <param name="Body">Exactly what came, at most 256 KB.</param>
internal sealed record IncomingMessage(string Store, IReadOnlyList<KeyValuePair<string, string>> Query, string ContentType, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    public const int MostBytes = 256 * 1024;

    /// <summary>The body as text; null where it is no UTF-8.</summary>
    public string? Text()
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Body.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>What a message claims.</summary>
internal enum Claim
{
    /// <summary>The shopper agreed; the attempt can be finished.</summary>
    Agreed,

    /// <summary>The money moved.</summary>
    Paid,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The shopper gave it up.</summary>
    Cancelled,

    /// <summary>A refund changed.</summary>
    Refund,

    /// <summary>A bank asks the money back for its customer, or has stopped asking.</summary>
    Dispute,

    /// <summary>Nothing the payment model acts on.</summary>
    Other,
}

/// <summary>A message that could be read. What it claims is asked again at the provider before anything is done by it.</summary>
/// <param name="Claim">What it says.</param>
/// <param name="Id">Tells it from all others, so that it is handled once; empty where the provider gives none.</param>
/// <param name="Type">Their word for it.</param>
/// <param name="IsSigned">Whether a signature proved that the provider sent it. A browser's return is not signed.</param>
internal sealed record ProviderMessage(Claim Claim, string Id, string Type, bool IsSigned)
{
    /// <summary>Our attempt (<see cref="AttemptKey"/>); empty where it does not say.</summary>
    public string Key { get; init; } = "";

    /// <summary>The provider's name for the attempt; empty where it does not say.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The provider's id of the payment, or what it is validated by; empty where it does not say.</summary>
    public string TransactionId { get; init; } = "";

    /// <summary>What stands beside the claim to show whose it is (<see cref="StartOutcome.Started.Proof"/>).</summary>
    public string Proof { get; init; } = "";

    /// <summary>Whether it carries the proof that was given when the attempt began.</summary>
    public bool Proves(string proof) => proof.Length == 0 || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Proof), Encoding.UTF8.GetBytes(proof));
}
