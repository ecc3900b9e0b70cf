using Aisle.Contracts.Ledger;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Wallets;

/// <summary>The documents of this module in the books: a movement of each kind, and holds.</summary>
internal sealed class WalletDocuments(string type, IServiceScopeFactory scopes) : ILedgerDocuments
{
    public string Type => type;

    public string? Page => null;

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        // Asked from wherever, so in a scope of its own: what is committed is there, and nothing else.
        await using var scope = scopes.CreateAsyncScope();
        var known = ids.Select(id => Guid.TryParseExact(id, "D", out var value) ? value : (Guid?)null).OfType<Guid>().ToList();
        return type == MoveKinds.Hold
            ? await scope.ServiceProvider.GetRequiredService<HoldStore>().ExistingAsync(known, cancellationToken)
            : await scope.ServiceProvider.GetRequiredService<MovementStore>().ExistingAsync(type, known, cancellationToken);
    }
}
