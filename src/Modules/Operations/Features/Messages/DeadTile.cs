using Aisle.Platform.Messaging;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Operations.Features;

/// <summary>How many messages were given up and wait for a person.</summary>
internal sealed class DeadTile(DeadLetters letters) : IAdminTileSource
{
    public async Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken)
    {
        if (!caller.Rights.HasEverywhere(Permissions.MessageRead.Name))
        {
            return [];
        }

        var count = await letters.CountAsync(cancellationToken);
        return [new AdminTile(text["operations.messages_page.dead_tile"], text.Number(count), "/admin/messages", "mail-exclamation", count > 0)];
    }
}
