using Aisle.Platform.Ui.Admin;

namespace Aisle.Platform.Features.Admin;

/// <summary><c>/admin</c>: the first page of the staff, with the numbers that the modules show.</summary>
public sealed class DashboardModel(IEnumerable<IAdminTileSource> sources) : AdminPage
{
    /// <summary>The numbers this caller may see.</summary>
    public IReadOnlyList<AdminTile> Tiles { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["platform.admin.dashboard"];
        var tiles = new List<AdminTile>();
        foreach (var source in sources)
        {
            tiles.AddRange(await source.TilesAsync(Caller, T, cancellationToken));
        }

        Tiles = tiles;
    }
}
