using System.Collections.Frozen;

namespace Aisle.Platform.Security;

/// <summary>What somebody may do, and in which stores.</summary>
public sealed class Rights
{
    private readonly FrozenDictionary<string, StoreScope>? _scopes;

    private Rights(FrozenDictionary<string, StoreScope>? scopes) => _scopes = scopes;

    /// <summary>Nothing.</summary>
    public static Rights None { get; } = new(FrozenDictionary<string, StoreScope>.Empty);

    /// <summary>Everything everywhere: the program itself, and who sits at its command line.</summary>
    public static Rights All { get; } = new(scopes: null);

    /// <summary>Each permission with its stores; one that stands several times holds in all of them together.</summary>
    public static Rights Of(IEnumerable<KeyValuePair<string, StoreScope>> permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        var scopes = new Dictionary<string, StoreScope>(StringComparer.Ordinal);
        foreach (var (permission, scope) in permissions)
        {
            scopes[permission] = scopes.TryGetValue(permission, out var known) ? known.With(scope) : scope;
        }

        return new Rights(scopes.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The permissions held anywhere, in alphabetical order; null where it is all of them.</summary>
    public IReadOnlyList<string>? Permissions => _scopes is null ? null : [.. _scopes.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether <paramref name="permission"/> is held in any store.</summary>
    public bool Has(string permission) => _scopes is null || _scopes.ContainsKey(permission);

    /// <summary>Whether <paramref name="permission"/> is held in <paramref name="store"/>.</summary>
    public bool HasIn(string permission, Guid store) => ScopeOf(permission).Covers(store);

    /// <summary>Whether <paramref name="permission"/> is held for the company and all its stores.</summary>
    public bool HasEverywhere(string permission) => ScopeOf(permission).IsEverywhere;

    /// <summary>The stores in which <paramref name="permission"/> is held; none where it is not held.</summary>
    public StoreScope ScopeOf(string permission) =>
        _scopes is null ? StoreScope.Everywhere : _scopes.GetValueOrDefault(permission) ?? StoreScope.Only([]);

    /// <summary>Whether these rights hold all that <paramref name="other"/> hold, in all their stores.</summary>
    public bool Include(Rights other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _scopes is null || (other._scopes is not null && other._scopes.All(held => Covers(ScopeOf(held.Key), held.Value) && _scopes.ContainsKey(held.Key)));
    }

    /// <summary>What is left of these rights for one who was given only <paramref name="permissions"/> in <paramref name="stores"/>.</summary>
    public Rights Within(IEnumerable<string> permissions, StoreScope stores)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        return Of(permissions.Where(Has).Select(permission => KeyValuePair.Create(permission, ScopeOf(permission).Within(stores))));
    }

    private static bool Covers(StoreScope mine, StoreScope theirs) =>
        mine.IsEverywhere || (theirs.Stores is { } stores && stores.All(mine.Covers));
}
