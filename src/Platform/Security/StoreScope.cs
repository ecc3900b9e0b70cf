namespace Aisle.Platform.Security;

/// <summary>The stores a right holds in: all of them, or some.</summary>
public sealed class StoreScope
{
    private readonly HashSet<Guid>? _stores;

    private StoreScope(HashSet<Guid>? stores) => _stores = stores;

    /// <summary>Every store there is and will be, and the company itself.</summary>
    public static StoreScope Everywhere { get; } = new(stores: null);

    /// <summary>Whether it holds everywhere.</summary>
    public bool IsEverywhere => _stores is null;

    /// <summary>The stores it holds in; null where it holds everywhere.</summary>
    public IReadOnlyCollection<Guid>? Stores => _stores;

    /// <summary>These stores and no other.</summary>
    public static StoreScope Only(IEnumerable<Guid> stores) => new([.. stores]);

    /// <summary>Whether it holds in <paramref name="store"/>.</summary>
    public bool Covers(Guid store) => _stores is null || _stores.Contains(store);

    /// <summary>What either covers.</summary>
    public StoreScope With(StoreScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _stores is null || other._stores is null ? Everywhere : Only(_stores.Union(other._stores));
    }

    /// <summary>What both cover.</summary>
    public StoreScope Within(StoreScope other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _stores is null ? other : other._stores is null ? this : Only(_stores.Intersect(other._stores));
    }
}
