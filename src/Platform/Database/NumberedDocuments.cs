using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Database;

/// <summary>Documents as other parts of the shop ask for them: by ids that are text, from wherever they are.</summary>
public static class NumberedDocuments
{
    /// <summary>
    /// Those of some documents that there are, each with the number that people know it by. Read in a scope of its own: what is committed is
    /// there, and nothing else.
    /// </summary>
    /// <param name="scopes">Makes the scope.</param>
    /// <param name="select">A statement that answers id and number (empty where it has none) of those whose id is in <c>$1</c>.</param>
    /// <param name="ids">The ids; what is none is left out.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="kind">The value of <c>$2</c>, where the statement has one.</param>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(IServiceScopeFactory scopes, string select, IReadOnlyCollection<string> ids, CancellationToken cancellationToken, string? kind = null)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(ids);
        await using var scope = scopes.CreateAsyncScope();
        var known = ids.Select(id => Guid.TryParseExact(id, "D", out var value) ? value : (Guid?)null).OfType<Guid>().ToArray();
        await using var command = (await scope.ServiceProvider.GetRequiredService<UnitOfWork>().CommandAsync(select, cancellationToken)).With(known);
        if (kind is not null)
        {
            command.With(kind);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => (Id: row.GetGuid(0).ToString("D"), Number: row.GetString(1)), cancellationToken)).ToDictionary(found => found.Id, found => found.Number, StringComparer.Ordinal);
    }
}
