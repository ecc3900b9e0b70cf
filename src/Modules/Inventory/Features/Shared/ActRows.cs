using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Inventory.Features;

/// <summary>The rows of a form of lines.</summary>
/// <param name="Rows">Those that were typed; an empty one follows.</param>
/// <param name="HasCost">Whether a cost is asked for.</param>
/// <param name="HasSerials">Whether serial numbers are asked for.</param>
/// <param name="FaultOf">What is wrong with a field.</param>
/// <param name="Goods">What the rows are of, as far as they were understood.</param>
/// <param name="HasLots">Whether goods may be of a lot that does not lie here.</param>
internal sealed record ActRows(IReadOnlyList<TypedRow> Rows, bool HasCost, bool HasSerials, Func<string, string?> FaultOf, IReadOnlyList<RowGoods> Goods, bool HasLots)
{
    /// <summary>How many rows stand there before the spare one, which a browser without script shows too.</summary>
    public int Shown => Math.Max(Rows.Count, 3);

    /// <summary>What a row is of; null where it was not understood yet.</summary>
    public RowGoods? Of(int index) => index < Goods.Count ? Goods[index] : null;

    /// <summary>Where goods of a row lie, to choose from.</summary>
    public static IReadOnlyList<ListChoice> Heaps(AdminText text, RowGoods goods) => [new ListChoice("", "–"), .. goods.Heaps.Select(heap => new ListChoice(RowGoods.KeyOf(heap), ActWords.Heap(text, heap)))];

    /// <summary>What is wrong with a field, or with its row as a whole where it is the code; with the lot or the place where one chooses those.</summary>
    public string Fault(string field, bool hasChoice = false)
    {
        var row = field[..Math.Max(field.LastIndexOf('.'), 0)];
        return FaultOf(field) ?? (field[row.Length..] switch
        {
            ".code" => FaultOf(row) ?? FaultOf(row + ".item") ?? (hasChoice ? null : FaultOf(row + ".lot") ?? FaultOf(row + ".lotCode") ?? FaultOf(row + ".expiresOn") ?? FaultOf(row + ".location") ?? FaultOf(row + ".heap")),
            ".heap" => FaultOf(row + ".lot") ?? FaultOf(row + ".location"),
            _ => null,
        }) ?? "";
    }
}
