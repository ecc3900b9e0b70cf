using System.Text;
using CsvHelper;

namespace Aisle.Modules.Stores.Features;

/// <summary>Reads a CSV file (RFC 4180) with a header line. What does not fit the file's shape becomes a fault.</summary>
internal static class FileReader
{
    /// <summary>Most bytes of one row; a longer one is a quote that never closes.</summary>
    private const int LongestRow = 64 * 1024;

    /// <summary>The rows; null where the file is not there.</summary>
    public static async Task<IReadOnlyList<FileRow>?> ReadAsync(
        FileShape shape, Func<string, TextReader?> open, FileFaults faults, CancellationToken cancellationToken)
    {
        using var text = open(shape.Name);
        if (text is null)
        {
            return null;
        }

        try
        {
            return await ReadAsync(shape, text, faults, cancellationToken);
        }
        catch (CsvFormatException fault)
        {
            faults.Add(shape, Math.Max(1, fault.LineNumber), "row", $"There is no end of a row within {LongestRow / 1024} KB: a quote is probably not closed.");
        }
        catch (DecoderFallbackException)
        {
            faults.Add(shape, 1, "file", "It is not UTF-8.");
        }

        return [];
    }

    private static async Task<List<FileRow>> ReadAsync(FileShape shape, TextReader text, FileFaults faults, CancellationToken cancellationToken)
    {
        string? malformed = null;
        using var reader = CsvReader.Create(text, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            OnMalformedRecord = record => malformed ??= record.Reason switch
            {
                CsvMalformedReason.UnterminatedQuote => "A quote is opened and never closed.",
                CsvMalformedReason.TextAfterClosingQuote => "Text follows a closing quote.",
                CsvMalformedReason.StrayQuote => "A quote stands inside a field that does not begin with one.",
                _ => null,
            },
        }, leaveOpen: true);
        var rows = new List<FileRow>();
        if (!await reader.ReadAsync(cancellationToken))
        {
            faults.Add(shape, 1, "file", "It is empty: the first line names the columns.");
            return rows;
        }

        // A mark of the byte order that the text reader has left there.
        string[] header = [.. Fields(reader).Select((name, index) => index == 0 ? name.TrimStart('\uFEFF') : name)];
        if (!CheckHeader(shape, header, faults))
        {
            return rows;
        }

        malformed = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            var fields = Fields(reader);
            var problem = malformed
                ?? (fields.Length == header.Length ? null : $"The row has {fields.Length} fields and the header names {header.Length}.")
                // What a lenient text reader puts where the bytes made no sense.
                ?? (fields.Any(field => field.Contains('\uFFFD', StringComparison.Ordinal)) ? "The row holds bytes that are not UTF-8." : null);
            malformed = null;
            if (problem is null)
            {
                rows.Add(new FileRow(faults, shape, reader.LineNumber, header.Zip(fields).ToDictionary(field => field.First, field => field.Second, StringComparer.Ordinal)));
            }
            else
            {
                faults.Add(shape, reader.LineNumber, "row", problem);
            }
        }

        return rows;
    }

    private static bool CheckHeader(FileShape shape, string[] header, FileFaults faults)
    {
        var fine = true;
        foreach (var column in shape.Columns.Where(column => !header.Any(name => Fits(name, column))))
        {
            Fault(column, column.EndsWith('*') ? "The column is missing, in every language." : "The column is missing.");
        }

        foreach (var name in header.Where(name => !shape.Columns.Any(column => Fits(name, column))))
        {
            Fault(name, "There is no such column.");
        }

        foreach (var name in header.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            Fault(name.Key, "The column stands twice.");
        }

        return fine;

        void Fault(string field, string message)
        {
            faults.Add(shape, 1, field, message);
            fine = false;
        }
    }

    private static bool Fits(string name, string column) =>
        column.EndsWith(".*", StringComparison.Ordinal)
            ? name.StartsWith(column[..^1], StringComparison.Ordinal) && name[(column.Length - 1)..] is { Length: 2 or 3 } language && language.All(char.IsAsciiLetterLower)
            : string.Equals(name, column, StringComparison.Ordinal);

    private static string[] Fields(CsvReader reader)
    {
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.GetString(i).Trim();
        }

        return fields;
    }
}
