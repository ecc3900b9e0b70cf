using Microsoft.AspNetCore.Http;

namespace Aisle.Sandbox;

/// <summary>What a simulator can be made to do wrong. The words are those of the control page and its API.</summary>
internal static class FaultKinds
{
    /// <summary>It does what it was asked and never says so.</summary>
    public const string TimeoutAfterSuccess = "timeout_after_success";

    /// <summary>It does what it was asked and the line breaks.</summary>
    public const string BrokenAfterSuccess = "broken_after_success";

    /// <summary>It answers late.</summary>
    public const string Slow = "slow";

    /// <summary>It answers 500 and does nothing.</summary>
    public const string Error500 = "error_500";

    /// <summary>It answers what nobody can read.</summary>
    public const string Garbage = "garbage";

    /// <summary>It refuses with a code of its own.</summary>
    public const string Code = "code";

    /// <summary>It says another amount than was asked for.</summary>
    public const string WrongAmount = "wrong_amount";

    /// <summary>It signs with a signature that is not right.</summary>
    public const string WrongSignature = "wrong_signature";

    /// <summary>The token is over before its time.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>It gives back all or nothing.</summary>
    public const string PartialRefused = "partial_refused";

    /// <summary>The notice is not sent.</summary>
    public const string Lost = "lost";

    /// <summary>The notice is sent late.</summary>
    public const string Late = "late";

    /// <summary>The notice is sent twice.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>The notices of a payment are sent the last one first.</summary>
    public const string OutOfOrder = "out_of_order";

    /// <summary>Those of an answer to the shop.</summary>
    public static IReadOnlyList<string> OfCalls { get; } = [TimeoutAfterSuccess, BrokenAfterSuccess, Slow, Error500, Garbage, Code, WrongAmount, WrongSignature, TokenExpired, PartialRefused];

    /// <summary>Those of what the shop is told by itself.</summary>
    public static IReadOnlyList<string> OfNotices { get; } = [Lost, Late, Duplicate, OutOfOrder, WrongSignature, WrongAmount];

    public static IReadOnlyList<string> All { get; } = [.. OfCalls.Union(OfNotices, StringComparer.Ordinal)];
}

/// <summary>A fault that waits for its call.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Provider">Where.</param>
/// <param name="Operation">In which operation; <c>*</c> in any.</param>
/// <param name="Kind">One of <see cref="FaultKinds"/>.</param>
/// <param name="Value">The code, or the milliseconds, that the kind takes; empty for the usual one.</param>
/// <param name="Left">For how many calls more; null until it is cleared.</param>
internal sealed record Fault(int Id, string Provider, string Operation, string Kind, string Value, int? Left)
{
    public const string Any = "*";

    /// <summary>How long an answer or a notice is held back.</summary>
    public TimeSpan Delay(TimeSpan usual) => int.TryParse(Value, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : usual;
}

/// <summary>The faults that are set.</summary>
internal sealed class FaultBook
{
    public const int Most = 100;

    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private int _next;

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Sets a fault; null where there are too many.</summary>
    public Fault? Add(string provider, string operation, string kind, string value, int? times)
    {
        lock (_lock)
        {
            if (_faults.Count >= Most)
            {
                return null;
            }

            var fault = new Fault(++_next, provider, operation, kind, value, times);
            _faults.Add(fault);
            return fault;
        }
    }

    public void Clear(int? id = null)
    {
        lock (_lock)
        {
            _faults.RemoveAll(fault => id is null || fault.Id == id);
        }
    }

    /// <summary>Takes the first fault of an operation that is one of the kinds.</summary>
    public Fault? Take(string provider, string operation, IReadOnlyCollection<string> kinds)
    {
        lock (_lock)
        {
            var at = _faults.FindIndex(fault => fault.Provider == provider && fault.Operation is var of && (of == operation || of == Fault.Any) && kinds.Contains(fault.Kind));
            if (at < 0)
            {
                return null;
            }

            var fault = _faults[at];
            if (fault.Left is { } left)
            {
                if (left <= 1)
                {
                    _faults.RemoveAt(at);
                }
                else
                {
                    _faults[at] = fault with { Left = left - 1 };
                }
            }

            return fault;
        }
    }
}

/// <summary>The fault of a call under way.</summary>
internal static class CallFaults
{
    private static readonly object _key = new();

    public static void Put(this HttpContext context, Fault fault) => context.Items[_key] = fault;

    /// <summary>Whether the call was told to do this wrong.</summary>
    public static bool Has(this HttpContext context, string kind) => context.Items.TryGetValue(_key, out var fault) && ((Fault)fault!).Kind == kind;

    /// <summary>The code the call was told to refuse with; null where it was not.</summary>
    public static string? RefusalCode(this HttpContext context) => context.Has(FaultKinds.Code) ? ((Fault)context.Items[_key]!).Value : null;
}
