namespace Aisle.Modules.Notifications.Features;

/// <summary>A letter in a list.</summary>
/// <param name="Id">Kind and language, e.g. <c>placed.en</c>.</param>
/// <param name="Kind">When it is sent.</param>
/// <param name="Language">In which language.</param>
/// <param name="Subject">Its subject, with placeholders.</param>
/// <param name="IsChanged">Whether the shop has written it itself.</param>
/// <param name="ChangedAt">When it was changed last; left out where it never was.</param>
/// <param name="ChangedBy">By whom.</param>
internal sealed record LetterSummary(string Id, string Kind, string Language, string Subject, bool IsChanged, DateTimeOffset? ChangedAt, string? ChangedBy);

/// <summary>Letters.</summary>
/// <param name="Items">All of them, in the order of an order's life.</param>
internal sealed record LetterList(IReadOnlyList<LetterSummary> Items);

/// <summary>A letter with its words.</summary>
/// <param name="Id">Kind and language.</param>
/// <param name="Kind">When it is sent.</param>
/// <param name="Language">In which language.</param>
/// <param name="Subject">Its subject, with placeholders.</param>
/// <param name="Text">What it says, with placeholders.</param>
/// <param name="OwnSubject">The program's own subject.</param>
/// <param name="OwnText">The program's own words.</param>
/// <param name="IsChanged">Whether the shop has written it itself.</param>
/// <param name="Placeholders">What its words can name.</param>
/// <param name="Version">Version, for edits; 0 where nobody ever changed it.</param>
/// <param name="Changes">Who changed it to what, the newest first, at most 100.</param>
internal sealed record LetterView(
    string Id, string Kind, string Language, string Subject, string Text, string OwnSubject, string OwnText, bool IsChanged, IReadOnlyList<string> Placeholders, int Version, IReadOnlyList<LetterChange> Changes);

/// <summary>A change of a letter.</summary>
/// <param name="Version">The version it made.</param>
/// <param name="Subject">The subject from then on; left out where it went back to the program's own.</param>
/// <param name="Text">The words from then on; likewise.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
internal sealed record LetterChange(int Version, string? Subject, string? Text, string By, DateTimeOffset At);

/// <summary>Words of a letter. Placeholders such as <c>{number}</c> stand for what is known of an order.</summary>
/// <param name="Subject">Subject: one line of 1 to 150 characters.</param>
/// <param name="Text">What it says: 1 to 4,000 characters; no HTML, what looks like it is shown as it is.</param>
internal sealed record LetterBody(string Subject, string Text);

/// <summary>A letter about an example order.</summary>
/// <param name="Subject">Subject.</param>
/// <param name="Text">The mail as plain text.</param>
/// <param name="Html">The mail as HTML.</param>
internal sealed record LetterPreview(string Subject, string Text, string Html);

/// <summary>A letter that was sent to try it.</summary>
/// <param name="Id">Id of the mail.</param>
/// <param name="To">To whom, masked.</param>
internal sealed record LetterSent(Guid Id, string To);

/// <summary>The examples of the routes of letters.</summary>
internal static class LetterExamples
{
    private static readonly DateTimeOffset _moment = new(2026, 11, 1, 4, 0, 0, TimeSpan.Zero);

    public static LetterSummary Summary { get; } = new("paid.en", "paid", "en", "Thank you! Order {number} is paid", IsChanged: true, _moment, "Owner");

    public static LetterView View { get; } = new(
        "paid.en", "paid", "en", "Thank you! Order {number} is paid", "We begin to pick your order, {name}.", "Order {number} is paid", "We have received your payment and begin to pick your order.", IsChanged: true,
        ["number", "shop", "name", "total", "due"], 1, [new LetterChange(1, "Thank you! Order {number} is paid", "We begin to pick your order, {name}.", "Owner", _moment)]);

    public static LetterPreview Preview { get; } = new("Thank you! Order S1-2026-000123 is paid", "Dear Nusrat Jahan, …", "<!doctype html>…");

    public static LetterSent Sent { get; } = new(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0071"), "o***@example.com");
}
