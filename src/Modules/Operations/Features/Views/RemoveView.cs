using Aisle.Kernel;
using Aisle.Modules.Operations.Data;
using Aisle.Modules.Operations.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Operations.Features;

/// <summary>Removes a view: one's own, or a shared one where one may share. What others keep for themselves is nobody's business.</summary>
internal sealed class RemoveView(UnitOfWork work, OperationsDb db)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete<RemoveView, Nothing>("/views/{id}", (use, request) => use.RunAsync(request))
        .WithName(nameof(RemoveView)).WithTags("Operations").WithSummary("Remove a view").WithDescription("One's own, or with `operations.view.share` one that is shared.").WithProblems(404).Requires(Permissions.ViewEdit);

    public async Task<Result<Nothing>> RunAsync(WriteRequest request)
    {
        var id = request.Id<SavedViewId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        if (ListViews.UserOf(request.Caller) is not { } user)
        {
            return Access.Forbidden;
        }

        return await work.RunAsync<Nothing>(async stop =>
        {
            var wanted = id.Value;
            if (await db.Views.AsTracking().SingleOrDefaultAsync(row => row.Id == wanted && (row.UserId == user || row.IsShared), stop) is not { } view)
            {
                return Error.NotFound("view.unknown", "There is no such view.");
            }

            if (view.UserId != user && !request.Caller.Rights.Has(Permissions.ViewShare.Name))
            {
                return Access.Forbidden;
            }

            db.Remove(view);
            if (view.IsShared)
            {
                work.Audit(new AuditEntry("operations.view.remove", "operations.view", view.Id.ToString(), view.Name, new { list = view.List, query = view.Query }));
            }

            return Nothing.Value;
        }, request.Stop);
    }
}
