using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>The first step of a form that is about one supplier.</summary>
/// <param name="Path">The form, with the language.</param>
/// <param name="Back">The list it belongs to.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Choices">Suppliers.</param>
internal sealed record ChooseSupplier(string Path, string Back, string Question, IReadOnlyList<ListChoice> Choices)
{
    private const int Most = 1_000;

    /// <summary>Suppliers by name; who is archived only where old things are about them.</summary>
    public static async Task<IReadOnlyList<ListChoice>> OfAsync(RowStore rows, bool withArchived, CancellationToken cancellationToken) =>
        [.. (await rows.ListAsync<SupplierRow>("(status = 'active' or $1) order by name, id limit $2", cancellationToken, withArchived, Most)).Select(row => new ListChoice(row.Id.ToString(), $"{row.Name} ({row.Code})"))];
}
