using Aisle.Contracts.Payments;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Domain;

/// <summary>States as the database has them, and what they mean together.</summary>
internal static class AttemptStates
{
    public const string Created = "created";
    public const string Started = "started";
    public const string Unknown = "unknown";
    public const string Disputed = "disputed";
    public const string Paid = "paid";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";

    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<PaymentAttemptState>().Select(ChoiceWords.Of)];

    /// <summary>Whether it is under way: an intent has one of these at most.</summary>
    public static bool IsOpen(string state) => state is Created or Started or Unknown or Disputed;
}

/// <summary>States of what is to be paid, and of what goes back.</summary>
internal static class OtherStates
{
    public const string IntentOpen = "open";
    public const string IntentPaid = "paid";
    public const string IntentClosed = "closed";
    public const string Ordered = "ordered";
    public const string Pending = "pending";
    public const string Unknown = "unknown";
    public const string Done = "done";
    public const string Failed = "failed";
}

/// <summary>From whom a change came.</summary>
internal static class Sources
{
    public const string Start = "start";
    public const string Return = "return";
    public const string Notice = "notice";
    public const string Sweeper = "sweeper";
    public const string Person = "person";
    public const string Shopper = "shopper";
    public const string Subject = "subject";
}
