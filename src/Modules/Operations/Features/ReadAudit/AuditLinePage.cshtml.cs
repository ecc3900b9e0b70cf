using Aisle.Contracts.Stores;
using Aisle.Platform.Audit;
using Aisle.Platform.Modules;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>/admin/audit/{id}</c>: one line, with what it says was changed side by side.</summary>
internal sealed class AuditLinePageModel(AuditTrail trail, IStores stores, AdminPages pages) : AdminPage
{
    public AuditLine Line { get; private set; } = null!;

    public IReadOnlyList<ConflictRow> Changes { get; private set; } = [];

    /// <summary>Where the thing is shown; null where no page shows it.</summary>
    public string? Thing { get; private set; }

    /// <summary>Where the actor is shown; null where no page shows them.</summary>
    public string? Actor { get; private set; }

    public string Store { get; private set; } = "";

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public async Task<IActionResult> OnGetAsync([FromRoute] long id, CancellationToken cancellationToken)
    {
        var scope = Caller.Rights.ScopeOf(Permissions.AuditRead.Name);
        // The newest line that is not after it: itself, where it is there and the caller may see it.
        if (id is <= 0 or long.MaxValue || (await trail.FindAsync(new AuditFilter(Stores: scope.Stores), id + 1, limit: 1, cancellationToken)) is not [var line] || line.Id != id)
        {
            return Missing();
        }

        var shop = await stores.ShopAsync(cancellationToken);
        (Line, Changes, Zone) = (line, AuditDifference.Rows(line.Before, line.After, T), shop.Zone());
        Thing = pages.PathTo(line.SubjectType, line.SubjectId, Caller.Rights) is { } path ? path + (line is { SubjectType: "stores.setting", StoreId: { } place } ? $"?store={place}" : "") : null;
        Actor = line is { ActorKind: "user", ActorId: { } actor } ? pages.PathTo("identity.user", actor.ToString(), Caller.Rights) : null;
        Store = line.StoreId is { } store ? shop?.Stores.FirstOrDefault(one => one.Id.Value == store) is { } known ? $"{known.Code} {T.Of(known.Name)}" : store.ToString() : "";
        Title = T[line.Action];
        Crumbs = [new AdminCrumb(T["operations.audit_page.title"], "/admin/audit")];
        return Page();
    }
}
