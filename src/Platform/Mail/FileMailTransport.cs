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

    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder, OwnersFolder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{mail.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{mail.Id:N}.eml");
        var aside = Path.Combine(folder, $".{mail.Id:N}.tmp");
        var bytes = await BytesAsync(mail, aside + ".d", cancellationToken);
        await using (var stream = new FileStream(aside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnersFile }))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, Path.Combine(folder, name), overwrite: true);
    }

    /// <summary>The mail client writes into a folder under a name that only it knows; so it gets one where nothing else is.</summary>
    private async Task<byte[]> BytesAsync(OutgoingMail mail, string scratch, CancellationToken cancellationToken)
    {
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }

        Directory.CreateDirectory(scratch, OwnersFolder);
        try
        {
            using var message = MailMessages.Of(mail, options, isForPeople: true);
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = scratch };
            await client.SendMailAsync(message, cancellationToken);
            return await File.ReadAllBytesAsync(Directory.GetFiles(scratch).Single(), cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
