using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>The numbers of the catalogue on the first page of the admin.</summary>
internal sealed class CatalogTiles(UnitOfWork work) : IAdminTileSource
{
    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        var (sees, imports) = (caller.Rights.Has(Permissions.ProductRead.Name), caller.Rights.HasEverywhere(Permissions.ImportRun.Name));
        if (!sees && !imports)
        {
            return [];
        }

        await using var command = await work.CommandAsync("""
            select (select count(*) from catalog.product where status = 'active'), (select count(*) from catalog.product where status = 'draft'),
                   (select count(*) from catalog.listing where price_minor is null), (select count(*) from catalog.import where finished_at is null)
            """, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var unpriced = reader.GetInt64(2);
        return
        [
            .. sees ? (AdminTile[])
            [
                new AdminTile(text["catalog.tiles.active"], text.Number(reader.GetInt64(0)), "/admin/products?status=active", "box"),
                new AdminTile(text["catalog.tiles.draft"], text.Number(reader.GetInt64(1)), "/admin/products?status=draft", "edit"),
                new AdminTile(text["catalog.tiles.without_price"], text.Number(unpriced), "/admin/products?status=active&without=price", "tag", IsBad: unpriced > 0),
            ] : [],
            .. imports ? [new AdminTile(text["catalog.tiles.imports"], text.Number(reader.GetInt64(3)), "/admin/imports", "file-import")] : Array.Empty<AdminTile>(),
        ];
    }
}
