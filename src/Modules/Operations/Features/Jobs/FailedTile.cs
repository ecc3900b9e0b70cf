using Aisle.Platform.Jobs;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Operations.Features;

/// <summary>How many jobs came to a bad end the last time.</summary>
internal sealed class FailedTile(JobBoard board) : IAdminTileSource
{
    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.Rights.HasEverywhere(Permissions.JobRead.Name))
        {
            return [];
        }

        var count = (await board.ListAsync(cancellationToken)).Count(JobsPageModel.IsBad);
        return [new AdminTile(text["operations.jobs_page.failed"], text.Number(count), count > 0 ? "/admin/jobs?state=failed" : "/admin/jobs", "clock-play", count > 0)];
    }
}
