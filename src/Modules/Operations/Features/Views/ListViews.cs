using Aisle.Contracts.Identity;
using Aisle.Modules.Operations.Data;
using Aisle.Modules.Operations.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Operations.Features;

/// <summary>A filter and order of a list under a name.</summary>
/// <param name="Id">Id.</param>
/// <param name="List">Which list.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Query">What follows the ? in the address of the list.</param>
/// <param name="Shared">Whether everybody sees it.</param>
/// <param name="IsOwn">Whether it is one's own.</param>
internal sealed record ViewRow(SavedViewId Id, string List, string Name, string Query, bool Shared, bool IsOwn)
{
    public static ViewRow Example { get; } = new(SavedViewId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0071")), "audit", "Prices today", "action=catalog.price.", Shared: false, IsOwn: true);

    public static ViewRow Of(SavedView view, UserId user) => new(view.Id, view.List, view.Name, view.Query, view.IsShared, view.UserId == user);
}

/// <summary>The views.</summary>
/// <param name="Items">By list and name.</param>
internal sealed record ViewListAnswer(IReadOnlyList<ViewRow> Items);

/// <summary><c>GET /api/v1/views</c>: one's own views of lists, and those that others share.</summary>
internal static class ListViews
{
    private static readonly QueryParameter<string?> _list = Query.Text("list", "Only views of this list.", 60, "audit");

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/views", HandleAsync)
        .WithName(nameof(ListViews)).WithTags("Operations").WithSummary("List saved views").WithDescription("One's own views of lists, and those that others share.")
        .WithQuery([_list]).Produces<ViewListAnswer>().WithExample(new ViewListAnswer([ViewRow.Example])).Requires(Permissions.ViewEdit);

    /// <summary>The user who asks; null for an API key, which looks at no lists.</summary>
    public static UserId? UserOf(Caller caller) => caller is { Kind: CallerKind.User, Id: { } id } ? UserId.From(id) : null;

    /// <summary>One's own views and the shared ones, by list and name.</summary>
    /// <param name="db">Where they are.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="list">Only those of this list; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyList<ViewRow>> ReadAsync(OperationsDb db, UserId user, string? list, CancellationToken cancellationToken)
    {
        var views = await db.Views.Where(view => (view.UserId == user || view.IsShared) && (list == null || view.List == list)).Take(1000).ToListAsync(cancellationToken);
        return [.. views.OrderBy(view => view.List, StringComparer.Ordinal).ThenBy(view => view.Name, StringComparer.OrdinalIgnoreCase).ThenBy(view => view.Id.Value).Select(view => ViewRow.Of(view, user))];
    }

    private static async Task<IResult> HandleAsync(HttpContext context, OperationsDb db, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [_list]);
        var list = reader.Get(_list);
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        if (UserOf(context.Caller()) is not { } user)
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        return TaggedAnswer.Of(new ViewListAnswer(await ReadAsync(db, user, list, cancellationToken)));
    }
}
