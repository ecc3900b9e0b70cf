using Aisle.Kernel;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Some rows of a file: those that are fine and those that are not.</summary>
/// <param name="Count">Rows read.</param>
/// <param name="Rows">The ones to write.</param>
/// <param name="Refusals">What is wrong with the others.</param>
internal sealed record ImportChunk(int Count, IReadOnlyList<ProductRow> Rows, IReadOnlyList<Refusal> Refusals);

/// <summary>Reads a file in chunks, each row mapped and checked by itself and against the rows before it.</summary>
internal sealed class ImportRows(CsvFile file, ImportProfile profile, Currency currency, IReadOnlySet<string> taxClasses)
{
    private readonly Dictionary<string, long> _skus = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _barcodes = new(StringComparer.Ordinal);

    public double Progress => file.Progress;

    /// <summary>Passes over rows that an interrupted run has dealt with, but remembers what they were.</summary>
    public void Skip(long rows)
    {
        for (var left = rows; left > 0;)
        {
            var chunk = Next((int)Math.Min(left, 10_000));
            if (chunk.Count == 0)
            {
                return;
            }

            left -= chunk.Count;
        }
    }

    public ImportChunk Next(int most)
    {
        var rows = new List<ProductRow>(most);
        var refusals = new List<Refusal>();
        var count = 0;
        while (count < most && file.Next() is { } row)
        {
            count++;
            if (row.FaultCode is { } code)
            {
                refusals.Add(new Refusal(row.Line, "", code, row.FaultMessage!));
                continue;
            }

            var read = ProductRow.Read(row.Line, profile.Map(file.Header, row.Fields), currency, taxClasses);
            if (read.TryGet(out var product) && Repeated(product) is { } refusal)
            {
                refusals.Add(refusal);
            }
            else if (read.IsSuccess)
            {
                rows.Add(read.Value);
            }
            else
            {
                refusals.AddRange(read.Errors.Select(error => new Refusal(row.Line, error.Field ?? "", error.Code, error.Message)));
            }
        }

        return new ImportChunk(count, rows, refusals);
    }

    private Refusal? Repeated(ProductRow row)
    {
        if (!_skus.TryAdd(row.Sku, row.Line))
        {
            return new Refusal(row.Line, "sku", "row.repeated", $"The SKU {row.Sku} stands on line {_skus[row.Sku]} already.");
        }

        foreach (var barcode in row.Packs.SelectMany(pack => pack.Barcodes))
        {
            if (!_barcodes.TryAdd(barcode.Key, row.Line))
            {
                return new Refusal(row.Line, "barcodes", "barcode.repeated", $"The barcode {barcode.Printed} stands on line {_barcodes[barcode.Key]} already.");
            }
        }

        return null;
    }
}
