using Aisle.Contracts.Ledger;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Wallets;

/// <summary>The documents of this module in the books: a movement of each kind, and holds.</summary>
internal sealed class WalletDocuments(string type, IServiceScopeFactory scopes) : ILedgerDocuments
{
    public string Type => type;

    public string? Page => null;

    public Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        type == MoveKinds.Hold
            ? NumberedDocuments.FindAsync(scopes, "select id, '' from wallets.hold where id = any ($1)", ids, cancellationToken)
            : NumberedDocuments.FindAsync(scopes, "select id, '' from wallets.movement where id = any ($1) and kind = $2", ids, cancellationToken, type);
}
