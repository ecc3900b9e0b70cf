using Aisle.Contracts.Catalog;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aisle.Storefront.Features;

/// <summary><c>/search/suggest?q=</c>: the list below the search field while somebody types; a piece of HTML.</summary>
internal sealed class SuggestModel(ICatalog catalog, Speech speech) : PageModel
{
    private const int Most = 6;
    private static readonly QueryParameter<string?> _typed = Query.Text("q", "What is typed so far.", 100);

    public string Typed { get; private set; } = "";

    public Suggestions Found { get; private set; } = new([], [], []);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Typed = QueryReader.Lenient(Request).Get(_typed) ?? "";
        if (Typed.Length > 0)
        {
            Found = await catalog.SuggestAsync(Typed, speech.Language, Most, cancellationToken);
        }
    }
}
