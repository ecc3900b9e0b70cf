namespace Aisle.Pricing;

/// <summary>Chooses the price that holds at an instant. Online shop and till ask here, so that they always
/// agree.</summary>
public static class PriceTimeline
{
    /// <summary>
    /// The price that holds. The most specific wins: store and channel, then store, then channel, then general. Among
    /// those the one that began last, and then the one with the greatest id (ids are UUIDv7, so it was entered last).
    /// The order of the input does not matter.
    /// </summary>
    /// <param name="entries">The prices of one product, with unique ids.</param>
    /// <param name="instant">The instant: from <c>ValidFrom</c> on, up to but not including <c>ValidTo</c>.</param>
    /// <param name="storeId">The store, or null for the prices of no store in particular.</param>
    /// <param name="channel">The channel, or <see cref="PriceChannel.Any"/> for the prices of no channel in
    /// particular.</param>
    /// <returns>The entry, or null when no price holds.</returns>
    public static PriceEntry? At(
        IEnumerable<PriceEntry> entries, DateTimeOffset instant, Guid? storeId, PriceChannel channel)
    {
        ArgumentNullException.ThrowIfNull(entries);
        PriceEntry? best = null;
        foreach (var entry in entries)
        {
            if (Holds(entry, instant, storeId, channel) && (best is null || IsBetter(entry, best)))
            {
                best = entry;
            }
        }

        return best;
    }

    private static bool Holds(PriceEntry entry, DateTimeOffset instant, Guid? storeId, PriceChannel channel) =>
        entry.ValidFrom <= instant
        && (entry.ValidTo is null || instant < entry.ValidTo)
        && (entry.StoreId is null || entry.StoreId == storeId)
        && (entry.Channel == PriceChannel.Any || entry.Channel == channel);

    private static bool IsBetter(PriceEntry entry, PriceEntry other)
    {
        var difference = Specificity(entry).CompareTo(Specificity(other));
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
        (entry.StoreId is null ? 0 : 2) + (entry.Channel == PriceChannel.Any ? 0 : 1);
}
