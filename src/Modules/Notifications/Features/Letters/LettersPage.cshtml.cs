using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Notifications.Features;

/// <summary><c>/admin/letters</c>: the letters to customers, each in each language.</summary>
internal sealed class LettersPageModel(LetterUse use) : AdminPage
{
    public IReadOnlyList<LetterSummary> Letters { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!LetterUse.May(Caller, Permissions.LetterRead))
        {
            return Missing();
        }

        (Title, Letters) = (T["notifications.letters_page.title"], await use.ListAsync(cancellationToken));
        return Page();
    }
}
