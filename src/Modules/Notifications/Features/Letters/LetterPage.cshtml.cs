using System.Text.RegularExpressions;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aisle.Modules.Notifications.Features;

/// <summary><c>/admin/letters/{id}</c>: the editor of a letter, with an example beside it and what it said before.</summary>
internal sealed partial class LetterPageModel(LetterUse use, IStores stores) : AdminPage
{
    public LetterView Letter { get; private set; } = null!;

    /// <summary>What stands in the form.</summary>
    public LetterBody Body { get; private set; } = new("", "");

    public int Version { get; private set; }

    /// <summary>The letter about an example order; null where the words cannot be taken.</summary>
    public LetterPaper? Paper { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public bool MayEdit => LetterUse.May(Caller, Permissions.LetterEdit);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? await ShownAsync() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, string? subject, string? text, int version, CancellationToken cancellationToken) =>
        await TakeAsync(id, new LetterBody(subject ?? "", text ?? ""), version, cancellationToken) ? await EndAsync(await use.SaveAsync(Body, WriteRequest.ForPage(HttpContext, version)), "notifications.letter_page.saved") : Missing();

    public async Task<IActionResult> OnPostPreviewAsync([FromRoute] string id, string? subject, string? text, int version, CancellationToken cancellationToken) =>
        await TakeAsync(id, new LetterBody(subject ?? "", text ?? ""), version, cancellationToken) ? await ShownAsync() : Missing();

    public async Task<IActionResult> OnPostResetAsync([FromRoute] string id, CancellationToken cancellationToken) =>
        await LoadAsync(id, cancellationToken) ? await EndAsync(await use.ResetAsync(WriteRequest.ForPage(HttpContext)), "notifications.letter_page.reset_done") : Missing();

    public async Task<IActionResult> OnPostTestAsync([FromRoute] string id, string? subject, string? text, int version, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(id, new LetterBody(subject ?? "", text ?? ""), version, cancellationToken))
        {
            return Missing();
        }

        var sent = await use.TestAsync(Body, WriteRequest.ForPage(HttpContext));
        return sent.IsFailure ? Refuse(sent.Errors) : Done(T["notifications.letter_page.tested", sent.Value.To], "/admin/letters/sent");
    }

    private async Task<bool> TakeAsync(string id, LetterBody body, int version, CancellationToken cancellationToken)
    {
        var isThere = await LoadAsync(id, cancellationToken);
        (Body, Version) = (body, version);
        return isThere;
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!LetterUse.May(Caller, Permissions.LetterRead) || await use.FindAsync(id, cancellationToken) is not { } found)
        {
            return false;
        }

        (Letter, Body, Version) = (found, new LetterBody(found.Subject, found.Text), found.Version);
        Zone = (await stores.ShopAsync(cancellationToken)).Zone();
        Title = $"{T["notifications.kind." + found.Kind]} ({T.In(found.Language, "platform.language")})";
        Crumbs = [new AdminCrumb(T["notifications.letters_page.title"], "/admin/letters")];
        return true;
    }

    private async Task<IActionResult> EndAsync(Result<LetterView> done, string notice) =>
        done.IsSuccess ? Done(T[notice], "/admin/letters/" + Letter.Id) : done.FirstError.Kind == ErrorKind.PreconditionFailed ? await OutdatedAsync(done.Errors) : Refuse(done.Errors);

    /// <summary>What was typed stays; saved again it goes on top of what the other has made of it, which is shown among the changes.</summary>
    private async Task<IActionResult> OutdatedAsync(IReadOnlyList<Error> faults)
    {
        Version = Letter.Version;
        await ShownAsync();
        return Refuse(faults);
    }

    private async Task<IActionResult> ShownAsync()
    {
        var paper = await use.ExampleAsync(Body, WriteRequest.ForPage(HttpContext), Permissions.LetterRead);
        if (paper.IsFailure)
        {
            return Refuse(paper.Errors);
        }

        Paper = paper.Value;
        return Page();
    }

    /// <summary>With the name of the placeholder in the sentence, in the language of the page.</summary>
    private PageResult Refuse(IReadOnlyList<Error> faults)
    {
        Fail([.. faults.Select(fault => string.Equals(fault.Code, "letter.placeholder", StringComparison.Ordinal)
            ? fault with { Code = "notifications.letter.placeholder", Message = T["notifications.letter_page.no_placeholder", Named().Match(fault.Message).Value] } : fault)]);
        // A part that is refused is still put in its place.
        Response.StatusCode = IsPart ? StatusCodes.Status200OK : Response.StatusCode;
        return Page();
    }

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
