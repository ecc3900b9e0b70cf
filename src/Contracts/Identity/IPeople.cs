namespace Aisle.Contracts.Identity;

/// <summary>Somebody with an account, as other modules show them to staff.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address.</param>
/// <param name="IsActive">Whether they may log in.</param>
/// <param name="Language">Language of their mails.</param>
public sealed record Person(UserId Id, string Name, string Email, bool IsActive, string Language);

/// <summary>Who the people are whose ids other modules keep.</summary>
public interface IPeople
{
    /// <summary>Those of these ids who are there, in one statement.</summary>
    Task<IReadOnlyDictionary<UserId, Person>> FindAsync(IReadOnlyCollection<UserId> ids, CancellationToken cancellationToken);

    /// <summary>Those with this text in name or address, by name.</summary>
    Task<IReadOnlyList<Person>> SearchAsync(string words, int limit, CancellationToken cancellationToken);

    /// <summary>The one with this address, whatever its case; null where there is nobody.</summary>
    Task<Person?> ByEmailAsync(string email, CancellationToken cancellationToken);
}
