using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>What one says of a pack: a variant in a unit and number.</summary>
/// <param name="Id">Id, where one is given.</param>
/// <param name="Unit">Unit code.</param>
/// <param name="Thousandths">Selling units in it, times 1000.</param>
/// <param name="Barcodes">Its barcodes.</param>
internal sealed record PackDetails(Guid? Id, string Unit, long Thousandths, IReadOnlyList<BarcodeCode> Barcodes)
{
    /// <summary>The unit one buys a single one in.</summary>
    public static string SingleUnit(bool byWeight) => byWeight ? "kg" : "pc";

    public bool IsSame(string unit, long thousandths) => Thousandths == thousandths && string.Equals(Unit, unit, StringComparison.Ordinal);

    /// <summary>The single pack comes first and is always there: it is what one buys.</summary>
    public static IReadOnlyList<PackDetails> Arrange(IReadOnlyCollection<PackDetails> packs, bool byWeight)
    {
        var single = SingleUnit(byWeight);
        return packs.Any(pack => pack.IsSame(single, 1000))
            ? [.. packs.OrderBy(pack => pack.IsSame(single, 1000) ? 0 : 1).ThenBy(pack => pack.Thousandths)]
            : [new PackDetails(null, single, 1000, []), .. packs.OrderBy(pack => pack.Thousandths)];
    }

    /// <summary>A number of selling units times 1000; 0 where it is none: above zero, to a million, at most three decimals.</summary>
    public static long ThousandthsOf(decimal units) => units is > 0 and <= 1_000_000 && units * 1000 % 1 == 0 ? (long)(units * 1000) : 0;

    /// <summary>Whether unit and number make a pack.</summary>
    public static bool IsPack(string? unit, long thousandths) => Kernel.Unit.TryGet(unit, out _) && thousandths > 0;
}
