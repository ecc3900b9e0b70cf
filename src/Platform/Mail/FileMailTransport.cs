using System.Globalization;
using System.Net.Mail;

namespace Aisle.Platform.Mail;

/// <summary>
/// Writes mails into a folder instead of sending them, one <c>.eml</c> file each: a shop on its first day, and everybody who
/// develops it, sees what would have been sent. Sent again, a mail is the same file.
/// </summary>
/// <param name="folder">The folder; made on first use, and readable by its owner only: mails hold links that open accounts.</param>
/// <param name="options">Who sends.</param>
internal sealed class FileMailTransport(string folder, MailOptions options) : IMailTransport
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public string Place => Path.Combine(folder, "*.eml");

    /// <summary>
    /// The mail client writes into a folder under a name that only it knows; so it gets one where nothing else is, and the whole mail is moved from
    /// there. Only a power cut could lose it, which is no loss where nobody is written to.
    /// </summary>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(folder, $".{mail.Id:N}.d");
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }

        Directory.CreateDirectory(folder, OwnersFolder);
        Directory.CreateDirectory(scratch, OwnersFolder);
        try
        {
            using var message = MailMessages.Of(mail, options, isForPeople: true);
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = scratch };
            await client.SendMailAsync(message, cancellationToken);
            var written = Directory.GetFiles(scratch).Single();
            File.SetUnixFileMode(written, OwnersFile);
            File.Move(written, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{mail.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{mail.Id:N}.eml")), overwrite: true);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
