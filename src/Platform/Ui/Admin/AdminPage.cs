using Aisle.Kernel;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Ui.Admin;

/// <summary>A step on the way to a page.</summary>
/// <param name="Text">What it is called.</param>
/// <param name="Path">Where it leads, without language; null for the page itself.</param>
public sealed record AdminCrumb(string Text, string? Path = null);

/// <summary>
/// A page of the admin. Who may see it is said in <see cref="IModule.Pages"/>; its layout is <c>_AdminLayout</c>. A form posts
/// to the page it stands on; what is wrong comes back with everything that was typed.
/// </summary>
public abstract class AdminPage : PageModel
{
    private const string NoticeKey = "notice";

    /// <summary>Title, for the head and the top of the page.</summary>
    public string Title { get; protected set; } = "";

    /// <summary>The way to it, without the page itself.</summary>
    public IReadOnlyList<AdminCrumb> Crumbs { get; protected set; } = [];

    /// <summary>What is wrong with what was sent.</summary>
    public IReadOnlyList<Error> Faults { get; private set; } = [];

    /// <summary>What the last act has done, shown once.</summary>
    public string? Notice { get; private set; }

    /// <summary>Whether htmx asked for the changing part of the page only.</summary>
    public bool IsPart => Request.Headers.ContainsKey("HX-Request") && !Request.Headers.ContainsKey("HX-Boosted");

    /// <summary>Texts.</summary>
    public AdminText T => HttpContext.RequestServices.GetRequiredService<AdminText>();

    /// <summary>Who asks.</summary>
    public Caller Caller => HttpContext.Caller();

    /// <summary>The navigation this caller has.</summary>
    public IReadOnlyList<IGrouping<string, NavEntry>> Navigation
    {
        get
        {
            var rights = Caller.Rights;
            return [.. HttpContext.RequestServices.GetRequiredService<AdminPages>().Pages
                .Where(page => page.Nav is not null && page.IsFor(rights)).Select(page => page.Nav!)
                .GroupBy(nav => nav.Group, StringComparer.Ordinal).OrderBy(group => AdminPages.Groups.ToList().IndexOf(group.Key))];
        }
    }

    /// <summary>A path in the language of the request.</summary>
    public string To(string path) => Request.PathBase + path;

    /// <summary>Whether the caller holds a permission in some store.</summary>
    public bool May(string permission) => Caller.Rights.Has(permission);

    /// <summary>The fault of a field, in words, or null. What is wrong with a text in all languages stands at its first one.</summary>
    public string? FaultOf(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var whole = field.EndsWith("." + T.Languages[0], StringComparison.Ordinal) ? field[..field.LastIndexOf('.')] : field;
        return (Of(field) ?? Of(whole)) is { } found ? T.Fault(found) : null;

        Error? Of(string name) => Faults.FirstOrDefault(fault => string.Equals(fault.Field, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // What staff see is not for the next one at the same browser, nor for a cache on the way.
        Response.Headers.CacheControl = "no-cache, no-store";
        Response.Headers.Append("Vary", "HX-Request");
        Notice = TempData[NoticeKey] as string;
    }

    /// <summary>Shows the page again with what is wrong.</summary>
    protected PageResult Fail(IReadOnlyList<Error> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        Faults = faults;
        // The fields keep what was typed; the framework's own state would win over it.
        ModelState.Clear();
        Response.StatusCode = Http.ProblemCodes.StatusOf(faults[0].Kind);
        return Page();
    }

    /// <summary>Goes on to a page that says once what was done.</summary>
    protected RedirectResult Done(string notice, string path)
    {
        TempData[NoticeKey] = notice;
        return Redirect(To(path));
    }

    /// <summary>
    /// What an act on many has come to: on to <paramref name="path"/> where all of it was done. Else null, and the page is to be
    /// shown with <see cref="Fail"/> of <paramref name="faults"/>; what was done nevertheless is said beside them.
    /// </summary>
    /// <param name="done">How many it was done to.</param>
    /// <param name="faults">Why it was not done to the others.</param>
    /// <param name="notice">What is said where all of it was done.</param>
    /// <param name="path">Where it goes on.</param>
    protected RedirectResult? DoneWithAll(int done, IReadOnlyCollection<Error> faults, string notice, string path)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (faults.Count == 0)
        {
            return Done(notice, path);
        }

        Notice = done == 0 ? null : T["platform.list.act_some", T.Number(done), T.Number(faults.Count)];
        return null;
    }

    /// <summary>The page for what is not there.</summary>
    protected NotFoundResult Missing() => NotFound();
}
