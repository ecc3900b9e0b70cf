using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Imports;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Finds out what rows of one store mean: a few statements for all of them. What is at fault goes to the tally.</summary>
internal sealed class OpeningReader(UnitOfWork work, ICatalog catalog, ItemStore kept, StockLines lines)
{
    /// <summary>Lines that are understood, in their order; of each other one all that is wrong with it is told.</summary>
    public async Task<IReadOnlyList<OpeningLine>> ReadAsync(DeskStore at, IReadOnlyList<OpeningRow> rows, bool acceptExpired, FileImportTally tally, CancellationToken cancellationToken)
    {
        var named = new List<Named>(rows.Count);
        var packs = await PacksAsync(at, rows, cancellationToken);
        var items = await ItemsAsync(rows, packs, cancellationToken);
        var known = await kept.FindAsync([.. items.Values.Select(item => item.Id).Distinct()], cancellationToken);
        var places = await PlacesAsync(at, rows, cancellationToken);
        foreach (var row in rows)
        {
            var problems = new Problems();
            foreach (var fault in row.Faults)
            {
                problems.Add(fault);
            }

            var pack = row.Field == "barcode" ? packs.GetValueOrDefault(row.Code) : null;
            var item = row.Field == "barcode" && pack is null ? null : items.GetValueOrDefault(pack is not null ? pack.Variant.ToString() : row.Code.ToUpperInvariant());
            problems.Require(item is not null || row.Code.Length == 0, "inventory.item_unknown", "There is no such product.", row.Field);
            CheckSku(row, item, items.GetValueOrDefault(row.Sku.ToUpperInvariant()), problems);
            problems.Require(row.Store is null || row.Place.Length == 0 || places.ContainsKey(row.Place), "inventory.location_unknown", "There is no such open place in this store.", "place");
            problems.Require(row.ExpiresOn is not { } expires || expires >= at.Day.Date || acceptExpired, "inventory.lot_expired", "It has expired already.", "expires_on");
            if (item is not null && known.TryGetValue(item.Id, out var own))
            {
                problems.Require(!own.IsArchived, "inventory.item_archived", InventoryErrors.ItemArchived.Message, row.Field);
                problems.Require(own.Tracking != Tracking.Lot || row.Lot.Length > 0 || row.ExpiresOn is not null, "inventory.lot_needed", "This product is kept by lots; say which.", "lot");
            }

            // How much it is can be said once the product and the unit are known, and what it is worth once that is.
            if (item is not null && !row.IsFaulty("quantity") && !row.IsFaulty("unit") && Read(at, row, item, pack, problems) is var (quantity, isPack, worth))
            {
                LocationId? place = row.Place.Length > 0 && places.TryGetValue(row.Place, out var found) ? found : null;
                named.Add(new Named(row, problems.Any, worth, place, new StockLineBody(quantity, item.Id, Pack: isPack ? pack!.Id : null, Location: place)));
            }

            if (problems.Any)
            {
                tally.Refuse(row.Line, problems.Errors);
            }
        }

        return await UnderstandAsync(at, named, tally, cancellationToken);
    }

    /// <summary>A row by how much of what it is.</summary>
    /// <param name="Row">The row.</param>
    /// <param name="IsRefused">Whether something is wrong with it already.</param>
    /// <param name="Worth">What it is worth, in minor units.</param>
    /// <param name="Place">Where, or null for the floor.</param>
    /// <param name="Body">The line it says.</param>
    private sealed record Named(OpeningRow Row, bool IsRefused, long Worth, LocationId? Place, StockLineBody Body);

    /// <summary>Whether the SKU that stands beside a barcode is of the same product: one of the two was mistyped, and nobody can say which.</summary>
    private static void CheckSku(OpeningRow row, CatalogItem? item, CatalogItem? other, Problems problems)
    {
        if (row.Sku.Length == 0)
        {
            return;
        }

        problems.Require(other is not null, "inventory.item_unknown", "There is no such product.", "sku");
        problems.Require(item is null || other is null || item.Id == other.Id, "inventory.opening_codes", "The SKU and the barcode are of two different products.", "sku");
    }

    /// <summary>How much a row says, whether in packs, and what that is worth; null where it says no number.</summary>
    private static (Quantity Quantity, bool IsPack, long Worth)? Read(DeskStore at, OpeningRow row, CatalogItem item, CatalogPack? pack, Problems problems)
    {
        var isPack = pack is not null && pack.Thousandths != 1_000 && Unit.TryGet(pack.Unit, out var packUnit) && (row.Unit is null || row.Unit == packUnit);
        var quantity = Quantity.Parse(row.Number, isPack ? Unit.Get(pack!.Unit) : row.Unit ?? item.Unit);
        if (quantity.IsFailure)
        {
            problems.Take(quantity.WithoutValue(), "quantity");
            return null;
        }

        var worth = row.Value?.Minor ?? (Fits(row) ? Math.Round((row.Cost ?? 0) * quantity.Value.Thousandths / 1_000m * Minor(at.Currency), MidpointRounding.AwayFromZero) : decimal.MaxValue);
        var isCountable = problems.Require(worth <= NewEntry.LargestAmount, "inventory.range", "The stock would grow beyond what can be counted.", "unit_cost");
        return (quantity.Value, isPack, isCountable ? (long)Math.Max(worth, 0) : 0);
    }

    /// <summary>What lines tell of bad ones is taken out until they are all fine: they stop at the first hundred.</summary>
    private async Task<IReadOnlyList<OpeningLine>> UnderstandAsync(DeskStore at, List<Named> named, FileImportTally tally, CancellationToken cancellationToken)
    {
        while (named.Count > 0)
        {
            var problems = new Problems();
            var read = await lines.ReadAsync(at.Store.Id, [.. named.Select(one => one.Body)], problems, cancellationToken);
            if (!problems.Any)
            {
                return [.. read.Zip(named).Where(one => !one.Second.IsRefused).Select(one => new OpeningLine(one.Second.Row, at.Store.Id, one.First.Item.Id, one.First.Quantity, one.Second.Worth, one.Second.Place))];
            }

            var bad = OpeningFaults.ByLine(problems.Errors);
            if (bad.Count == 0)
            {
                throw new InvalidOperationException($"Lines are refused and none is named: {problems.Errors[0].Code}.");
            }

            foreach (var (index, faults) in bad)
            {
                tally.Refuse(named[index].Row.Line, faults);
            }

            named = [.. named.Index().Where(one => !bad.ContainsKey(one.Index)).Select(one => one.Item)];
        }

        return [];
    }

    /// <summary>Whether a cost times a quantity can be counted at all: both together stay far below what a decimal holds.</summary>
    private static bool Fits(OpeningRow row) => row.Cost is not { } cost || cost <= NewEntry.LargestAmount;

    private static decimal Minor(Currency currency) => 1m / new Money(1, currency).ToDecimal();

    private Task<IReadOnlyDictionary<string, CatalogPack>> PacksAsync(DeskStore at, IReadOnlyList<OpeningRow> rows, CancellationToken cancellationToken)
    {
        string[] codes = [.. rows.Where(row => row.Field == "barcode").Select(row => row.Code).Distinct(StringComparer.Ordinal)];
        return codes.Length == 0 ? Task.FromResult<IReadOnlyDictionary<string, CatalogPack>>(new Dictionary<string, CatalogPack>(StringComparer.Ordinal)) : catalog.PacksAsync(codes, at.Store.Id, cancellationToken);
    }

    /// <summary>Items by SKU, and those of packs by their id.</summary>
    private async Task<IReadOnlyDictionary<string, CatalogItem>> ItemsAsync(IReadOnlyList<OpeningRow> rows, IReadOnlyDictionary<string, CatalogPack> packs, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CatalogItem>(StringComparer.Ordinal);
        string[] skus = [.. rows.Select(row => row.Field == "sku" ? row.Code : row.Sku).Where(sku => sku.Length > 0).SelectMany(sku => (string[])[sku, sku.ToUpperInvariant()]).Distinct(StringComparer.Ordinal)];
        foreach (var item in skus.Length == 0 ? [] : await catalog.ItemsBySkuAsync(skus, cancellationToken))
        {
            found[item.Sku.ToUpperInvariant()] = item;
        }

        foreach (var item in packs.Count == 0 ? [] : await catalog.ItemsAsync([.. packs.Values.Select(pack => pack.Variant).Distinct()], cancellationToken))
        {
            found[item.Id.ToString()] = item;
        }

        return found;
    }

    private async Task<IReadOnlyDictionary<string, LocationId>> PlacesAsync(DeskStore at, IReadOnlyList<OpeningRow> rows, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("select code, id from inventory.location where store_id = $1 and code = any ($2) and closed_at is null", cancellationToken))
            .With(at.Store.Id.Value, rows.Select(row => row.Place).Distinct(StringComparer.Ordinal).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => (Code: row.GetString(0), Id: LocationId.From(row.GetGuid(1))), cancellationToken)).ToDictionary(place => place.Code, place => place.Id, StringComparer.Ordinal);
    }
}

/// <summary>Faults of lines, as faults of columns.</summary>
internal static class OpeningFaults
{
    /// <summary>What is wrong with which line, where the fault names it: <c>lines[3].quantity</c>.</summary>
    public static IReadOnlyDictionary<int, List<Error>> ByLine(IEnumerable<Error> faults)
    {
        var found = new Dictionary<int, List<Error>>();
        foreach (var fault in faults)
        {
            if (fault.Field is { } field && field.StartsWith("lines[", StringComparison.Ordinal) && field.IndexOf(']', StringComparison.Ordinal) is var end && int.TryParse(field.AsSpan(6, Math.Max(0, end - 6)), System.Globalization.CultureInfo.InvariantCulture, out var index))
            {
                if (!found.TryGetValue(index, out var own))
                {
                    found[index] = own = [];
                }

                own.Add(fault with { Field = Column(field[(end + 1)..]) });
            }
        }

        return found;
    }

    private static string Column(string part) => part switch
    {
        ".quantity" => "quantity",
        ".lot" => "lot",
        ".location" => "place",
        ".pack" => "unit",
        ".value" => "value",
        _ => "sku",
    };
}
