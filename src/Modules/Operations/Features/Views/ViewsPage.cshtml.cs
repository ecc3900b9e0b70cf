using Aisle.Modules.Operations.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Operations.Features;

/// <summary>
/// <c>/admin/views</c>: all views that one has, and where the bar above every list sends what is to be kept or removed. It goes
/// back to the list, or shows what is wrong with everything that was typed.
/// </summary>
internal sealed class ViewsPageModel(OperationsDb db, SaveView save, RemoveView remove) : AdminPage
{
    public string Here => IAdminViews.Path;

    public string List { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Query { get; private set; } = "";

    public bool IsShared { get; private set; }

    public string Back { get; private set; } = IAdminViews.Path;

    public bool MayShare => May(Permissions.ViewShare.Name);

    public IReadOnlyList<ViewRow> All { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : StatusCode(StatusCodes.Status403Forbidden);

    public async Task<IActionResult> OnPostAsync(string? list, string? name, string? query, bool shared, string? back, CancellationToken cancellationToken)
    {
        (List, Name, Query, IsShared, Back) = (list ?? "", name ?? "", query ?? "", shared, Local(back));
        var done = await save.RunAsync(new ViewBody(List, Name, Query, shared), WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["operations.views.kept", done.Value.Name], Back + (Query.Length > 0 ? "?" + Query : ""))
            : await LoadAsync(cancellationToken) ? Fail(done.Errors)
            : StatusCode(StatusCodes.Status403Forbidden);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? id, string? back, CancellationToken cancellationToken)
    {
        RouteData.Values["id"] = id;
        var done = await remove.RunAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["operations.views.removed"], Local(back))
            : await LoadAsync(cancellationToken) ? Fail(done.Errors)
            : StatusCode(StatusCodes.Status403Forbidden);
    }

    /// <summary>A page of the admin and nothing else: whoever sends the form says where it goes on.</summary>
    private static string Local(string? path) =>
        path is { Length: < 200 } && path.StartsWith("/admin/", StringComparison.Ordinal) && path.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '_' or '.') && !path.Contains("//", StringComparison.Ordinal) &&
        !path.Contains("..", StringComparison.Ordinal) ? path : IAdminViews.Path;

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["operations.views.title"];
        if (ListViews.UserOf(Caller) is not { } user)
        {
            return false;
        }

        All = await ListViews.ReadAsync(db, user, list: null, cancellationToken);
        return true;
    }
}
