using System.Globalization;
using System.Text;
using Aisle.Kernel;

namespace Aisle.Platform.Mail;

/// <summary>
/// What a mail says, and to whom: one person. It cannot be made with anything in it that would end a header or start another one.
/// </summary>
public sealed record Letter
{
    /// <summary>The most characters of a subject.</summary>
    public const int MaxSubject = 200;

    /// <summary>The most characters of the text, and of the HTML: a mail is a letter, not a place to keep files.</summary>
    public const int MaxBody = 200_000;

    private Letter(EmailAddress to, string subject, string text, string? html)
    {
        To = to;
        Subject = subject;
        Text = text;
        Html = html;
    }

    /// <summary>Who gets it.</summary>
    public EmailAddress To { get; }

    /// <summary>One line.</summary>
    public string Subject { get; }

    /// <summary>The mail as plain text; always there, for readers without HTML.</summary>
    public string Text { get; }

    /// <summary>The same as HTML, or null.</summary>
    public string? Html { get; }

    /// <summary>Checks a mail.</summary>
    /// <returns>All that is wrong: <c>mail.recipient</c> (never set), <c>mail.subject</c> (empty, too long, more than a line),
    /// <c>mail.text</c> or <c>mail.html</c> (empty, too long, control characters but tab and line ends).</returns>
    public static Result<Letter> Create(EmailAddress to, string? subject, string? text, string? html = null)
    {
        var problems = new Problems();
        problems.Require(to.Value.Length > 0, "mail.recipient", "A mail needs a recipient.", "to");
        problems.Require(
            IsText(subject, MaxSubject) && !subject!.Any(IsBreak),
            "mail.subject", string.Create(CultureInfo.InvariantCulture, $"A subject is one line of 1 to {MaxSubject} characters."), "subject");
        problems.Require(IsText(text, MaxBody), "mail.text", BodyRule("text"), "text");
        problems.Require(html is null || IsText(html, MaxBody), "mail.html", BodyRule("HTML"), "html");
        return problems.ToResult(() => new Letter(to, subject!, text!, html));
    }

    /// <summary>Where it goes, and nothing of what it says: a mail may hold a link that opens an account.</summary>
    public override string ToString() => $"Mail to {To.Masked}";

    private static string BodyRule(string part) =>
        string.Create(CultureInfo.InvariantCulture, $"The {part} of a mail has 1 to {MaxBody} characters and no control characters.");

    private static bool IsText(string? text, int longest) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= longest
        && !text.Any(sign => char.IsControl(sign) && sign is not ('\r' or '\n' or '\t'))
        && IsWhole(text);

    /// <summary>Whatever some reader may take for the end of a line.</summary>
    private static bool IsBreak(char sign) => char.IsControl(sign) || sign is '\u2028' or '\u2029';

    /// <summary>Half a surrogate pair cannot be written as UTF-8.</summary>
    private static bool IsWhole(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // A half is read as this sign; somebody may also have typed it, which is just as broken.
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
