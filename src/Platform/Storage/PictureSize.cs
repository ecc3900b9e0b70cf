using System.Buffers.Binary;

namespace Aisle.Platform.Storage;

/// <summary>
/// How many pixels a picture says it has, read from its header. A few kilobytes can say that they are a gigapixel, and
/// whoever opens them runs out of memory.
/// </summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public sealed record PictureSize(int Width, int Height)
{
    /// <summary>All of them.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>The size of a picture of a type; null where its header is damaged.</summary>
    public static PictureSize? Of(FileType type, ReadOnlySpan<byte> content)
    {
        var size = type switch
        {
            _ when type == FileType.Png => Png(content),
            _ when type == FileType.Jpeg => Jpeg(content),
            _ when type == FileType.Gif => Gif(content),
            _ when type == FileType.WebP => WebP(content),
            _ when type == FileType.Avif => Avif(content),
            _ => null,
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    /// <summary>ISO/IEC 15948, 11.2.2: the first chunk is IHDR.</summary>
    private static PictureSize? Png(ReadOnlySpan<byte> content) =>
        content.Length >= 33 && content[12..16].SequenceEqual("IHDR"u8)
            ? new PictureSize(BinaryPrimitives.ReadInt32BigEndian(content[16..]), BinaryPrimitives.ReadInt32BigEndian(content[20..]))
            : null;

    /// <summary>ITU-T T.81, B.1.1: segments up to the frame header (SOF), whichever of its kinds it is.</summary>
    private static PictureSize? Jpeg(ReadOnlySpan<byte> content)
    {
        var at = 2;
        while (at + 9 < content.Length && content[at] == 0xFF)
        {
            var marker = content[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new PictureSize(BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }

        return null;
    }

    private static PictureSize? Gif(ReadOnlySpan<byte> content) => content.Length >= 13
        ? new PictureSize(BinaryPrimitives.ReadUInt16LittleEndian(content[6..]), BinaryPrimitives.ReadUInt16LittleEndian(content[8..]))
        : null;

    /// <summary>RFC 9649, 2.5 to 2.7: a lossy, lossless or extended first chunk.</summary>
    private static PictureSize? WebP(ReadOnlySpan<byte> content)
    {
        if (content.Length < 30)
        {
            return null;
        }

        var chunk = content[12..16];
        if (chunk.SequenceEqual("VP8X"u8))
        {
            return new PictureSize(1 + Three(content[24..]), 1 + Three(content[27..]));
        }

        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(content[21..]);
            return content[20] == 0x2F ? new PictureSize(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF)) : null;
        }

        return chunk.SequenceEqual("VP8 "u8)
            ? new PictureSize(BinaryPrimitives.ReadUInt16LittleEndian(content[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(content[28..]) & 0x3FFF)
            : null;
    }

    /// <summary>ISO/IEC 23008-12, 6.5.3: the largest of its image spatial extents (<c>ispe</c>).</summary>
    private static PictureSize? Avif(ReadOnlySpan<byte> content)
    {
        PictureSize? largest = null;
        var rest = content[..Math.Min(content.Length, 64 * 1024)];
        for (var at = rest.IndexOf("ispe"u8); at >= 0 && at + 16 <= rest.Length; at = rest.IndexOf("ispe"u8))
        {
            var size = new PictureSize(BinaryPrimitives.ReadInt32BigEndian(rest[(at + 8)..]), BinaryPrimitives.ReadInt32BigEndian(rest[(at + 12)..]));
            largest = largest is { } other && other.Pixels >= size.Pixels ? other : size;
            rest = rest[(at + 4)..];
        }

        return largest;
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
