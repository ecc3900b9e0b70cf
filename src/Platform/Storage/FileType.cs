using System.IO.Compression;
using System.Text.Unicode;
using System.Xml;

namespace Aisle.Platform.Storage;

/// <summary>A type of file that Aisle stores, told by its first bytes.</summary>
/// <param name="Ending">Ending of the name, without a dot.</param>
/// <param name="ContentType">Media type (IANA registry).</param>
public sealed record FileType(string Ending, string ContentType)
{
    /// <summary>PNG (ISO/IEC 15948).</summary>
    public static FileType Png { get; } = new("png", "image/png");

    /// <summary>JPEG (ITU-T T.81).</summary>
    public static FileType Jpeg { get; } = new("jpg", "image/jpeg");

    /// <summary>WebP (RFC 9649).</summary>
    public static FileType WebP { get; } = new("webp", "image/webp");

    /// <summary>GIF 87a or 89a.</summary>
    public static FileType Gif { get; } = new("gif", "image/gif");

    /// <summary>AVIF.</summary>
    public static FileType Avif { get; } = new("avif", "image/avif");

    /// <summary>SVG without anything that acts.</summary>
    public static FileType Svg { get; } = new("svg", "image/svg+xml");

    /// <summary>PDF (ISO 32000).</summary>
    public static FileType Pdf { get; } = new("pdf", "application/pdf");

    /// <summary>A workbook (ISO/IEC 29500) without macros.</summary>
    public static FileType Xlsx { get; } = new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    /// <summary>Rows of text (RFC 4180). It has no first bytes of its own: it is text in UTF-8 with separators, and no markup.</summary>
    public static FileType Csv { get; } = new("csv", "text/csv");

    /// <summary>All types.</summary>
    public static IReadOnlyList<FileType> All { get; } = [Png, Jpeg, WebP, Gif, Avif, Svg, Pdf, Xlsx, Csv];

    /// <summary>The type of a stored file's name, or null.</summary>
    public static FileType? OfName(string name)
    {
        var ending = Path.GetExtension(name).TrimStart('.');
        return All.FirstOrDefault(type => string.Equals(type.Ending, ending, StringComparison.Ordinal));
    }

    /// <summary>The type of <paramref name="content"/> by its bytes, or null where it is none of ours.</summary>
    public static FileType? Of(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return Png;
        }

        if (content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return Jpeg;
        }

        if (content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8))
        {
            return Gif;
        }

        if (content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..12].SequenceEqual("WEBP"u8))
        {
            return WebP;
        }

        if (content.Length >= 12 && content[4..8].SequenceEqual("ftyp"u8) && (content[8..12].SequenceEqual("avif"u8) || content[8..12].SequenceEqual("avis"u8)))
        {
            return Avif;
        }

        if (content.StartsWith("%PDF-"u8))
        {
            return Pdf;
        }

        if (content.StartsWith("PK\u0003\u0004"u8))
        {
            return IsWorkbook(content) ? Xlsx : null;
        }

        return content.StartsWith("<svg"u8) ? IsStillDrawing(content) ? Svg : null : IsRows(content) ? Csv : null;
    }

    private static bool IsWorkbook(ReadOnlySpan<byte> content)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content.ToArray(), writable: false));
            return archive.GetEntry("[Content_Types].xml") is not null && archive.GetEntry("xl/workbook.xml") is not null
                && !archive.Entries.Any(entry => entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsRows(ReadOnlySpan<byte> content)
    {
        // A mark of UTF-8 at the beginning, as spreadsheets write it, is none of the text.
        var text = content.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? content[3..] : content;
        var first = text.TrimStart(" \t\r\n"u8);
        return !first.IsEmpty && first[0] != (byte)'<' && text.IndexOfAny(",;\t"u8) >= 0 && Utf8.IsValid(text)
            && text.IndexOfAnyInRange((byte)0, (byte)8) < 0 && text.IndexOfAnyInRange((byte)14, (byte)31) < 0;
    }

    /// <summary>Well-formed, without document type, script, handlers, styles, links or foreign content.</summary>
    private static bool IsStillDrawing(ReadOnlySpan<byte> content)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        try
        {
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1_000_000 });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.ProcessingInstruction ||
                    reader.NodeType == XmlNodeType.Element && !IsStill(reader))
                {
                    return false;
                }
            }

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool IsStill(XmlReader element)
    {
        if (element.LocalName is "script" or "style" or "foreignObject" or "image" or "a" or "animate" or "set" or "iframe" or "handler")
        {
            return false;
        }

        while (element.MoveToNextAttribute())
        {
            var name = element.LocalName;
            var foreign = element.Value.Contains("url(", StringComparison.OrdinalIgnoreCase) && !element.Value.StartsWith("url(#", StringComparison.Ordinal);
            if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name is "style" || foreign ||
                name is "href" && !element.Value.StartsWith('#'))
            {
                return false;
            }
        }

        element.MoveToElement();
        return true;
    }
}
