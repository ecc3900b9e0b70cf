using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Data;

/// <summary>Finds the items that somebody means: by words of the name, a SKU, or a barcode.</summary>
internal sealed class ItemSearch(UnitOfWork work, ICatalog catalog)
{
    private const int ShortestBarcode = 8;

    /// <summary>The item of a barcode, where that is what was typed or scanned into the field.</summary>
    public async Task<VariantId?> ScannedAsync(string? words, CancellationToken cancellationToken) =>
        words?.Trim() is { Length: >= ShortestBarcode } code && code.All(char.IsAsciiDigit) && (await catalog.PacksAsync([code], store: null, cancellationToken)).TryGetValue(code, out var pack) ? pack.Variant : null;

    /// <summary>Items by the words of their name or SKU, as a part of another statement; null where no word was said.</summary>
    public string? Named(Conditions conditions, string words)
    {
        var all = catalog.SearchWords(words).Select(word => conditions.Value("%" + Sql.Literal(word) + "%")).Select(n => $"named.search_text like ${n}").ToList();
        return all.Count == 0 ? null : $"select named.id from inventory.item named where {string.Join(" and ", all)}";
    }

    /// <summary>Some of the items that are meant, at most as many as are asked for. One statement.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(string words, int most, CancellationToken cancellationToken)
    {
        if (await ScannedAsync(words, cancellationToken) is { } scanned)
        {
            return [scanned.Value];
        }

        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new Conditions(command);
        if (Named(conditions, words) is not { } named)
        {
            return [];
        }

        command.CommandText = $"{named} limit ${conditions.Value(most)}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => row.GetGuid(0), cancellationToken);
    }
}
