using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Data;

/// <summary>A supplier as they stay until the end of the transaction.</summary>
internal static class SupplierLock
{
    /// <summary>The supplier, whom nobody edits until the end of the transaction: what is written of them is in the currency they have now. Many can hold one. Null where there is none.</summary>
    public static async Task<SupplierRow?> HeldAsync(this RowStore rows, Guid supplier, CancellationToken cancellationToken) =>
        (await rows.ListAsync<SupplierRow>("id = $1 for share", cancellationToken, supplier)).FirstOrDefault();
}
