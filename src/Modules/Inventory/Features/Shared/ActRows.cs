namespace Aisle.Modules.Inventory.Features;

/// <summary>The rows of a form of lines.</summary>
/// <param name="Rows">Those that were typed; an empty one follows.</param>
/// <param name="HasCost">Whether a cost is asked for.</param>
/// <param name="HasSerials">Whether serial numbers are asked for.</param>
/// <param name="FaultOf">What is wrong with a field.</param>
internal sealed record ActRows(IReadOnlyList<TypedRow> Rows, bool HasCost, bool HasSerials, Func<string, string?> FaultOf)
{
    /// <summary>How many rows stand there before the spare one, which a browser without script shows too.</summary>
    public int Shown => Math.Max(Rows.Count, 3);

    /// <summary>What is wrong with a field, or with its row as a whole where it is the code.</summary>
    public string Fault(string field) =>
        FaultOf(field) ?? (field.EndsWith(".code", StringComparison.Ordinal) ? FaultOf(field[..^5]) ?? FaultOf(field[..^5] + ".item") ?? FaultOf(field[..^5] + ".lot") : null) ?? "";
}
