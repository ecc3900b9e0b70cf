using Aisle.Contracts.Identity;

namespace Aisle.Modules.Inventory.Data;

/// <summary>What people are called who did something.</summary>
internal static class PeopleNames
{
    /// <summary>Answers names by id; of nobody who is known, none.</summary>
    public static async Task<Func<Guid?, string?>> NamesAsync(this IPeople people, IEnumerable<Guid?> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.OfType<Guid>().Distinct().Select(UserId.From).ToList();
        var found = wanted.Count == 0 ? new Dictionary<UserId, Person>() : await people.FindAsync(wanted, cancellationToken);
        return id => id is { } known ? found.GetValueOrDefault(UserId.From(known))?.Name : null;
    }
}
