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

/// <summary>What is asked of a view.</summary>
/// <param name="List">Which list, e.g. audit.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Query">What follows the ? in the address of the list.</param>
/// <param name="Shared">Whether everybody sees it; that needs a permission of its own.</param>
internal sealed record ViewBody(string List, string Name, string Query, bool? Shared = null);

/// <summary>Keeps a view of a list.</summary>
internal sealed class SaveView(UnitOfWork work, OperationsDb db, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost<SaveView, ViewBody, ViewRow>("/views", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
        .WithName(nameof(SaveView)).WithTags("Operations").WithSummary("Keep a view").WithDescription("A filter and order of a list under a name, for oneself or, with `operations.view.share`, for everybody.")
        .WithExample(ViewRow.Example).Requires(Permissions.ViewEdit);

    public async Task<Result<ViewRow>> RunAsync(ViewBody body, WriteRequest request)
    {
        var isShared = body.Shared == true;
        if (ListViews.UserOf(request.Caller) is not { } user || (isShared && !request.Caller.Rights.Has(Permissions.ViewShare.Name)))
        {
            return Access.Forbidden;
        }

        return await work.RunAsync<ViewRow>(async stop =>
        {
            var created = SavedView.Create(TypedId.New<SavedViewId>(time), user, body.List, body.Name, body.Query, isShared, time.GetUtcNow());
            if (created.IsFailure)
            {
                return created.Errors.ToArray();
            }

            var view = created.Value;
            if (await db.Views.AnyAsync(row => row.UserId == user && row.List == view.List && row.Name == view.Name, stop))
            {
                return Error.Conflict("view.name_taken", "You have a view of this list with this name already.");
            }

            if (await db.Views.CountAsync(row => row.UserId == user, stop) >= SavedView.Most)
            {
                return Error.Conflict("view.too_many", $"You have {SavedView.Most} views already; remove some first.");
            }

            db.Add(view);
            if (isShared)
            {
                work.Audit(new AuditEntry("operations.view.share", "operations.view", view.Id.ToString(), view.Name, Before: null, new { list = view.List, query = view.Query }));
            }

            request.Location = $"/api/v1/views/{view.Id}";
            return ViewRow.Of(view, user);
        }, request.Stop);
    }
}
