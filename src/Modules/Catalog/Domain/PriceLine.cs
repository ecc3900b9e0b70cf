using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>A price and the time in which it holds.</summary>
/// <param name="Id">Id.</param>
/// <param name="Minor">Amount in minor units.</param>
/// <param name="From">First instant.</param>
/// <param name="To">Instant before which it ends; null while it has no end.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record PriceSpan(PriceId Id, long Minor, DateTimeOffset From, DateTimeOffset? To, int Version = 1)
{
    public bool HoldsAt(DateTimeOffset moment) => From <= moment && (To is null || To > moment);
}

/// <summary>
/// The prices of one pack in one place and channel, now and to come. At no moment two of them hold, and what has begun does
/// not change but for its end: what was charged can be shown for ever.
/// </summary>
internal sealed class PriceLine
{
    private readonly List<PriceSpan> _spans;

    public PriceLine(IEnumerable<PriceSpan> spans) => _spans = [.. spans.OrderBy(span => span.From)];

    public IReadOnlyList<PriceSpan> Spans => _spans;

    public static Error Overlap(string field) =>
        Error.Conflict("price.overlap", "Another price of this pack, store and channel holds or begins in that time; change that one, or end this one before it.") with { Field = field };

    /// <summary>
    /// Adds a price. It ends the one that holds when it begins, which goes on afterwards where the new one has an end;
    /// without an end it holds until the next one begins.
    /// </summary>
    /// <param name="price">The price.</param>
    /// <param name="continued">Id of the price that goes on afterwards.</param>
    /// <param name="now">The present moment.</param>
    public Result<PriceLine> Begin(PriceSpan price, PriceId continued, DateTimeOffset now)
    {
        var problems = new Problems();
        problems.Require(price.From >= now, "price.past", "A price begins now or later; what was charged does not change.", "from");
        problems.Require(price.To is not { } end || end > price.From, "price.period", "A price ends after it begins.", "to");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var next = _spans.Find(span => span.From >= price.From);
        if (next is not null && next.From == price.From)
        {
            return Overlap("from");
        }

        if (next is not null && price.To > next.From)
        {
            return Overlap("to");
        }

        var added = price with { To = price.To ?? next?.From };
        var spans = _spans.Append(added).ToList();
        if (spans.Find(span => span != added && span.HoldsAt(price.From)) is { } before)
        {
            spans[spans.IndexOf(before)] = before with { To = price.From };
            if (price.To is { } until && (before.To is null || before.To > until))
            {
                spans.Add(new PriceSpan(continued, before.Minor, until, before.To));
            }
        }

        return new PriceLine(spans);
    }

    /// <summary>Takes a price back that has not begun; the one before goes on in its place.</summary>
    public Result<PriceLine> Remove(PriceId id, DateTimeOffset now)
    {
        if (_spans.Find(span => span.Id == id) is not { } gone || gone.From <= now)
        {
            return Error.Conflict("price.begun", "This price has begun; it does not change any more. Set a new one.");
        }

        var spans = _spans.Where(span => span != gone).ToList();
        if (spans.Find(span => span.To == gone.From) is { } before)
        {
            var after = gone.To is null ? null : spans.Find(span => span.From == gone.To && span.Minor == before.Minor);
            spans[spans.IndexOf(before)] = before with { To = after is null ? gone.To : after.To };
            if (after is not null)
            {
                spans.Remove(after);
            }
        }

        return new PriceLine(spans);
    }
}
