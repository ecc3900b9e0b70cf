using Aisle.Contracts.Ledger;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Ledger;

/// <summary>The documents of what people write into the books: their drafts.</summary>
internal sealed class ManualDocuments(IServiceScopeFactory scopes) : ILedgerDocuments
{
    public string Type => DocumentTypes.Manual;

    public string? Page => "/admin/books/drafts/{0}";

    public Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        NumberedDocuments.FindAsync(scopes, "select id, '' from ledger.draft where id = any ($1)", ids, cancellationToken);
}
