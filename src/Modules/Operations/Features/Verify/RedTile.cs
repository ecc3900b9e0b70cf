using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;

namespace Aisle.Modules.Operations.Features;

/// <summary>How many invariants did not hold in the last run.</summary>
internal sealed class RedTile(VerifyHistory history) : IAdminTileSource
{
    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.Rights.HasEverywhere(Permissions.VerifyRead.Name))
        {
            return [];
        }

        var last = (await history.ListAsync(cursor: null, 1, cancellationToken)).Value!.Items;
        var red = last.Count == 0 ? 0 : last[0].Red;
        return [new AdminTile(text["operations.verify_page.tile"], text.Number(red), "/admin/verify", "shield-lock", red > 0)];
    }
}
