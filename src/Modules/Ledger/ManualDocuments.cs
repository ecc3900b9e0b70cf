using Aisle.Contracts.Ledger;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Ledger;

/// <summary>The documents of what people write into the books: their drafts.</summary>
internal sealed class ManualDocuments(NpgsqlDataSource database) : ILedgerDocuments
{
    public string Type => DocumentTypes.Manual;

    public string? Page => "/admin/books/drafts/{0}";

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select id::text from ledger.draft where id = any ($1)").With(ids.Select(id => Guid.TryParseExact(id, "D", out var known) ? known : Guid.Empty).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var there = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            there.Add(reader.GetString(0));
        }

        return there;
    }
}
