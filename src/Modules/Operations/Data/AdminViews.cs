using Aisle.Modules.Operations.Features;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Operations.Data;

/// <summary>The views of the admin's lists, for the bar above each of them.</summary>
internal sealed class AdminViews(OperationsDb db) : IAdminViews
{
    public async Task<AdminViewMenu?> OfAsync(string list, Caller caller, CancellationToken cancellationToken)
    {
        if (ListViews.UserOf(caller) is not { } user || !caller.Rights.Has(Permissions.ViewEdit.Name))
        {
            return null;
        }

        var mayShare = caller.Rights.Has(Permissions.ViewShare.Name);
        return new AdminViewMenu(
            [.. (await ListViews.ReadAsync(db, user, list, cancellationToken)).Select(view => new AdminView(view.Id.ToString(), view.Name, view.Query, view.Shared, view.IsOwn || (view.Shared && mayShare)))], mayShare);
    }
}
