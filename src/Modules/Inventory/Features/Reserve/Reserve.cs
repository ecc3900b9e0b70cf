using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Promises stock for a time, keeps it for longer, or gives it up.</summary>
internal sealed class Reserve(UnitOfWork work, IStores stores, ItemStore items, StockWriter writer, CallerContext caller, TimeProvider time)
{
    /// <param name="asked">What is promised.</param>
    /// <param name="replaced">The promise it takes the place of, or null.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Result<ReservationId>> RunAsync(NewReservation asked, ReservationId? replaced, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asked);
        // Alone it is one call, and needs no transaction around it.
        return work.Transaction is null ? WriteAsync(asked, replaced, cancellationToken) : work.RunAsync(stop => WriteAsync(asked, replaced, stop), cancellationToken);
    }

    public Task<Result<ReservationId>> ExtendAsync(ReservationId reservation, DateTimeOffset until, CancellationToken cancellationToken) => work.RunAsync(async stop =>
    {
        var now = time.GetUtcNow();
        return until <= now || until > now.AddDays(NewReservation.LongestDays) ? ExpiryFault("until") : await writer.ExtendAsync(reservation, until, now, stop);
    }, cancellationToken);

    public Task<Result<ReservationState>> ReleaseAsync(ReservationId reservation, CancellationToken cancellationToken) => work.RunAsync<ReservationState>(async stop =>
    {
        var now = time.GetUtcNow();
        var was = await writer.ReleaseAsync(reservation, now, stop);
        return was.IsFailure ? was.Errors.ToArray() : was.Value == ReservationState.Committed ? InventoryErrors.ReservationEnded : was.Value == ReservationState.Open ? ReservationState.Released : was.Value;
    }, cancellationToken);

    private async Task<Result<ReservationId>> WriteAsync(NewReservation asked, ReservationId? replaced, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var store = (await stores.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(one => one.Id == asked.Store);
        var problems = Check(asked, store, await items.KnownAsync([.. asked.Lines.Select(line => line.Variant)], cancellationToken), now);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var hash = StockWriter.ContentOf(asked);
        var today = BusinessDate.Of(now, TimeZoneInfo.FindSystemTimeZoneById(store!.TimeZone), store.DayCutOff).Date;
        var known = await writer.ReserveAsync(asked, replaced, hash, now, today, caller.Caller.Kind == CallerKind.System ? null : caller.Caller.Id, cancellationToken);
        return known.IsFailure ? known.Errors.ToArray() : known.Value.Length > 0 && !known.Value.AsSpan().SequenceEqual(hash) ? InventoryErrors.Contradiction : asked.Id;
    }

    private static Problems Check(NewReservation asked, StoreRecord? store, IReadOnlySet<VariantId> known, DateTimeOffset now)
    {
        var problems = new Problems();
        if (store is null)
        {
            problems.Add(InventoryErrors.StoreUnknown);
        }

        problems.Require(asked.Lines.Count is > 0 and <= NewReservation.MostLines, "inventory.lines", $"A reservation has 1 to {NewReservation.MostLines} lines.", "lines");
        if (asked.ExpiresAt <= now || asked.ExpiresAt > now.AddDays(NewReservation.LongestDays))
        {
            problems.Add(ExpiryFault("expiresAt"));
        }

        for (var index = 0; index < asked.Lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (asked.Lines[index], $"lines[{index}]");
            if (!known.Contains(line.Variant))
            {
                problems.Add(InventoryErrors.ItemUnknown with { Field = at + ".variant" });
            }

            problems.Require(line.Quantity is > 0 and <= PostStock.MostQuantity, "inventory.quantity_range", "A line is of 1 to 10^12 thousandths.", at + ".quantity");
        }

        // Several lines of one variant are one promise.
        problems.Require(
            asked.Lines.GroupBy(line => line.Variant).All(lines => lines.Sum(line => (decimal)line.Quantity) <= PostStock.MostQuantity), "inventory.quantity_range", "A variant is promised 10^12 thousandths at most.", "lines");
        return problems;
    }

    private static Error ExpiryFault(string field) => Error.Validation("inventory.expiry", $"A reservation ends in the future, within {NewReservation.LongestDays} days.", field);
}
