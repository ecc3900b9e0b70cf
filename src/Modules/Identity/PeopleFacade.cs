using Aisle.Contracts.Identity;
using Aisle.Platform.Database;

namespace Aisle.Modules.Identity;

/// <summary>Names and addresses for modules that keep the ids of people.</summary>
internal sealed class PeopleFacade(UnitOfWork work) : IPeople
{
    private const string Columns = "select id, name, email, status = 'active', language from identity.user_account";

    public async Task<IReadOnlyDictionary<UserId, Person>> FindAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ids.Count == 0 ? new Dictionary<UserId, Person>() : (await ReadAsync("where id = any ($1)", cancellationToken, ids.Select(id => id.Value).ToArray())).ToDictionary(person => person.Id);
    }

    public async Task<IReadOnlyList<Person>> SearchAsync(string words, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(words);
        return await ReadAsync("where words like $1 order by lower(name), id limit $2", cancellationToken, $"%{Sql.Literal(words.Trim().ToLowerInvariant())}%", limit);
    }

    public async Task<Person?> ByEmailAsync(string email, CancellationToken cancellationToken) =>
        Kernel.EmailAddress.Parse(email).TryGet(out var address) && await ReadAsync("where email_folded = $1", cancellationToken, address.Folded) is [var person] ? person : null;

    private async Task<List<Person>> ReadAsync(string condition, CancellationToken cancellationToken, params SqlValue[] values)
    {
        await using var command = (await work.CommandAsync($"{Columns} {condition}", cancellationToken)).With(values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row => new Person(UserId.From(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetString(4)), cancellationToken);
    }
}
