using System.Text;
using System.Text.RegularExpressions;

namespace Aisle.FeatureTests.Mail;

/// <summary>
/// A mail as a reader takes it apart: headers unfolded and their encoded words read, parts decoded. Written from the RFCs and
/// not with what wrote the mail, so that a fault in one is not hidden by the other.
/// </summary>
public sealed partial class ReadMail
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="bytes">The mail, one char a byte.</param>
    public ReadMail(string bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        foreach (var line in Folding().Replace(bytes[..end], " ").Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            // A second header of the same name would be somebody's trick.
            _headers.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        Content = bytes[(end + 4)..];
    }

    /// <summary>What follows the headers.</summary>
    public string Content { get; }

    /// <summary>Parts of a multipart.</summary>
    public IReadOnlyList<ReadMail> Parts
    {
        get
        {
            var boundary = Regex.Match(Raw("Content-Type"), "boundary=\"?(?<it>[^\";]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["it"].Value;
            var pieces = ("\r\n" + Content).Split("\r\n--" + boundary);
            pieces[^1].TrimEnd().ShouldBe("--");
            return [.. pieces[1..^1].Select(piece => new ReadMail(piece[2..]))];
        }
    }

    /// <summary>The text of a part.</summary>
    public string Text => Raw("Content-Transfer-Encoding") switch
    {
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(Content)),
        "quoted-printable" => Encoding.UTF8.GetString(Quoted(Content.Replace("=\r\n", "", StringComparison.Ordinal), '=')),
        "8bit" => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Content)),
        var other => throw new InvalidDataException(other),
    };

    public IEnumerable<string> Names => _headers.Keys;

    /// <summary>A header as it stands.</summary>
    public string Raw(string name) => _headers[name];

    /// <summary>A header as it is read: encoded words (RFC 2047), and none of them between two without the blank.</summary>
    public string this[string name] => Word().Replace(Between().Replace(Raw(name), "?==?"), word =>
    {
        word.Value.Length.ShouldBeLessThanOrEqualTo(75, "RFC 2047, section 2");
        word.Groups["set"].Value.ShouldBe("utf-8", StringCompareShould.IgnoreCase);
        var text = word.Groups["text"].Value;
        var bytes = word.Groups["how"].Value is "B" or "b" ? Convert.FromBase64String(text) : Quoted(text.Replace('_', ' '), '=');
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
    });

    private static byte[] Quoted(string text, char sign)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == sign)
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex("\r\n[ \t]+", RegexOptions.None, 1000)]
    private static partial Regex Folding();

    [GeneratedRegex(@"\?=\s+=\?", RegexOptions.None, 1000)]
    private static partial Regex Between();

    [GeneratedRegex(@"=\?(?<set>[^?]+)\?(?<how>[BbQq])\?(?<text>[^?]*)\?=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
