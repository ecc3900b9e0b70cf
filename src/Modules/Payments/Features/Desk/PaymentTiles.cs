using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Payments.Features;

/// <summary>Money that waits for a person, on the first page of the admin: payments of which nobody knows, refunds to be handed out or decided.</summary>
internal sealed class PaymentTiles(PaymentRows rows) : IAdminTileSource
{
    private const string Sql = $"""
        select (select count(*) from payments.attempt r join payments.intent on intent.id = r.intent_id where r.state = 'unknown' and ($1::uuid[] is null or intent.store_id = any ($1))) as unsure,
            (select count(*) from payments.refund r join payments.intent on intent.id = r.intent_id where r.state in ('failed', 'unknown', 'pending') and {ListRefunds.Waiting} and ($1 is null or intent.store_id = any ($1))) as waiting
        """;

    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.Rights.Has(Permissions.PaymentRead.Name))
        {
            return [];
        }

        var found = (await rows.SelectAsync<Counts>(Sql, cancellationToken, caller.Rights.ScopeOf(Permissions.PaymentRead.Name).Stores?.ToArray())).Single();
        return
        [
            new AdminTile(text["payments.tiles.unsure"], text.Number(found.Unsure), "/admin/payments?state=unknown", "device-mobile", IsBad: found.Unsure > 0),
            new AdminTile(text["payments.tiles.refunds"], text.Number(found.Waiting), "/admin/payments/refunds", "arrow-back-up", IsBad: found.Waiting > 0),
        ];
    }

    private sealed record Counts(long Unsure, long Waiting);
}
