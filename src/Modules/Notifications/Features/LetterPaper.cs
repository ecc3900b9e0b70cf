using System.Net;
using System.Text;
using Aisle.Kernel;
using Aisle.Platform.Mail;

namespace Aisle.Modules.Notifications.Features;

/// <summary>A letter with its words filled in. All of it is plain text; as HTML it is encoded.</summary>
/// <param name="Subject">Subject.</param>
/// <param name="Hello">The salutation.</param>
/// <param name="Text">What it says; lines stay lines.</param>
/// <param name="Rows">The order in short.</param>
/// <param name="Linked">What the link is called.</param>
/// <param name="Link">Where it leads.</param>
internal sealed record LetterPaper(string Subject, string Hello, string Text, IReadOnlyList<LetterLine> Rows, string Linked, string Link)
{
    /// <summary>What a mail takes as its subject: one line, and not too long, whatever was put into it.</summary>
    private string Line => Subject.Length <= Letter.MaxSubject ? Subject : Subject[..(char.IsHighSurrogate(Subject[Letter.MaxSubject - 1]) ? Letter.MaxSubject - 1 : Letter.MaxSubject)];

    public Letter To(EmailAddress to) => Letter.Create(to, Line, Plain(), Html()).Value;

    public string Plain() =>
        new StringBuilder().Append(Hello).Append("\n\n").Append(Text).Append("\n\n").AppendJoin('\n', Rows.Select(row => row.Value.Length > 0 ? $"{row.Name}: {row.Value}" : row.Name)).Append("\n\n").Append(Linked).Append(": ").Append(Link).Append('\n').ToString();

    public string Html()
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><style>body{font-family:sans-serif;color:#14221b;max-width:36rem}table{border-collapse:collapse;width:100%}td{padding:6px 4px;border-bottom:1px solid #d5dccf}td+td{text-align:right;white-space:nowrap}</style>");
        html.Append("<h1 style=\"font-size:20px\">").Append(Safe(Subject)).Append("</h1><p>").Append(Safe(Hello)).Append("</p><p>").Append(Safe(Text).Replace("\n", "<br>", StringComparison.Ordinal)).Append("</p><table>");
        html.AppendJoin("", Rows.Select(row => $"<tr><td>{Safe(row.Name)}<td>{Safe(row.Value)}"));
        return html.Append("</table><p><a href=\"").Append(Safe(Link)).Append("\">").Append(Safe(Linked)).Append("</a></p>").ToString();
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>A line of the order in short.</summary>
internal sealed record LetterLine(string Name, string Value);
