using Aisle.Contracts.Ledger;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Payments;

/// <summary>The documents of this module in the books: what providers paid out. Payments themselves are posted by what is paid.</summary>
internal sealed class PaymentsDocuments(IServiceScopeFactory scopes) : ILedgerDocuments
{
    public const string Settlement = "provider_settlement";

    public string Type => Settlement;

    public string? Page => "/admin/payments/settlements/{0}";

    public Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        NumberedDocuments.FindAsync(scopes, "select id, number from payments.settlement where id = any ($1)", ids, cancellationToken);
}
