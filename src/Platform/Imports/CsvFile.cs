using System.Security.Cryptography;
using System.Text;
using Aisle.Platform.Commands;
using CsvHelper;

namespace Aisle.Platform.Imports;

/// <summary>
/// A CSV file (RFC 4180) read as a stream: UTF-8 with or without a byte order mark; comma, semicolon, tab or bar as the
/// delimiter; line breaks inside quotes.
/// </summary>
public sealed class CsvFile : IDisposable
{
    /// <summary>Most bytes of one row; a longer one is a file gone wrong, such as a quote that never closes.</summary>
    public const int LongestRow = 1024 * 1024;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CsvReader _reader;
    private readonly long _length;
    private string? _malformed;
    private bool _broken;

    private CsvFile(FileStream stream)
    {
        _length = stream.Length;
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            HasHeader = false,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = record => _malformed ??= record.Reason switch
            {
                CsvMalformedReason.UnterminatedQuote => "A quote is opened and never closed; everything after it was taken as one field.",
                CsvMalformedReason.TextAfterClosingQuote => "Text follows a closing quote.",
                _ => null,
            },
        }, leaveOpen: false);
        Header = _reader.Read() ? [.. Fields(_reader).Select(name => name.Trim())] : [];
    }

    /// <summary>The names of the columns, trimmed.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>How far the reading has come, 0 to 1.</summary>
    public double Progress => _length == 0 ? 1 : Math.Min(1, (double)_reader.ByteOffset / _length);

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shownName">What people call it; its path where left out.</param>
    /// <exception cref="FaultException">When it is not there, is empty or is no text.</exception>
    public static CsvFile Open(string path, string? shownName = null)
    {
        var stream = OpenStream(path);
        try
        {
            CheckIsText(shownName ?? path, stream);
            var file = new CsvFile(stream);
            // Of two columns of one name only one could be taken, and the other would be lost without a word.
            var repeated = file.Header.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key).ToList();
            return file.Header.Count == 0 ? throw new FaultException($"{shownName ?? path} is empty: the first line must name the columns.")
                : repeated.Count > 0 ? throw new FaultException($"{shownName ?? path} names the {(repeated.Count == 1 ? "column" : "columns")} {string.Join(", ", repeated)} twice.")
                : file;
        }
        catch (FaultException)
        {
            stream.Dispose();
            throw;
        }
        catch (CsvFormatException fault)
        {
            stream.Dispose();
            throw new FaultException($"{shownName ?? path} is not a CSV file, whatever its name says: its first line has more than {LongestRow / 1024} KB.", fault);
        }
    }

    /// <summary>SHA-256 of the file, by which an interrupted import knows it again.</summary>
    /// <param name="path">The file.</param>
    public static string HashOf(string path)
    {
        using var stream = OpenStream(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The next row; null at the end.</summary>
    public CsvRow? Next()
    {
        _malformed = null;
        try
        {
            if (_broken || !_reader.Read())
            {
                return null;
            }
        }
        catch (CsvFormatException fault)
        {
            _broken = true;
            return new CsvRow(fault.LineNumber, [], "row.too_long", $"From here on there is no end of a row within {LongestRow / 1024} KB: a quote is probably not closed. Reading stopped.");
        }

        var (code, message) = FaultOf();
        return new CsvRow(_reader.LineNumber, code is null ? Fields(_reader) : [], code, message);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static string[] Fields(CsvReader reader)
    {
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.GetString(i);
        }

        return fields;
    }

    private (string? Code, string? Message) FaultOf()
    {
        if (_malformed is not null)
        {
            return ("row.quotes", _malformed);
        }

        if (_reader.RawRecord.Contains((byte)0))
        {
            return ("row.characters", "The row holds a NUL character.");
        }

        try
        {
            _strict.GetCharCount(_reader.RawRecord);
        }
        catch (DecoderFallbackException)
        {
            return ("row.encoding", "The row holds bytes that are not UTF-8.");
        }

        return _reader.FieldCount == Header.Count ? (null, null) : ("row.columns", $"The row has {_reader.FieldCount} fields and the header names {Header.Count}.");
    }

    private static FileStream OpenStream(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FaultException($"{path} is a folder; name a CSV file.");
        }

        if (!File.Exists(path))
        {
            throw new FaultException($"There is no file {path}.");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    private static void CheckIsText(string path, FileStream stream)
    {
        var start = new byte[4096];
        var bytes = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        stream.Position = 0;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw new FaultException($"{path} is UTF-16: save it as UTF-8.");
        }

        if (bytes.Contains((byte)0) || bytes.StartsWith("PK"u8) || bytes.StartsWith("%PDF"u8))
        {
            throw new FaultException($"{path} is not a CSV file, whatever its name says.");
        }
    }
}

/// <summary>A row of a CSV file.</summary>
/// <param name="Line">Line of the file on which it begins, from 1.</param>
/// <param name="Fields">Its fields; none where its form is at fault.</param>
/// <param name="FaultCode">What is wrong with its form, or null.</param>
/// <param name="FaultMessage">The same for people.</param>
public sealed record CsvRow(long Line, IReadOnlyList<string> Fields, string? FaultCode, string? FaultMessage);
