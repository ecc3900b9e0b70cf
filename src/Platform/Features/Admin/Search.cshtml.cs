using Aisle.Platform.Http;
using Aisle.Platform.Modules;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Platform.Features.Admin;

/// <summary><c>/admin/search</c>: pages and things by name, for Ctrl-K and as a page of its own.</summary>
public sealed class SearchModel(IEnumerable<IAdminSearchSource> sources, AdminPages pages) : AdminPage
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "What is looked for.", 100);

    /// <summary>What is looked for.</summary>
    public string Words { get; private set; } = "";

    /// <summary>What was found.</summary>
    public IReadOnlyList<AdminHit> Hits { get; private set; } = [];

    /// <summary>Looks.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["platform.admin.search"];
        Words = QueryReader.Lenient(Request).Get(_words) ?? "";
        if (Words.Length < 2)
        {
            return;
        }

        var hits = pages.Pages.Where(page => page.Nav is { } nav && page.IsFor(Caller.Rights) && T[nav.TextKey].Contains(Words, StringComparison.OrdinalIgnoreCase))
            .Select(page => new AdminHit(T["platform.admin.page"], T[page.Nav!.TextKey], page.Nav.Path, page.Nav.Icon)).ToList();
        foreach (var source in sources)
        {
            hits.AddRange(await source.FindAsync(Words, Caller, T, cancellationToken));
        }

        Hits = hits;
    }
}
