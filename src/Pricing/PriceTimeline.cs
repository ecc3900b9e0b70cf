namespace Aisle.Pricing;

/// <summary>
/// Chooses the price that holds. Online shop and till ask here, so that they always agree. The best match is, in this
/// order: a price of the customer's group before one for everybody; a price of the store before one of all stores; a price
/// of the channel before one of all channels; the one from the larger quantity on; the one that began last; the one with the
/// greatest id (ids are UUIDv7, so it was entered last). The order of the input does not matter. The lowest price is not
/// sought: a price for few is meant for them, whether it is lower or higher.
/// </summary>
public static class PriceTimeline
{
    private const long OneUnit = 1_000;

    /// <summary>The price of one unit for a customer of no group.</summary>
    /// <param name="entries">The prices of one product, with unique ids.</param>
    /// <param name="instant">The instant: from <c>ValidFrom</c> on, up to but not including <c>ValidTo</c>.</param>
    /// <param name="storeId">The store, or null for the prices of no store in particular.</param>
    /// <param name="channel">The channel, or <see cref="PriceChannel.Any"/> for the prices of no channel in
    /// particular.</param>
    /// <returns>The entry, or null when no price holds.</returns>
    public static PriceEntry? At(
        IEnumerable<PriceEntry> entries, DateTimeOffset instant, Guid? storeId, PriceChannel channel) =>
        At(entries, new PriceRequest(instant, storeId, channel, [], OneUnit));

    /// <summary>The price that holds for a request.</summary>
    /// <param name="entries">The prices of one product, with unique ids.</param>
    /// <param name="request">Who asks, where, when and for how much.</param>
    /// <returns>The entry, or null when no price holds.</returns>
    public static PriceEntry? At(IEnumerable<PriceEntry> entries, PriceRequest request)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(request);
        PriceEntry? best = null;
        foreach (var entry in entries)
        {
            if (Holds(entry, request) && (best is null || IsBetter(entry, best)))
            {
                best = entry;
            }
        }

        return best;
    }

    private static bool Holds(PriceEntry entry, PriceRequest request) =>
        entry.ValidFrom <= request.Instant
        && (entry.ValidTo is null || request.Instant < entry.ValidTo)
        && (entry.StoreId is null || entry.StoreId == request.StoreId)
        && (entry.Channel == PriceChannel.Any || entry.Channel == request.Channel)
        && entry.MinimumThousandths <= request.Thousandths
        && (entry.CustomerGroupId is not { } group || request.CustomerGroupIds.Contains(group));

    private static bool IsBetter(PriceEntry entry, PriceEntry other)
    {
        var difference = Specificity(entry).CompareTo(Specificity(other));
        if (difference == 0)
        {
            difference = entry.MinimumThousandths.CompareTo(other.MinimumThousandths);
        }

        if (difference == 0)
        {
            difference = entry.ValidFrom.CompareTo(other.ValidFrom);
        }

        if (difference == 0)
        {
            difference = entry.Id.CompareTo(other.Id);
        }

        return difference > 0;
    }

    private static int Specificity(PriceEntry entry) =>
        (entry.CustomerGroupId is null ? 0 : 4) + (entry.StoreId is null ? 0 : 2) + (entry.Channel == PriceChannel.Any ? 0 : 1);
}
