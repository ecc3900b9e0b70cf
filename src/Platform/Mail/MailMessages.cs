using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Aisle.Platform.Mail;

/// <summary>Turns mails into MIME (RFC 5322, RFC 2045 to 2047).</summary>
internal static class MailMessages
{
    /// <summary>Bytes of a line that may stay as it is; RFC 5322, section 2.1.1, allows 998.</summary>
    private const int LongestLine = 900;

    /// <param name="mail">The mail.</param>
    /// <param name="options">Who sends it.</param>
    /// <param name="isForPeople">For a file that somebody opens to follow a link in it: written as it is where its lines are not
    /// too long. On the wire it must be ASCII.</param>
    public static MailMessage Of(OutgoingMail mail, MailOptions options, bool isForPeople)
    {
        var message = new MailMessage(new MailAddress(options.Sender.Value, options.FromName, Encoding.UTF8), new MailAddress(mail.Letter.To.Value))
        {
            Subject = mail.Letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Message-ID", $"<{mail.Id:N}@{options.Sender.Domain}>");
        // Nobody's holiday notice answers to it (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (mail.Letter.Html is { } html)
        {
            // The last one is the one that is preferred (RFC 2046, section 5.1.4).
            message.AlternateViews.Add(View(mail.Letter.Text, MediaTypeNames.Text.Plain, isForPeople));
            message.AlternateViews.Add(View(html, MediaTypeNames.Text.Html, isForPeople));
        }
        else
        {
            var text = Canonical(mail.Letter.Text);
            message.Body = text;
            message.BodyEncoding = Encoding.UTF8;
            message.BodyTransferEncoding = EncodingOf(text, isForPeople);
        }

        return message;
    }

    private static AlternateView View(string text, string type, bool isForPeople)
    {
        var canonical = Canonical(text);
        var view = AlternateView.CreateAlternateViewFromString(canonical, Encoding.UTF8, type);
        view.TransferEncoding = EncodingOf(canonical, isForPeople);
        return view;
    }

    /// <summary>Text in MIME has lines that end with CR LF (RFC 2046, section 4.1.1).</summary>
    private static string Canonical(string text) => text.ReplaceLineEndings("\r\n");

    private static TransferEncoding EncodingOf(string text, bool isForPeople)
    {
        if (isForPeople && text.Split("\r\n").All(line => Encoding.UTF8.GetByteCount(line) <= LongestLine))
        {
            return TransferEncoding.EightBit;
        }

        // Bangla is nine bytes a letter in quoted-printable and four in base64.
        return text.All(char.IsAscii) ? TransferEncoding.QuotedPrintable : TransferEncoding.Base64;
    }
}
