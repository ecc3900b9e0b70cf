using Aisle.Platform.Verify;

namespace Aisle.Modules.Delivery.Checks;

/// <summary>What is taken of each slot is how many documents have a place in it.</summary>
internal sealed class PlacesAgree : IInvariant
{
    public string Name => "delivery.places";

    public async Task CheckAsync(Proof proof, Finding finding, CancellationToken cancellationToken)
    {
        finding.Rows = await proof.CountAsync("select count(*) from delivery.slot", cancellationToken);
        await proof.FaultsAsync(finding, """
            select format('Slot %s: %s are taken, and %s documents have a place.', slot.id, slot.taken, count(place.slot_id)), count(*) over ()
            from delivery.slot left join delivery.place on place.slot_id = slot.id group by slot.id having slot.taken <> count(place.slot_id) limit 10
            """, cancellationToken);
    }
}
